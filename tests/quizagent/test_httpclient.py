"""The HTTP client against servers that do as they are told, byte for byte, with and without TLS."""

import asyncio
import itertools
import ssl

import pytest
import trustme
import uvloop
from hypothesis import given
from hypothesis import strategies as st

from quizagent import httpclient, httpwire
from quizagent.httpclient import HTTPError
from tests.support.bytes_server import CHUNKED, END, HEAD, RESET, SIZED, serving


async def ask(client, **options):
    response = await client.request("POST", "/a?b=c", headers={"X-Two": "é"}, body=b"body", **options)
    return response.status, response.headers, await response.read_all(1000)


async def test_a_request_is_written_as_the_protocol_has_it():
    async with serving(SIZED) as (server, client):
        assert await ask(client) == (200, {"content-length": "2"}, b"ok")
        head, body = server.requests[0]
        assert head.split(b"\r\n")[:2] == [b"POST /a?b=c HTTP/1.1", b"Content-Length: 4"]
        assert head.split(b"\r\n")[2].startswith(b"Host: localhost:")
        assert b"\r\nAuthorization: Basic dXNlcjpwYXNzIHdvcmQ=\r\n" in head
        assert "\r\nX-Two: é\r\n".encode() in head
        assert body == b"body"


async def test_one_connection_carries_one_answer_after_another():
    async with serving(SIZED, CHUNKED, SIZED) as (server, client):
        assert [(await ask(client))[2] for _ in range(3)] == [b"ok", b"hello world", b"ok"]
        assert server.connections == 1


async def test_requests_at_the_same_time_have_a_connection_each():
    async with serving(*[SIZED] * 40) as (server, client):
        assert [body for _, _, body in await asyncio.gather(*(ask(client) for _ in range(20)))] == [b"ok"] * 20
        assert server.connections == 20
        await asyncio.gather(*(ask(client) for _ in range(20)))
        assert server.connections == 20


@given(cuts=st.lists(st.integers(1, len(CHUNKED) - 1), max_size=12))
async def test_an_answer_is_the_same_however_it_is_cut(cuts):
    edges = [0, *sorted(cuts), len(CHUNKED)]
    pieces = [CHUNKED[start:end] for start, end in itertools.pairwise(edges)]
    async with serving(pieces) as (_, client):
        status, headers, body = await ask(client)
    assert (status, headers["x-one"], body) == (200, "a, b", b"hello world")


async def test_what_comes_is_read_as_it_comes():
    start, _, rest = CHUNKED.partition(b"1\r\n \r\n")
    async with serving([start, b"1\r\n \r\n" + rest]) as (server, client):
        server.gate.clear()
        response = await client.request("POST", "/", headers={}, body=b"body")
        assert await response.read() == b"hello"
        server.gate.set()
        assert await response.read_all(100) == b" world"


async def test_answers_in_between_are_passed_over():
    early = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
    async with serving([early, early + SIZED]) as (_, client):
        assert await ask(client) == (200, {"content-length": "2"}, b"ok")


async def test_an_answer_without_a_length_ends_with_its_connection():
    async with serving([b"HTTP/1.1 200 OK\r\n\r\nall ", b"of it", END]) as (_, client):
        assert await ask(client) == (200, {}, b"all of it")


