"""In a rush the ends of turns wait for the beginnings of others: not without need, and not for long."""

import asyncio
import time

import pytest

from chat import rush
from tests.chat.test_chat import ASK
from tests.support import inprocess, waiting
from tests.support.groq_script import Script
from tests.support.hold import Hold

_ROUND_SECS = 0.02


@pytest.fixture(autouse=True)
def _nobody_else(monkeypatch):
    monkeypatch.setattr(rush, "_unheard", 0)


@pytest.fixture
async def busy():
    """An event loop that takes its time for every round."""

    async def work():
        while True:
            time.sleep(_ROUND_SECS)
            await asyncio.sleep(0)

    task = asyncio.create_task(work())
    await asyncio.sleep(0)
    yield
    task.cancel()


@pytest.fixture
def unheard(_nobody_else):
    rush.begins()


async def test_an_end_does_not_wait_where_all_were_heard(busy):
    async with asyncio.timeout(_ROUND_SECS / 2):
        await rush.passes()


async def test_an_end_does_not_wait_where_the_model_is_what_takes_long(unheard):
    began = time.monotonic()
    await rush.passes()
    assert time.monotonic() - began < rush._WAIT_SECS


async def test_an_end_waits_until_all_are_heard(busy, unheard):
    end = asyncio.create_task(rush.passes())
    await asyncio.sleep(3 * rush._WAIT_SECS)
    assert not end.done()
    rush.is_heard()
    async with asyncio.timeout(0.5):
        await end


async def test_who_waits_is_told_at_once_that_all_are_heard(busy, unheard, monkeypatch):
    monkeypatch.setattr(rush, "_WAIT_SECS", 30)
    end = asyncio.create_task(rush.passes())
    await asyncio.sleep(3 * _ROUND_SECS)
    rush.is_heard()
    async with asyncio.timeout(5):
        await end


async def test_an_end_does_not_wait_for_long(busy, unheard):
    began = time.monotonic()
    await rush.passes()
    assert 1 <= time.monotonic() - began < 2


class TestTurns:
    @pytest.fixture
    async def service(self, groq, transactional_db):
        async with inprocess.serving() as client:
            yield client

    async def test_a_turn_is_unheard_until_its_first_event(self, service, groq):
        groq.script = Script(pieces=["a ", "b "], hold=(held := Hold(0)))
        stream = asyncio.create_task(service.stream(ASK))
        await waiting.until_async(lambda: rush._unheard == 1)
        held.release()
        await stream
        assert rush._unheard == 0

    async def test_a_turn_that_fails_waits_for_nobody_any_more(self, service, groq):
        groq.script = Script(fault="cut", at=0)
        await service.post("/chat", ASK)
        assert rush._unheard == 0

    async def test_its_end_waits_for_the_rush_to_pass(self, service, groq, monkeypatch):
        passed = asyncio.Event()
        monkeypatch.setattr(rush, "passes", passed.wait)
        stream = asyncio.create_task(service.stream(ASK))
        await waiting.until_async(lambda: groq.exchanges and groq.exchanges[0].finished_at)
        await asyncio.sleep(0.1)
        assert not stream.done()
        passed.set()
        assert (await stream)[-1]["type"] == "complete"
