"""An answer that is poured: each piece is handed over in the call that brings it."""

import asyncio

import pytest

from quizagent.httpclient import HTTPError
from tests.support.bytes_server import CHUNKED, HEAD, RESET, SIZED, serving

HELLO, _, REST = CHUNKED.partition(b"1\r\n \r\n")
SPACE = b"1\r\n \r\n"


class RefusedError(Exception):
    pass


async def _asked(client):
    return await client.request("POST", "/", headers={}, body=b"x")


async def test_every_piece_is_handed_over_as_it_comes():
    async with serving([HELLO, SPACE, REST], SIZED) as (server, client), asyncio.timeout(5):
        server.gate.clear()
        response, taken = await _asked(client), []
        pouring = asyncio.create_task(response.pour(taken.append))
        while taken != [b"hello"]:
            await asyncio.sleep(0.001)
        server.gate.set()
        await pouring
        assert b"".join(taken) == b"hello world"
        second = []
        await (await _asked(client)).pour(second.append)
        assert (second, server.connections) == ([b"ok"], 1)


async def test_what_came_before_is_handed_over_first():
    async with serving(CHUNKED) as (_, client), asyncio.timeout(5):
        response, taken = await _asked(client), []
        while not response.ended:
            await asyncio.sleep(0.001)
        await response.pour(taken.append)
        assert taken == [b"hello world"]


async def test_who_has_enough_gets_no_more_and_can_read_the_rest():
    async with serving([HELLO, SPACE + REST]) as (server, client), asyncio.timeout(5):
        server.gate.clear()
        response, taken = await _asked(client), []
        await response.pour(lambda data: taken.append(data) or True)
        server.gate.set()
        assert (taken, await response.read_all(100)) == ([b"hello"], b" world")


@pytest.mark.parametrize("at_once", [True, False])
async def test_what_the_taker_raises_is_raised_and_the_rest_waits(at_once):
    async with serving([HELLO, SPACE, REST]) as (server, client), asyncio.timeout(5):
        if not at_once:
            server.gate.clear()
        response, taken = await _asked(client), []

        def take(data):
            taken.append(data)
            if b" " in data:
                raise RefusedError

        while at_once and not response.ended:
            await asyncio.sleep(0.001)
        asyncio.get_running_loop().call_later(0.02, server.gate.set)
        with pytest.raises(RefusedError):
            await response.pour(take)
        assert b"hello " in b"".join(taken)
        assert b"".join(taken) + await response.read_all(100) == b"hello world"


async def test_a_cut_is_told_after_all_that_came():
    async with serving([HELLO, SPACE, RESET]) as (_, client), asyncio.timeout(5):
        response, taken = await _asked(client), []
        with pytest.raises(HTTPError):
            await response.pour(taken.append)
        assert b"".join(taken) == b"hello "


async def test_a_cut_is_nothing_to_who_had_enough():
    async with serving([HELLO, RESET]) as (server, client), asyncio.timeout(5):
        server.gate.clear()
        response = await _asked(client)

        def take(data):
            response.fail(HTTPError("cut in the same read"))
            return True

        await response.pour(take)


async def test_what_comes_after_a_cancelled_pour_is_bounded():
    size = 16 * 1024 * 1024
    async with serving([HEAD % size, *[bytes(size // 16)] * 16]) as (_, client), asyncio.timeout(5):
        response, taken = await _asked(client), []
        pouring = asyncio.create_task(response.pour(taken.append))
        while not taken:
            await asyncio.sleep(0.001)
        pouring.cancel()
        while not response._paused:
            await asyncio.sleep(0.001)
        await asyncio.sleep(0.05)
        assert response._unread < size // 4
        response.close()
