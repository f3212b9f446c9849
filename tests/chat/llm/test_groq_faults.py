import contextlib
import time

import pytest

from chat.llm.errors import (
    LLMAuthFailed,
    LLMBadResponse,
    LLMModelUnavailable,
    LLMRateLimited,
    LLMRequestTooLarge,
    LLMStreamInterrupted,
    LLMTimeout,
    LLMUnavailable,
)
from chat.llm.groq import GroqProvider
from tests.support.groq_script import Script
from tests.support.listener import Heard, ask, listen

PIECES = ["one ", "two ", "three "]


@pytest.mark.parametrize("at", [0, 2])
@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("cut", LLMStreamInterrupted),
        ("close", LLMStreamInterrupted),
        ("garbage", LLMBadResponse),
        ("error_frame", LLMUnavailable),
        ("x_groq_error", LLMUnavailable),
    ],
)
async def test_a_broken_stream_ends_in_its_error_after_the_text_before_it(groq, provider, fault, error, at):
    groq.script, heard = Script(pieces=PIECES, fault=fault, at=at), Heard()
    started = time.monotonic()
    with pytest.raises(error):
        await listen(provider, into=heard)
    assert heard.text == "".join(PIECES[:at])
    assert heard.finish_reason is None
    assert time.monotonic() - started < 2


async def test_an_end_without_its_finish_marker_is_no_success(groq, provider):
    groq.script, heard = Script(pieces=PIECES, finish_reason=None), Heard()
    with pytest.raises(LLMStreamInterrupted):
        await listen(provider, into=heard)
    assert heard.text == "one two three "


async def test_a_cut_after_the_finish_reason_harms_nothing(groq, provider):
    groq.script = Script(pieces=PIECES, done=False, end_delay_secs=60)
    heard = await listen(provider)
    assert (heard.text, heard.finish_reason) == ("one two three ", "stop")


@pytest.mark.parametrize(
    "script", [Script(fault="stall"), Script(headers_delay_secs=60), Script(reasoning=3, first_delay_secs=60)]
)
async def test_no_first_text_in_time_is_a_timeout(groq, provider, settings, script):
    groq.script, settings.LLM_FIRST_TOKEN_TIMEOUT_SECONDS = script, 0.1
    with pytest.raises(LLMTimeout):
        await listen(provider)


async def test_silence_between_tokens_is_a_timeout(groq, provider, settings):
    groq.script, settings.LLM_TOKEN_TIMEOUT_SECONDS, heard = Script(pieces=PIECES, fault="stall", at=2), 0.1, Heard()
    started = time.monotonic()
    with pytest.raises(LLMTimeout):
        await listen(provider, into=heard)
    assert heard.text == "one two "
    assert time.monotonic() - started < 1


async def test_a_busy_process_is_no_silent_model(groq, provider, settings):
    groq.script, settings.LLM_TOKEN_TIMEOUT_SECONDS = Script(pieces=["x"] * 10, delay_secs=0.03), 0.1
    pieces = []

    def take(piece):
        time.sleep(0.15)
        pieces.append(piece)

    async with provider.open(ask()) as answer:
        await answer.pour(take)
    assert "".join(pieces) == "x" * 10


@pytest.mark.parametrize(
    ("script", "error", "calls"),
    [
        (Script(status=401), LLMAuthFailed, 1),
        (Script(status=403), LLMAuthFailed, 1),
        (Script(status=400), LLMBadResponse, 1),
        (Script(status=404), LLMModelUnavailable, 3),
        (Script(status=400, error={"code": "model_decommissioned"}), LLMModelUnavailable, 3),
        (Script(status=413), LLMRequestTooLarge, 2),
        (Script(status=413, error={"message": "too large"}), LLMRequestTooLarge, 1),
        (Script(status=429, retry_after="30"), LLMRateLimited, 1),
        (Script(status=429), LLMRateLimited, 1),
        (Script(status=429, retry_after="0.01"), LLMRateLimited, 3),
        (Script(status=498), LLMUnavailable, 3),
        (Script(status=500), LLMUnavailable, 3),
        (Script(status=502), LLMUnavailable, 3),
        (Script(status=503), LLMUnavailable, 3),
        (Script(status=302), LLMBadResponse, 1),
    ],
)
async def test_a_refusal_is_told_after_so_many_calls(groq, provider, script, error, calls):
    groq.script = script
    with pytest.raises(error):
        await listen(provider)
    assert len(groq.exchanges) == calls


