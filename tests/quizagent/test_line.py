"""The connection to Redis that all tasks share: every reply finds its task, and trouble is told to all who wait."""

import asyncio
import signal
import time

import pytest
from redis.exceptions import ConnectionError, ResponseError, TimeoutError

from quizagent import line, redis
from tests.writeback import chaos


@pytest.fixture
async def shared():
    yield redis.line()
    await redis.close()


@pytest.fixture
async def own_server(settings):
    with chaos.server() as server:
        settings.REDIS_URL = server.url
        yield server
        await redis.close()


async def test_every_task_gets_its_own_reply(shared):
    replies = await asyncio.gather(*(shared.call("ECHO", f"number {n}") for n in range(1000)))
    assert replies == [f"number {n}".encode() for n in range(1000)]


async def test_a_task_that_is_cancelled_shifts_no_reply(shared):
    await shared.call("PING")
    tasks = [asyncio.create_task(shared.call("ECHO", n)) for n in range(100)]
    await asyncio.sleep(0)
    for task in tasks[::3]:
        task.cancel()
    replies = await asyncio.gather(*tasks, return_exceptions=True)
    assert [int(reply) for n, reply in enumerate(replies) if n % 3] == [n for n in range(100) if n % 3]


@pytest.mark.parametrize("odd", [None, "\ud800"])
async def test_what_cannot_be_sent_shifts_no_reply(shared, odd):
    with pytest.raises((TypeError, ValueError)):
        await shared.calls([("ECHO", "before"), ("ECHO", odd)])
    async with asyncio.timeout(5):
        assert await asyncio.gather(*(shared.call("ECHO", n) for n in range(3))) == [b"0", b"1", b"2"]


async def test_a_refusal_is_raised_alone_and_returned_among_others(shared):
    with pytest.raises(ResponseError, match="unknown command"):
        await shared.call("NONSENSE")
    first, second, third = await shared.calls([("ECHO", 1), ("NONSENSE",), ("ECHO", 2)])
    assert (first, third) == (b"1", b"2") and isinstance(second, ResponseError)
    assert await shared.calls([]) == []


async def test_a_server_that_hangs_is_given_up_and_found_again(own_server):
    shared = redis.line()
    await shared.call("PING")
    own_server.signal(signal.SIGSTOP)
    began = time.monotonic()
    ends = await asyncio.gather(*(shared.call("PING") for _ in range(5)), return_exceptions=True)
    assert [type(end) for end in ends] == [TimeoutError] * 5
    assert 1 <= time.monotonic() - began < 5
    own_server.signal(signal.SIGCONT)
    assert await shared.call("PING") == b"PONG"


async def test_a_server_that_dies_is_told_to_all_and_found_again(own_server):
    shared = redis.line()
    waiting = asyncio.create_task(shared.call("BLPOP", "nothing", 0))
    await asyncio.sleep(0.1)
    own_server.kill()
    with pytest.raises(ConnectionError):
        await waiting
    with pytest.raises(ConnectionError):
        await shared.call("PING")
    own_server.start()
    assert await shared.call("PING") == b"PONG"


async def test_a_loop_that_was_busy_does_not_take_the_server_for_late(shared):
    await shared.call("PING")
    reply = asyncio.create_task(shared.call("ECHO", "there all the while"))
    await asyncio.sleep(0.05)  # sent; the reply is read in the next turn of the loop, which is long in coming
    slow = [asyncio.create_task(shared.call("ECHO", n)) for n in range(3)]
    await asyncio.sleep(0)
    time.sleep(1.5)
    assert await reply == b"there all the while"
    assert await asyncio.gather(*slow) == [b"0", b"1", b"2"]


async def test_not_more_than_so_many_may_wait(shared, monkeypatch):
    await shared.call("PING")
    monkeypatch.setattr(line, "_MOST_WAITING", 3)
    ends = await asyncio.gather(*(shared.call("PING") for _ in range(5)), return_exceptions=True)
    assert [isinstance(end, ConnectionError) for end in ends] == [False, False, False, True, True]


async def test_who_waits_while_it_is_closed_is_told(shared):
    await shared.call("PING")
    waiting = asyncio.create_task(shared.call("BLPOP", "nothing", 0))
    await asyncio.sleep(0.05)
    await redis.close()
    with pytest.raises(ConnectionError, match="closed"):
        await waiting
