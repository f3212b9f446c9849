import asyncio

import pytest

from chat.llm import stream
from chat.llm.base import Request, Usage
from chat.llm.groq import GroqProvider
from quizagent.errors import Overloaded
from tests.support import sample_quiz, waiting
from tests.support.groq_script import Script
from tests.support.listener import Heard, ask, listen


@pytest.mark.parametrize(
    "script",
    [
        Script(),
        Script(tokens_per_write=7),
        Script(write_bytes=13),
        Script(reasoning=5, null_content=True),
        Script(usage="usage", end_delay_secs=0.005),
        Script(done=False),
        Script(usage="none"),
    ],
)
async def test_the_pieces_join_to_the_whole_answer(groq, provider, script):
    groq.script = script
    heard = await listen(provider)
    assert heard.text == sample_quiz.answer(groq.exchanges[0].body)
    assert heard.finish_reason == "stop"
    tokens = groq.exchanges[0].tokens_sent
    assert heard.usage == (None if script.usage == "none" else Usage(8, tokens, 8 + tokens))


async def test_the_token_limit_is_a_finish_reason_of_its_own(groq, provider):
    heard = await listen(provider, ask(max_completion_tokens=3))
    assert (heard.finish_reason, groq.exchanges[0].tokens_sent) == ("length", 3)


async def test_the_first_text_does_not_wait_for_the_second(groq, provider):
    groq.script = Script(pieces=["first", "second"], fault="stall", at=1)
    heard = Heard()
    listening = asyncio.create_task(listen(provider, into=heard))
    await waiting.until_async(lambda: heard.text == "first")
    listening.cancel()


async def test_messages_are_sent_as_they_are_stored(groq, provider):
    message = b'{ "role":"user", "content":"a \\u00e9 \\"quoted\\" text" }'
    await listen(provider, Request("x", messages=(message,), seed="ff" * 32))
    body = groq.exchanges[0].body
    assert body["messages"] == [{"role": "user", "content": 'a é "quoted" text'}]
    assert body["seed"] == 0xFFFFFFF
    assert groq.exchanges[0].headers["authorization"] == "Bearer gsk_canary"


async def test_only_gpt_oss_is_told_how_to_reason(groq, provider, settings):
    await listen(provider)
    settings.GROQ_MODEL = "openai/gpt-oss-120b"
    await listen(provider)
    llama, gpt_oss = (exchange.body for exchange in groq.exchanges)
    assert (gpt_oss["reasoning_effort"], gpt_oss["include_reasoning"]) == ("low", False)
    assert not {"reasoning_effort", "include_reasoning"} & llama.keys()


async def test_answers_read_to_their_end_share_a_connection(groq, provider, monkeypatch):
    monkeypatch.setattr(stream, "_END_WAIT_SECS", 5)  # a slow machine needs longer than anybody would be kept waiting
    groq.script = Script(end_delay_secs=0.005)  # the end of the response comes after its last frame
    await provider.warm()
    for _ in range(3):
        await listen(provider)
    assert groq.accepted == 1


async def test_more_than_a_hundred_answers_are_open_at_once(groq, provider):
    groq.script = Script(pieces=["text"], fault="stall", at=1)
    async with asyncio.timeout(10), asyncio.TaskGroup() as tasks:
        everybody = asyncio.Barrier(120)

        async def one():
            async with provider.open(ask()):  # its first text is there
                await everybody.wait()

        for _ in range(120):
            tasks.create_task(one())
    assert groq.accepted == 120


async def test_past_the_cap_it_sheds_at_once_and_serves_again_afterwards(groq, provider, settings):
    settings.LLM_MAX_CONCURRENCY = 1
    async with provider.open(ask()):
        with pytest.raises(Overloaded):
            await listen(provider)
    assert len(groq.exchanges) == 1
    assert (await listen(provider)).finish_reason == "stop"


async def test_status_names_the_model_that_answers(groq, provider):
    assert provider.status() == {"provider": "groq", "model": "first-model", "available": True}
    groq.models["first-model"] = Script(status=404)
    await listen(provider)
    assert provider.status()["model"] == "openai/gpt-oss-120b"


async def test_a_base_url_with_nothing_behind_it_does_not_stop_the_start(settings, groq, caplog):
    settings.GROQ_BASE_URL = "http://127.0.0.1:9"
    provider = GroqProvider()
    await provider.warm()
    await provider.close()
    assert "llm.warm_up_failed" in caplog.text


async def test_an_empty_answer_is_an_answer(groq, provider):
    groq.script = Script(text="")
    assert await listen(provider, into=Heard()) == Heard([], "stop", Usage(8, 0, 8), "first-model")