async def test_the_wait_that_the_provider_asks_for_is_handed_on(groq, provider):
    groq.script = Script(status=429, retry_after="30")
    with pytest.raises(LLMRateLimited) as raised:
        await listen(provider)
    assert raised.value.headers == {"Retry-After": "30"}


@pytest.mark.parametrize(
    "script",
    [
        Script(status=503),
        Script(status=498),
        Script(status=429, retry_after="0.1"),
        Script(fault="x_groq_error"),
        Script(fault="cut"),
    ],
)
async def test_a_passing_fault_before_the_first_text_is_not_seen(groq, provider, script):
    groq.queue.extend([script, script])
    assert (await listen(provider)).finish_reason == "stop"
    assert len(groq.exchanges) == 3


async def test_nothing_is_retried_once_text_has_come(groq, provider):
    groq.queue.append(Script(fault="x_groq_error", at=1))
    with pytest.raises(LLMUnavailable):
        await listen(provider)
    assert len(groq.exchanges) == 1


async def test_the_next_model_answers_and_the_choice_is_remembered(groq, provider):
    groq.models["first-model"] = Script(status=404)
    assert (await listen(provider)).model == "openai/gpt-oss-120b"
    await listen(provider)
    assert [e.model for e in groq.exchanges] == ["first-model", "openai/gpt-oss-120b", "openai/gpt-oss-120b"]


async def test_when_all_models_are_gone_the_next_turn_tries_again(groq, provider):
    groq.script = Script(status=404)
    with pytest.raises(LLMModelUnavailable):
        await listen(provider)
    groq.script = Script()
    assert (await listen(provider)).model == "first-model"


async def test_a_request_that_is_too_large_is_tried_once_with_what_is_left(groq, provider):
    groq.queue.append(Script(status=413))  # limit 8000, requested 9000
    await listen(provider, ask(max_completion_tokens=3000))
    assert [e.body["max_completion_tokens"] for e in groq.exchanges] == [3000, 2000]


async def test_too_little_room_is_not_worth_a_second_call(groq, provider):
    groq.script = Script(status=413)
    with pytest.raises(LLMRequestTooLarge):
        await listen(provider, ask(max_completion_tokens=1799))
    assert len(groq.exchanges) == 1


async def test_a_closed_port_is_unavailable(groq, settings):
    settings.GROQ_BASE_URL = "http://127.0.0.1:9"
    provider = GroqProvider()
    with pytest.raises(LLMUnavailable):
        await listen(provider)
    await provider.close()


async def test_a_refused_key_shows_in_the_status_until_it_works(groq, provider):
    groq.queue.append(Script(status=401))
    with pytest.raises(LLMAuthFailed):
        await listen(provider)
    assert not provider.status()["available"]
    await listen(provider)
    assert provider.status()["available"]


async def test_a_storm_is_contained_and_over_when_the_provider_is_back(groq, provider, caplog):
    groq.script, began = Script(status=503), time.monotonic()
    for _ in range(50):
        with pytest.raises(LLMUnavailable):
            await listen(provider)
    assert len(groq.exchanges) <= 5 + (time.monotonic() - began)  # five to find out, then one a second
    assert not provider.status()["available"]
    groq.script, back = Script(), time.monotonic()
    while not provider.status()["available"]:
        assert time.monotonic() - back < 5
        try:
            await listen(provider)
        except LLMUnavailable as fault:
            assert fault.retry_after_secs == 1


async def test_retries_stay_a_share_of_the_turns_when_calls_fail_now_and_then(groq, provider):
    turns = 60
    groq.queue.extend([Script(status=503), Script(text="A short answer.")] * turns)
    for _ in range(turns):
        with contextlib.suppress(LLMUnavailable):
            await listen(provider)
    assert len(groq.exchanges) <= 1.2 * turns + 6


async def test_no_key_and_no_text_is_logged(groq, provider, caplog):
    caplog.set_level("DEBUG", logger="chat")
    groq.queue.extend([Script(status=503), Script(status=404), Script(fault="garbage", pieces=["canary text"], at=1)])
    with pytest.raises(LLMBadResponse):
        await listen(provider, ask("canary question"))
    logged = " ".join(str(vars(record)) for record in caplog.records)
    assert "llm.retry_scheduled" in logged
    assert "canary" not in logged
