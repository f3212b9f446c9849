"""The connection to Redis that all tasks share: every reply finds its task, and trouble is told to all who wait."""

import asyncio
import contextlib
import signal
import ssl
import time

import pytest
import trustme
import uvloop
from redis.exceptions import ConnectionError, InvalidResponse, ResponseError, TimeoutError

from quizagent import line, redis
from tests.support import waiting
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


async def test_work_is_done_while_the_server_answers(own_server):
    done: list[str] = []
    shared = redis.line()
    shared.meanwhile(lambda: done.append("no connection, so nothing to wait for"))
    await shared.call("PING")
    own_server.signal(signal.SIGSTOP)
    shared.meanwhile(lambda: done.append("first"))
    shared.meanwhile(lambda: done.append("second"))
    asking = asyncio.create_task(shared.call("PING"))
    await waiting.until_async(lambda: len(done) == 2)
    assert done == ["first", "second"] and not asking.done()
    own_server.signal(signal.SIGCONT)
    assert await asking == b"PONG"


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


@contextlib.asynccontextmanager
async def scripted(settings, serve, *, place="127.0.0.1:{port}", **options):
    """What stands in for Redis; `serve` answers one connection."""

    async def connected(reader, writer):
        with contextlib.suppress(ConnectionError, OSError, asyncio.IncompleteReadError):
            await serve(reader, writer)
        writer.close()

    listener = await asyncio.start_server(connected, "127.0.0.1", 0, **options)
    scheme = "rediss" if options else "redis"
    settings.REDIS_URL = f"{scheme}://{place.format(port=listener.sockets[0].getsockname()[1])}"
    try:
        yield redis.line()
    finally:
        await redis.close()
        listener.close()


async def test_a_server_that_talks_nonsense_is_given_up(settings):
    async def serve(reader, writer):
        while data := await reader.read(1000):
            writer.write(b"+PONG\r\n" if b"first" in data else b"nonsense\r\n")

    async with scripted(settings, serve) as shared:
        assert await shared.call("ECHO", "first") == b"PONG"
        with pytest.raises(InvalidResponse):
            await shared.call("PING")
        assert await shared.call("ECHO", "first") == b"PONG"


async def test_replies_are_read_however_they_are_cut(settings):
    replies = b":1\r\n$5\r\nhello\r\n*2\r\n$1\r\na\r\n$-1\r\n-ERR no\r\n"

    async def serve(reader, writer):
        await reader.readuntil(b"last\r\n")
        for at in range(len(replies)):
            writer.write(replies[at : at + 1])
            await writer.drain()
            await asyncio.sleep(0)

    async with scripted(settings, serve) as shared:
        *read, refused = await shared.calls([("A",), ("B",), ("C",), ("last",)])
        assert read == [1, b"hello", [b"a", None]] and isinstance(refused, ResponseError)


async def test_a_connection_that_is_lost_as_soon_as_it_is_made_is_told(settings, monkeypatch):
    made = line._Wire.__init__

    def lose(wire, *args):
        made(wire, *args)
        wire.transport.abort()

    async def serve(reader, writer):
        while await reader.read(1000):
            writer.write(b"+PONG\r\n")

    async with scripted(settings, serve) as shared:
        with monkeypatch.context() as patch, pytest.raises(ConnectionError, match="as soon as it was made"):
            patch.setattr(line._Wire, "__init__", lose)
            await shared.call("PING")
        assert await shared.call("PING") == b"PONG"


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_it_speaks_tls_with_a_password_and_a_database(settings, tmp_path, new_loop):
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(tls)
    heard = []

    async def serve(reader, writer):
        while count := await reader.readline():
            parts = [(await reader.readline(), await reader.readline())[1] for _ in range(int(count[1:]))]
            heard.append(b" ".join(part.strip() for part in parts))
            writer.write(b"+OK\r\n")

    async def talk():
        place = f"user:secret@localhost:{{port}}/3?ssl_ca_certs={tmp_path / 'ca.pem'}"
        async with scripted(settings, serve, place=place, ssl=tls) as shared:
            assert await asyncio.gather(*(shared.call("PING", n) for n in range(3))) == [b"OK"] * 3

    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(talk())
    assert heard == [b"AUTH user secret", b"SELECT 3", b"PING 0", b"PING 1", b"PING 2"]
