"""What happens before a request is one: slow heads, huge heads, no HTTP at all. Raw sockets, a real server."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator
from typing import Any

import orjson
import pytest

from system import server

_GET = b"GET / HTTP/1.1\r\nHost: localhost\r\n"


async def _application(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        raise RuntimeError("no lifespan here")
    if scope["path"] == "/slow":
        await asyncio.sleep(0.4)
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    monkeypatch.setattr(server, "_HEAD_TIMEOUT_SECS", 0.2)
    listener = server.listen("127.0.0.1", 0)
    ready = asyncio.Event()
    running = server.Server(server.config(_application), on_ready=ready.set)
    task = asyncio.create_task(running.serve(sockets=[listener]))
    await ready.wait()
    yield listener.getsockname()[1]
    running.should_exit = True
    await task


@contextlib.asynccontextmanager
async def _connection(port: int) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        yield reader, writer
    finally:
        writer.close()


async def _until_closed(reader: asyncio.StreamReader) -> tuple[int, dict[str, Any]]:
    """Status and body of the one answer on a connection that the server then closes."""
    async with asyncio.timeout(5):
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head
    assert b"x-request-id: req_" in head
    return int(head.split()[1]), orjson.loads(body)


@pytest.mark.parametrize("sent", [b"", b"G", _GET, _GET + b"X-Slow: "])
async def test_a_head_that_does_not_end_in_time_is_given_up(port: int, sent: bytes) -> None:
    async with _connection(port) as (reader, writer):
        writer.write(sent)
        status, problem = await _until_closed(reader)
    assert (status, problem["code"]) == (408, "request_timeout")


async def test_a_head_that_trickles_is_given_up_all_the_same(port: int) -> None:
    async with _connection(port) as (reader, writer):
        answer = asyncio.create_task(_until_closed(reader))
        writer.write(_GET + b"X-Slow: ")
        while not answer.done():
            with contextlib.suppress(ConnectionError):
                writer.write(b"x")
                await writer.drain()
            await asyncio.wait({answer}, timeout=0.05)
    assert answer.result()[0] == 408


async def test_the_second_head_on_a_connection_has_a_deadline_too(port: int) -> None:
    async with _connection(port) as (reader, writer):
        writer.write(_GET + b"\r\n")
        await reader.readuntil(b"ok")
        writer.write(_GET)
        assert (await _until_closed(reader))[0] == 408


async def test_an_answer_may_take_longer_than_a_head(port: int) -> None:
    async with _connection(port) as (reader, writer):
        writer.write(b"GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n" + _GET)
        assert await reader.readuntil(b"ok"), "the head that follows it may wait meanwhile"
        assert (await _until_closed(reader))[0] == 408


async def test_a_huge_head_is_refused_before_it_is_complete(port: int) -> None:
    async with _connection(port) as (reader, writer):
        writer.write(_GET + b"X-Huge: " + b"x" * 70_000)
        status, problem = await _until_closed(reader)
    assert (status, problem["code"]) == (413, "payload_too_large")


async def test_what_is_not_http_is_told_so(port: int) -> None:
    async with _connection(port) as (reader, writer):
        writer.write(b"\x16\x03\x01 hello\r\n\r\n")
        status, problem = await _until_closed(reader)
    assert (status, problem["title"]) == (400, "Malformed request")


def test_a_taken_port_is_named() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(server.ListenError, match=f"port {port} is taken"):
            server.listen("127.0.0.1", port)


def test_an_address_of_somebody_else_is_named() -> None:
    with pytest.raises(server.ListenError, match=r"cannot listen on 192\.0\.2\.1, port 3001: Cannot assign"):
        server.listen("192.0.2.1", 3001)
