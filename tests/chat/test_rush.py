"""In a rush texts and ends wait for the beginnings of others: not without need, and not for long."""

import asyncio
import contextlib
import json
import socket
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from chat import rush
from quizagent import errors
from tests.chat.test_chat import ASK
from tests.support import inprocess, waiting
from tests.support.groq_script import Script
from tests.support.hold import Hold

_ROUND_SECS = 0.02
PIECES = [f"w{number} " for number in range(40)]


@pytest.fixture(autouse=True)
def _nobody_else(monkeypatch):
    monkeypatch.setattr(rush, "_newcomers", set())
    monkeypatch.setattr(rush, "_load", rush._Load())
    monkeypatch.setattr(rush, "_door", None)


@pytest.fixture
async def busy():
    """An event loop that always has something to do."""

    async def work():
        while True:
            until = time.thread_time() + _ROUND_SECS
            while time.thread_time() < until:
                pass
            await asyncio.sleep(0)

    task = asyncio.create_task(work())
    while not rush._load.is_high(time.monotonic()):
        await asyncio.sleep(0)
    yield
    task.cancel()


@pytest.fixture
def newcomer(_nobody_else):
    rush.enters("run_of_a_newcomer")


async def _takes() -> float:
    began = time.monotonic()
    async with asyncio.timeout(5):
        await rush.passes()
    return time.monotonic() - began


async def test_an_end_does_not_wait_where_all_models_are_asked(busy):
    assert await _takes() < _ROUND_SECS


async def test_an_end_does_not_wait_where_there_is_time_for_all(newcomer):
    await asyncio.sleep(2 * rush._SAMPLE_SECS)
    assert await _takes() < _ROUND_SECS


async def test_an_end_waits_until_all_models_are_asked(busy, newcomer):
    end = asyncio.create_task(rush.passes())
    await asyncio.sleep(0.3)
    assert not end.done()
    rush.is_served("run_of_a_newcomer")
    async with asyncio.timeout(0.5):
        await end


async def test_an_end_waits_while_nobody_opens_the_door(busy):
    with socket.create_server(("127.0.0.1", 0)) as door:
        rush.watch(door)
        assert await _takes() < _ROUND_SECS
        with socket.create_connection(door.getsockname()):
            end = asyncio.create_task(rush.passes())
            await asyncio.sleep(0.3)
            assert not end.done()
            door.accept()[0].close()
            async with asyncio.timeout(0.5):
                await end


async def test_a_door_that_was_closed_has_nobody_waiting(busy):
    with socket.create_server(("127.0.0.1", 0)) as door:
        rush.watch(door)
    assert await _takes() < _ROUND_SECS


async def test_an_end_does_not_wait_for_long(busy, newcomer):
    assert 1 <= await _takes() < 2


async def test_after_a_rush_ends_go_a_few_at_a_time(busy, newcomer):
    gone = []
    for number in range(4 * rush._ends._most_at_once):
        rush._ends.join(lambda number=number: gone.append((number, time.monotonic())))
    await asyncio.sleep(0.1)
    assert not gone
    rush.is_served("run_of_a_newcomer")
    await waiting.until_async(lambda: not rush._ends)
    assert [number for number, _ in gone] == list(range(len(gone)))
    for (_, earlier), (_, later) in zip(gone, gone[rush._ends._most_at_once :], strict=False):
        assert later - earlier > _ROUND_SECS / 2, "between them the loop has done something else"


async def test_an_end_that_nobody_waits_for_any_more_leaves_the_queue(busy, newcomer):
    end = asyncio.create_task(rush.passes())
    await waiting.until_async(lambda: len(rush._ends) == 1)
    end.cancel()
    await asyncio.wait([end])
    assert not rush._ends


@pytest.mark.parametrize("kernel_tells", [True, False])
def test_what_a_thread_has_used_is_told_in_seconds(monkeypatch, kernel_tells):
    if not kernel_tells:
        monkeypatch.setattr(rush, "_SCHEDULE", rush._SCHEDULE.with_name("nothing"))
    before, ran = rush._used_secs(), time.thread_time()
    while time.thread_time() < ran + 0.1:
        pass
    assert rush._used_secs() - before > 0.09
    idle = rush._used_secs()
    time.sleep(0.1)
    assert rush._used_secs() - idle < 0.09


