"""Readers that do not read: they are dropped with all that they hold, and their turn goes on."""

import asyncio
import json
import socket

import pytest

from chat import runs
from system import server
from tests.support import inprocess, waiting
from tests.support.groq_script import Script
from tests.support.hold import Hold

ASK = {"message": "Tell me something long", "threadId": "t"}
# Far more than the sockets below take, far less than a turn may hold.
LONG = Script(pieces=["x" * 60] * 2500, tokens_per_write=25)
_HANDSHAKE = (
    "GET /ws/chat HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
)


class _SmallBuffers(server.Protocol):
    """The kernel would take whole answers for a client that does not read."""

    accepted = []

    def connection_made(self, transport):
        accepted = transport.get_extra_info("socket")
        accepted.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        self.accepted.append(accepted)
        super().connection_made(transport)


@pytest.fixture
async def served(groq, transactional_db, monkeypatch):
    for door in ("streams", "consumers"):
        monkeypatch.setattr(f"chat.{door}._SEND_TIMEOUT_SECS", 0.3)
    monkeypatch.setattr(_SmallBuffers, "accepted", [])
    async with inprocess.serving(http=_SmallBuffers, ws=server.Socket) as client:
        yield client


async def _connect(url, request):
    deaf = socket.socket()
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    deaf.connect(("127.0.0.1", int(url.rpartition(":")[2])))
    deaf.setblocking(False)
    await asyncio.get_running_loop().sock_sendall(deaf, request)
    return deaf


async def _stream(url, body):
    content = json.dumps(body).encode()
    head = f"POST /chat/stream HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(content)}\r\n\r\n"
    return await _connect(url, head.encode() + content)


async def _socket(url, body):
    deaf = await _connect(url, _HANDSHAKE.encode())
    loop = asyncio.get_running_loop()
    assert b"101 Switching" in await loop.sock_recv(deaf, 2000)
    content = json.dumps({"type": "message", "data": body | {"padding": "x" * 200}}).encode()
    await loop.sock_sendall(deaf, b"\x81\xfe" + len(content).to_bytes(2, "big") + bytes(4) + content)
    return deaf


@pytest.mark.parametrize("door", [_stream, _socket])
async def test_a_reader_that_does_not_read_is_dropped_and_its_turn_goes_on(served, groq, door):
    groq.script = LONG
    with await door(served.url, ASK):
        await waiting.until_async(lambda: groq.exchanges and groq.exchanges[0].finished_at)
        descriptor = _SmallBuffers.accepted[0]
        await waiting.until_async(lambda: descriptor.fileno() == -1)
        while (reply := await served.get("/thread/t")).json.get("activeRunId"):
            await asyncio.sleep(0.01)
        assert reply.json["messageCount"] == 2


@pytest.mark.parametrize("door", [_stream, _socket])
async def test_a_turn_that_is_to_end_with_its_reader_ends_with_one_that_does_not_read(served, groq, door):
    # More than the sockets take, and then nothing: the quickest provider is not done before the reader is dropped.
    groq.script = Script(pieces=["x" * 600] * 400, tokens_per_write=10, hold=Hold(350))
    with await door(served.url, {**ASK, "onDisconnect": "cancel"}):
        await waiting.until_async(runs.active)
        *_, run = [run for run in runs._local.values() if not run.buffer.ended]  # of this test: the newest
        async with asyncio.timeout(20):
            await run.ended()
    assert b'"finishReason":"cancelled"' in run.terminal and groq.exchanges[0].client_left_at


async def test_a_slow_reader_that_reads_is_not_dropped(served, groq):
    groq.script = Script(pieces=["twelve chars"] * 1000, tokens_per_write=20)
    loop = asyncio.get_running_loop()
    text = b""
    with await _stream(served.url, ASK) as slow:
        async with asyncio.timeout(30):
            while b"data: [DONE]" not in text:
                text += await loop.sock_recv(slow, 4096)
                await asyncio.sleep(0.002)
    assert text.count(b'"type":"complete"') == 1


@pytest.mark.parametrize("path", ["/chat", "/chat/stream"])
async def test_a_client_that_leaves_before_the_first_token_cancels_all_the_same(served, groq, path):
    groq.script = Script(first_delay_secs=30)
    request = asyncio.create_task(served.post(path, {**ASK, "onDisconnect": "cancel"}))
    await waiting.until_async(lambda: groq.exchanges)
    request.cancel()
    await waiting.until_async(lambda: groq.exchanges[0].client_left_at)


async def test_the_kernel_ends_what_is_never_read_whatever_it_is(monkeypatch):
    monkeypatch.setattr(server, "_UNREAD_TIMEOUT_MS", 200)
    with server.listen("127.0.0.1", 0) as listener, socket.socket() as deaf:
        deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        deaf.connect(listener.getsockname())
        accepted, _ = listener.accept()
        accepted.setblocking(False)
        with accepted, pytest.raises(TimeoutError):
            async with asyncio.timeout(10):
                await asyncio.get_running_loop().sock_sendall(accepted, bytes(20_000_000))
        assert accepted.fileno() == -1
