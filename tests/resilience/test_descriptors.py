"""An instance that runs out of file descriptors says so, serves who is in, and is well again without a restart."""

import asyncio
import contextlib
import resource
import socket
from pathlib import Path

import httpx
import pytest

from tests.support.groq_script import Script

_ROOM = 12


@pytest.fixture
def few(pair):
    """The second instance, when a dozen more connections are as many as it may serve."""
    pid = pair.second.process.pid
    used = len(list(Path(f"/proc/{pid}/fd").iterdir()))
    before = resource.prlimit(pid, resource.RLIMIT_NOFILE)
    resource.prlimit(pid, resource.RLIMIT_NOFILE, (2 * (used + _ROOM), before[1]))
    yield pair.second
    resource.prlimit(pid, resource.RLIMIT_NOFILE, before)


@contextlib.contextmanager
def _idle(instance, count):
    """Connections on which nothing is said."""
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(socket.create_connection(("127.0.0.1", instance.port)))
        yield


async def _until_served(client):
    async with asyncio.timeout(10):
        while True:
            with contextlib.suppress(httpx.TransportError):
                if (await client.post("/chat", json={"message": "x"})).status_code == 200:
                    return


async def test_no_room_is_told_and_who_is_in_is_served(few, both, pair):
    pair.groq.script = Script(pieces=["a "] * 60, delay_secs=0.01)
    events = aiter(both[1].stream("x"))
    await anext(events)
    async with httpx.AsyncClient(base_url=few.url) as client:
        with _idle(few, _ROOM + 1):
            reply = await client.post("/chat", json={"message": "x"})
            assert (reply.status_code, reply.json()["code"]) == (503, "overloaded")
            assert reply.headers["retry-after"] and reply.headers["connection"] == "close"
            assert (await client.get("/health/live")).status_code == 200
        assert [event async for event in events][-1].data["response"] == "a " * 60
        pair.groq.script = Script()
        await _until_served(client)


async def test_no_descriptor_at_all_is_survived(few, both, pair):
    async with httpx.AsyncClient(base_url=few.url) as client:
        with _idle(few, 300), pytest.raises(httpx.TransportError):
            await client.post("/chat", json={"message": "x"})
        await _until_served(client)
