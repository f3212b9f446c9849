"""What a proxy in between may do to a stream: end it politely in the middle, or answer in the service's place."""

import contextlib

import pytest
from aiohttp import web

from quizagent.client import APIError, AsyncClient, Unavailable

_START = b'id: 1\ndata: {"type":"start","data":{"threadId":"t","runId":"run_a"}}\n\n'
_CHUNK = b'id: 2\ndata: {"type":"chunk","data":{"chunk":"a","index":0}}\n\n'
_NEWS = b'id: 3\ndata: {"type":"news","data":{"x":1}}\n\n'
_END = b'id: 4\ndata: {"type":"complete","data":{"response":"a","threadId":"t","runId":"run_a"}}\n\ndata: [DONE]\n\n'
_BREAK = b"and then the connection breaks"


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch):
    monkeypatch.setattr("random.uniform", lambda low, high: 0)


@contextlib.asynccontextmanager
async def _answering(*answers):
    """A client of a server that gives these answers, one a request; and the requests."""
    requests, rest = [], list(answers)

    async def answer(request):
        requests.append((request.method, request.path, request.headers.get("Last-Event-ID")))
        status, body = rest.pop(0)
        response = web.StreamResponse(status=status)
        await response.prepare(request)
        await response.write(body.removesuffix(_BREAK))
        if body.endswith(_BREAK):
            request.transport.close()
        return response

    runner = web.ServerRunner(web.Server(answer))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        async with AsyncClient(f"http://127.0.0.1:{runner.addresses[0][1]}") as client:
            yield client, requests
    finally:
        await runner.cleanup()


async def test_a_stream_that_is_ended_politely_in_the_middle_is_rejoined():
    async with _answering((200, _START + _CHUNK), (200, _NEWS + _END)) as (client, requests):
        stream = client.stream("x")
        kinds = [event.type async for event in stream]
    assert kinds == ["start", "chunk", "news", "complete"] and stream.text == "a"
    assert requests == [("POST", "/chat/stream", None), ("GET", "/chat/stream/run_a", "2")]


@pytest.mark.parametrize("marker", [b"", _BREAK])
async def test_an_end_without_its_marker_is_an_end(marker):
    end = _END.removesuffix(b"data: [DONE]\n\n") + marker
    async with _answering((200, _START + _CHUNK + end)) as (client, requests):
        assert (await client.chat("x"))["response"] == "a"
    assert len(requests) == 1


@pytest.mark.parametrize("body", [b"<html>Bad gateway</html>", b"[]", b'"no"', b""])
async def test_an_error_page_that_is_not_ours_is_an_error_all_the_same(body):
    async with _answering((500, body)) as (client, _):
        with pytest.raises(Unavailable) as error:
            await client.chat("x")
    assert (error.value.code, error.value.status, error.value.detail) == ("unknown", 500, "HTTP 500")


async def test_a_redirect_is_not_followed():
    async with _answering((302, b"")) as (client, _):
        with pytest.raises(APIError) as error:
            await client.thread("t")
    assert error.value.status == 302


async def test_a_proxy_that_restarts_is_asked_again_while_a_run_is_followed():
    async with _answering((200, _START + _CHUNK), (502, b""), (200, _END)) as (client, requests):
        assert (await client.chat("x"))["response"] == "a"
    assert len(requests) == 3