class Listener:
    """A client of one stream, which knows what has come so far."""

    def __init__(self, response: aiohttp.ClientResponse) -> None:
        self._response, self._text = response, ""
        self._task = asyncio.create_task(self._listen())

    async def _listen(self) -> None:
        async for data in self._response.content.iter_any():
            self._text += data.decode()

    def events(self) -> list[dict[str, Any]]:
        frames = inprocess.frames_of(self._text.rpartition("\n\n")[0])
        return [json.loads(frame["data"]) for frame in frames if frame.get("id")]

    def text(self) -> str:
        return "".join(event["data"]["chunk"] for event in self.events() if event["type"] == "chunk")

    async def end(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            await self._task
        return self.events()[-1]


@contextlib.asynccontextmanager
async def _listening(service: inprocess.Client) -> AsyncIterator[Listener]:
    async with service.session.post(f"{service.url}/chat/stream", json=ASK) as response:
        listener = Listener(response)
        await waiting.until_async(lambda: listener.text())
        yield listener


class TestTurns:
    @pytest.fixture
    async def service(self, groq, transactional_db):
        async with inprocess.serving() as client:
            yield client

    @pytest.fixture
    def rushing(self, monkeypatch):
        """A rush that lasts until the event is set."""
        over = asyncio.Event()
        monkeypatch.setattr(rush, "is_on", lambda now: not over.is_set())
        return over

    async def test_a_turn_is_a_newcomer_until_its_model_is_asked(self, service, groq, monkeypatch):
        seen, takes = [], rush.is_served
        monkeypatch.setattr(rush, "is_served", lambda run_id: (seen.append(set(rush._newcomers)), takes(run_id)))
        groq.script = Script(pieces=["a ", "b "], hold=(held := Hold(0)))
        stream = asyncio.create_task(service.stream(ASK))
        await waiting.until_async(lambda: groq.exchanges)
        assert len(seen[0]) == 1
        assert not rush._newcomers, "a model that takes its time is not our work"
        held.release()
        await stream

    @pytest.mark.parametrize("fault", ["cut", "error_frame"])
    async def test_a_turn_that_fails_is_no_newcomer_any_more(self, service, groq, fault):
        groq.script = Script(fault=fault, at=0)
        await service.post("/chat", ASK)
        assert not rush._newcomers

    async def test_nor_is_one_that_does_not_get_its_thread(self, service, monkeypatch):
        async def take(*_, **__):
            assert len(rush._newcomers) == 1
            raise errors.StoreUnavailable

        monkeypatch.setattr("chat.runs.lease.take", take)
        assert (await service.post("/chat", ASK)).status == 503
        assert not rush._newcomers

    async def test_nor_is_an_edit_that_needs_no_model(self, service, groq):
        first = (await service.post("/chat", ASK)).json
        reply = await service.post("/chat", {"message": "Delete question 2", "threadId": first["threadId"]})
        assert reply.status == 200 and len(groq.exchanges) == 1
        assert not rush._newcomers

    async def test_its_end_waits_for_the_rush_to_pass(self, service, groq, monkeypatch):
        passed = asyncio.Event()
        monkeypatch.setattr(rush, "passes", passed.wait)
        stream = asyncio.create_task(service.stream(ASK))
        await waiting.until_async(lambda: groq.exchanges and groq.exchanges[0].finished_at)
        await asyncio.sleep(0.1)
        assert not stream.done()
        passed.set()
        assert (await stream)[-1]["type"] == "complete"

    async def test_its_first_words_come_and_the_others_wait(self, service, groq, rushing, monkeypatch):
        monkeypatch.setattr(rush._texts, "_most_secs", 30)
        groq.script = Script(pieces=PIECES, delay_secs=0.01)
        async with _listening(service) as listener:
            await waiting.until_async(lambda: groq.exchanges[0].finished_at)
            await asyncio.sleep(0.1)
            assert PIECES[0] in listener.text() and PIECES[-1] not in listener.text()
            rushing.set()
            assert (await listener.end())["type"] == "complete"
            assert listener.text() == "".join(PIECES)

    async def test_no_text_waits_for_long(self, service, groq, rushing):
        groq.script = Script(pieces=PIECES, delay_secs=0.01)
        began = time.monotonic()
        async with asyncio.timeout(4):
            assert (await service.stream(ASK))[-1]["type"] == "complete"
        assert time.monotonic() - began > 1

    async def test_a_provider_that_nobody_listens_to_is_not_silent(self, service, groq, rushing, settings):
        settings.LLM_TOKEN_TIMEOUT_SECONDS = rush._texts._most_secs / 2
        groq.script = Script(pieces=PIECES, delay_secs=0.01)
        assert (await service.stream(ASK))[-1]["type"] == "complete"

    async def test_a_text_that_waits_can_be_cancelled(self, service, groq, rushing, monkeypatch):
        monkeypatch.setattr(rush._texts, "_most_secs", 30)
        groq.script = Script(endless=True, delay_secs=0.01)
        async with _listening(service) as listener:
            await waiting.until_async(lambda: rush._texts)
            run_id = listener.events()[0]["data"]["runId"]
            assert (await service.post(f"/chat/stream/{run_id}/cancel")).status == 200
            await waiting.until_async(lambda: groq.exchanges[0].client_left_at, timeout_secs=1)
            assert (await listener.end())["data"]["finishReason"] == "cancelled"
        rushing.set()
        await waiting.until_async(lambda: not rush._texts)
        groq.script = Script()
        assert (await service.post("/chat", ASK)).status == 200
