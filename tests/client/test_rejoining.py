"""What the client does by itself when a connection breaks: nothing is lost or comes twice, and nothing is endless."""

import asyncio
import itertools
import random

import pytest

from chat import runs
from quizagent.client import ConnectionLost, NotFound, TurnFailed, Unavailable, lines
from tests.client.conftest import opened
from tests.support import proxy, waiting
from tests.support.groq_script import Script
from tests.support.hold import Hold
from tests.support.proxy import Fate

ASK = "Create a quiz with 3 questions on numbers"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr("quizagent.client.calling._FIRST_PAUSE_SECS", 0.02)


@pytest.fixture
async def broken(kind, service):
    """A client behind a proxy, and the proxy, whose `fate` says when it cuts."""
    async with proxy.between(_port(service)) as line, opened(kind, f"http://127.0.0.1:{line.port}") as client:
        yield client, line


def _port(service):
    return int(service.url.rpartition(":")[2])


def _first(*fates):
    """These for the first connections, a whole one for those after them."""
    fate = itertools.chain(fates, itertools.repeat(Fate()))
    return lambda: next(fate)


@pytest.mark.parametrize("cut", ["reset", "close"])
async def test_a_stream_that_breaks_is_rejoined(broken, groq, cut):
    client, line = broken
    written = [f"{n} " for n in range(120)]
    groq.script = Script(pieces=written, delay_secs=0.002)
    rng = random.Random(cut)
    line.fate = _first(*(Fate(cut_after_bytes=rng.randrange(1000, 1300), cut=cut) for _ in range(12)))
    stream = await client.follow("stream", ASK)
    assert line.cuts == 12, "more than would be tried without progress"
    assert stream.text == stream.answer["response"] == "".join(written) and len(groq.exchanges) == 1
    assert [event.id for event in client.events] == list(range(1, stream.last_id + 1))


@pytest.mark.parametrize("bytes_seen", [0, 300])
async def test_a_turn_whose_answer_never_came_is_attached_to_and_not_made_twice(broken, groq, bytes_seen):
    client, line = broken
    groq.script = Script(pieces=["a "] * 20, delay_secs=0.01, first_delay_secs=0.3)
    line.fate = _first(Fate(cut_after_bytes=bytes_seen), Fate(cut_after_bytes=bytes_seen))
    answer = await client.ask("chat", ASK)
    assert answer["response"] == "a " * 20 and len(groq.exchanges) == 1


async def test_a_turn_that_ended_while_the_line_was_down_comes_whole(broken, groq):
    client, line = broken
    groq.script = Script(pieces=["a ", "b"])
    line.fate = _first(Fate(cut_after_bytes=0, cut="swallow"), Fate(cut_after_bytes=700))
    timeout = 0.3
    async with opened(type(client._client), f"http://127.0.0.1:{line.port}", timeout=timeout) as hasty:
        stream = await hasty.follow("stream", ASK)
    assert stream.text == stream.answer["response"] == "a b" and len(groq.exchanges) == 1
    assert [event.type for event in hasty.events] == ["chunk", "complete"]


async def test_a_run_that_was_cleaned_up_meanwhile_gives_the_text_that_is_missing(
    broken, groq, settings, monkeypatch
):
    client, line = broken
    settings.STREAM_CLEANUP_SECONDS = 0
    monkeypatch.setattr("random.uniform", lambda low, high: 0.5)
    written = ["a " * 1000, "b " * 1000, "c " * 1000]
    held = Hold(1, 2)
    groq.script = Script(pieces=written, hold=held)
    line.fate = _first(Fate(cut_after_bytes=4000))  # in the second piece
    following = asyncio.create_task(client.follow("stream", ASK))
    for has_come in (lambda: len(client.events) == 2, lambda: line.cuts == 1):
        await waiting.until_async(has_come)
        held.release()
    stream = await following
    assert stream.text == stream.answer["response"] == "".join(written)
    chunks = [event.data["chunk"] for event in client.events if event.type == "chunk"]
    assert chunks == [written[0], written[1] + written[2]]
    assert [event.id for event in client.events] == [1, 2, 2, 5]


async def test_a_line_that_stays_broken_ends_in_an_error(broken, monkeypatch):
    client, line = broken
    monkeypatch.setattr("random.uniform", lambda low, high: 0)
    line.fate = lambda: Fate(cut_after_bytes=0)
    with pytest.raises(ConnectionLost):
        await client.follow("stream", ASK)
    assert line.connections == 9  # the first and eight more


async def test_a_turn_that_ends_in_an_error_raises_it_after_what_came_before(broken, groq):
    client, _ = broken
    groq.script = Script(fault="cut", at=5)
    with pytest.raises(TurnFailed) as error:
        await client.follow("stream", ASK)
    assert (error.value.code, error.value.status) == ("llm_stream_interrupted", None)
    assert error.value.request_id and error.value.detail
    assert "chunk" in [event.type for event in client.events]


async def test_a_turn_that_cannot_begin_raises_what_the_service_says(broken, groq):
    client, _ = broken
    groq.script = Script(status=429, retry_after="30")
    with pytest.raises(Unavailable) as error:
        await client.ask("chat", ASK)
    assert (error.value.code, error.value.status) == ("llm_rate_limited", 503)
    assert error.value.retry_after_secs == 30 and len(groq.exchanges) >= 1


async def test_an_instance_that_has_no_room_is_asked_again(broken, monkeypatch):
    client, _ = broken
    paused_secs = []

    async def pause(_, secs):
        paused_secs.append(secs)
        monkeypatch.setattr(runs, "_MAX_RUNS", 1)

    for line in (lines.BlockingLine, lines.AsyncLine):
        monkeypatch.setattr(line, "pause", pause)
    monkeypatch.setattr(runs, "_MAX_RUNS", 0)
    assert (await client.ask("chat", ASK))["success"] is True
    assert len(paused_secs) == 1 and paused_secs[0] >= 1, "no sooner than the service asks for"


async def test_an_unknown_run_is_not_asked_for_twice(broken):
    client, line = broken
    with pytest.raises(NotFound):
        await client.follow("resume", "run_unknown")
    assert line.connections == 1


async def test_an_answer_that_breaks_is_read_again(broken):
    client, line = broken
    await client.ask("chat", ASK, thread_id="t")
    line.fate = _first(Fate(cut_after_bytes=500))
    assert len((await client.ask("history", "t"))["messages"]) == 2
