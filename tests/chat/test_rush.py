"""In a rush the ends of turns wait for the beginnings of others: not without need, and not for long."""

import asyncio
import time

import pytest

from chat import rush

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


async def test_an_end_does_not_wait_for_long(busy, unheard):
    began = time.monotonic()
    await rush.passes()
    assert 1 <= time.monotonic() - began < 2