@pytest.mark.parametrize(
    "answer",
    [
        [RESET],
        [CHUNKED[:40], RESET],
        [CHUNKED[:-8], END],
        [CHUNKED[:-8], RESET],
        [HEAD % 9 + b"half", RESET],
        [b"SSH-2.0-OpenSSH\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"],
        [b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\n", *[b"X: " + b"y" * 1000 + b"\r\n"] * 80],
    ],
    ids=[
        "at once",
        "in its head",
        "in its body",
        "before its end",
        "short",
        "no HTTP",
        "two lengths",
        "upgrade",
        "endless head",
    ],
)
async def test_what_is_cut_or_not_http_is_told(answer):
    async with serving(answer, SIZED) as (_, client):
        with pytest.raises(HTTPError):
            await ask(client)
        assert (await ask(client))[2] == b"ok"


async def test_what_came_before_a_cut_can_be_read():
    async with serving([CHUNKED[:-20], RESET]) as (_, client):
        response = await client.request("POST", "/", headers={}, body=b"x")
        assert (await response.read()).startswith(b"hello")
        with pytest.raises(HTTPError):
            while await response.read():
                pass


@pytest.mark.parametrize(
    "answer", [SIZED + SIZED, SIZED + b"HTTP", SIZED.replace(b"OK\r\n", b"OK\r\nConnection: close\r\n")]
)
async def test_a_connection_that_cannot_be_used_again_is_not(answer):
    async with serving(answer, SIZED) as (server, client):
        assert (await ask(client))[2] == b"ok"
        assert (await ask(client))[2] == b"ok"
        assert server.connections == 2


async def test_a_connection_that_its_server_closes_is_forgotten(monkeypatch):
    async with serving([SIZED, RESET], SIZED) as (server, client):
        assert (await ask(client))[2] == b"ok"
        async with asyncio.timeout(5):
            while client._idle:
                await asyncio.sleep(0.001)
        assert (await ask(client))[2] == b"ok"
        assert server.connections == 2
    monkeypatch.setattr(httpwire, "_KEEP_ALIVE_SECS", 0)
    async with serving(SIZED) as (server, client):
        assert (await ask(client))[2] == b"ok"
        async with asyncio.timeout(5):
            await server.gone.wait()
        assert not client._idle


async def test_an_answer_nobody_reads_stops_its_sender_and_goes_on_when_it_is_read():
    size = 16 * 1024 * 1024
    async with serving([HEAD % size, *[bytes(size // 16)] * 16]) as (_, client):
        response = await client.request("POST", "/", headers={}, body=b"x")
        async with asyncio.timeout(5):
            while not response._paused:
                await asyncio.sleep(0.001)
        await asyncio.sleep(0.05)
        assert response._unread < size // 4
        body = await response.read_all(size)
        assert body is not None and len(body) == size


async def test_a_body_over_its_limit_is_given_up_with_its_connection():
    async with serving([HEAD % 5000, bytes(2000)]) as (server, client):
        assert (await ask(client))[2] is None
        async with asyncio.timeout(5):
            await server.gone.wait()


async def test_a_call_that_is_cancelled_closes_its_connection():
    async with serving([b"HTTP/1.1 200"]) as (server, client):
        asking = asyncio.create_task(ask(client))
        async with asyncio.timeout(5):
            while not server.requests:
                await asyncio.sleep(0.001)
            asking.cancel()
            await server.gone.wait()
        assert asking.cancelled()


async def test_a_connection_that_is_lost_before_it_is_used_is_told():
    async with serving(SIZED) as (_, client), asyncio.timeout(5):
        connection = await client._connect()
        connection.close()
        await asyncio.sleep(0.01)
        with pytest.raises(HTTPError):
            await connection.ask(b"GET / HTTP/1.1\r\n\r\n").begun()


@pytest.mark.parametrize("headers", [{"X-Key": "a\r\nX-Other: b"}, {"X-Key": "a\n"}, {"X-\rKey": "a"}])
async def test_no_header_becomes_two(headers):
    async with serving(SIZED) as (server, client):
        with pytest.raises(ValueError, match="line break"):
            await client.request("GET", "/", headers=headers)
        assert server.connections == 0


async def test_a_host_that_cannot_be_found_is_looked_up_again(monkeypatch):
    async with serving(SIZED) as (_, client):
        known, client._host = client._host, "no-such-host.invalid"
        with pytest.raises(OSError):
            await ask(client)
        client._host = known
        assert (await ask(client))[2] == b"ok"


async def test_a_burst_looks_its_host_up_once(monkeypatch):
    lookups = []
    loop = asyncio.get_running_loop()
    getaddrinfo = loop.getaddrinfo
    monkeypatch.setattr(
        loop, "getaddrinfo", lambda *args, **options: lookups.append(args) or getaddrinfo(*args, **options)
    )
    async with serving(*[SIZED] * 20) as (_, client):
        await asyncio.gather(*(ask(client) for _ in range(20)))
        assert [args[0] for args in lookups].count("localhost") == 1


@pytest.fixture
def server_tls(monkeypatch):
    """A server's side of TLS, and a client that trusts who issued it."""
    authority, context = trustme.CA(), ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    client = ssl.create_default_context()
    authority.configure_trust(client)
    monkeypatch.setattr(httpclient, "_tls", lambda: client)
    return context


@pytest.mark.parametrize("new_loop", [asyncio.new_event_loop, uvloop.new_event_loop])
def test_it_speaks_tls(server_tls, new_loop):
    async def talk():
        answers = [CHUNKED[:60], CHUNKED[60:]], SIZED, [CHUNKED[:60], RESET]
        async with serving(*answers, tls=server_tls) as (server, client):
            assert (await ask(client))[2] == b"hello world"
            assert (await ask(client))[2] == b"ok"
            with pytest.raises(HTTPError):
                await ask(client)
            assert server.connections == 1

    with asyncio.Runner(loop_factory=new_loop) as runner:
        runner.run(talk())


async def test_it_believes_no_other_host(server_tls):
    async with serving(SIZED, tls=server_tls) as (server, client):
        client._host = "127.0.0.1"
        with pytest.raises(ssl.SSLCertVerificationError):
            await ask(client)
        assert server.requests == []


async def test_the_machines_authorities_and_mozillas_are_trusted():
    context = httpclient._tls()
    assert context.verify_mode is ssl.CERT_REQUIRED and context.check_hostname
    assert len(context.get_ca_certs()) > 50
