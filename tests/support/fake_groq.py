"""A real HTTP server on loopback that speaks Groq's protocol and misbehaves as it is told.

    async with fake_groq.serving() as groq: ...        # in the test's own loop
    with fake_groq.in_thread() as groq: ...            # for a service in a subprocess, watched from the test
    python -m tests.support.fake_groq --port 0         # a process of its own; prints its URL

What a request gets, first match wins: the next of `groq.queue`, `groq.models[model]`, what the model's name spells
out (`fake?fault=stall&at=3`, see `groq_script`), `groq.script`.
"""

import argparse
import asyncio
import contextlib
import json
import socket
import struct
import time
from collections import deque
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

from tests.support import aside, groq_script
from tests.support.groq_script import Frames, Json, Script
from tests.support.hold import Course

_REASONING = {"reasoning_effort", "include_reasoning", "reasoning_format"}
_MODELS = ("llama-3.3-70b-versatile", "openai/gpt-oss-120b", "openai/gpt-oss-20b")
_FOREVER_SECS = 3600


@dataclass(slots=True)
class Exchange:
    """One request and what became of it; times are of the monotonic clock."""

    model: str
    body: Json
    headers: dict[str, str]
    started_at: float = field(default_factory=time.monotonic)
    tokens_sent: int = 0
    finished_at: float | None = None
    client_left_at: float | None = None


class FakeGroq(web.Server):
    """The server. `exchanges` holds every completion request, `accepted` counts the connections ever made."""

    def __init__(self, script: Script | None = None, *, keep_alive_secs: float = 60) -> None:
        super().__init__(self._answer, handler_cancellation=True, keepalive_timeout=keep_alive_secs)
        self.script = script or Script()
        self.models: dict[str, Script] = {}
        self.queue: deque[Script] = deque()
        self.exchanges: list[Exchange] = []
        self.accepted = 0
        self.open_connections = 0
        self.url = ""

    def connection_made(self, handler: RequestHandler, transport: asyncio.Transport) -> None:
        self.accepted += 1
        self.open_connections += 1
        super().connection_made(handler, transport)

    def connection_lost(self, handler: RequestHandler, exc: BaseException | None = None) -> None:
        self.open_connections -= 1
        super().connection_lost(handler, exc)

    async def _answer(self, request: web.BaseRequest) -> web.StreamResponse:
        if (request.method, request.path) == ("GET", "/openai/v1/models"):
            return web.json_response({"object": "list", "data": [{"id": m, "object": "model"} for m in _MODELS]})
        if (request.method, request.path) != ("POST", "/openai/v1/chat/completions"):
            return web.json_response({"error": {"message": "Unknown request URL"}}, status=404)
        body = json.loads(await request.read())
        exchange = Exchange(body.get("model", ""), body, {k.lower(): v for k, v in request.headers.items()})
        self.exchanges.append(exchange)
        try:
            response = await self._complete(request, exchange, self._script_for(exchange.model))
        except (asyncio.CancelledError, ConnectionError) as exc:
            exchange.client_left_at = time.monotonic()
            raise asyncio.CancelledError from exc  # the one way to end that the server does not log
        exchange.finished_at = time.monotonic()
        return response

    def _script_for(self, model: str) -> Script:
        if self.queue:
            return self.queue.popleft()
        return self.models.get(model) or groq_script.from_model(model) or self.script

    async def _complete(self, request: web.BaseRequest, exchange: Exchange, script: Script) -> web.StreamResponse:
        await asyncio.sleep(script.headers_delay_secs)
        if problem := _refusal(exchange):
            return web.json_response({"error": problem[1]}, status=problem[0])
        if script.status != 200:
            headers = {"Retry-After": script.retry_after} if script.retry_after else {}
            return web.json_response(script.problem(), status=script.status, headers=headers)
        if exchange.body.get("stream"):
            response = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-cache"})
            await response.prepare(request)
            await self._stream(request, response, exchange, script)
            return response
        return web.json_response(_whole(exchange.body, script))

    async def _stream(
        self, request: web.BaseRequest, response: web.StreamResponse, exchange: Exchange, script: Script
    ) -> None:
        frames = Frames(script, exchange.body)
        tokens, reason = script.tokens(exchange.body)
        await _send(response, frames.opening(), script)
        course = Course(script.hold)
        await course.wait()
        waiting = b""
        for n, token in enumerate(tokens, 1):
            await asyncio.sleep(script.delay_secs if n > 1 else script.first_delay_secs)
            waiting += frames.token(token)
            exchange.tokens_sent = n
            course.note(token)
            if n % script.tokens_per_write == 0 or course.is_at_a_place():
                await _send(response, waiting, script)
                waiting = b""
                await course.wait()
        await _send(response, waiting, script)
        if script.fault:
            await _misbehave(request, response, frames, script)
        else:
            await _send(response, frames.closing(exchange.tokens_sent, reason), script)
            await asyncio.sleep(script.end_delay_secs)
            await response.write_eof()


async def _send(response: web.StreamResponse, data: bytes, script: Script) -> None:
    size = script.write_bytes or len(data) or 1
    for start in range(0, len(data), size):
        await response.write(data[start : start + size])
        if script.write_bytes:
            await asyncio.sleep(0)


async def _misbehave(request: web.BaseRequest, response: web.StreamResponse, frames: Frames, script: Script) -> None:
    if script.fault == "stall":
        await asyncio.sleep(_FOREVER_SECS)
    elif script.fault in ("cut", "close"):
        await asyncio.sleep(0.01)  # what was written leaves first: a reset discards it
        _drop(request.transport, reset=script.fault == "cut")
    else:
        await response.write(frames.fault() + frames.closing(0, "stop"))
        await response.write_eof()


def _drop(transport: asyncio.Transport | None, *, reset: bool) -> None:
    if transport is None:
        return
    if reset:
        sock = transport.get_extra_info("socket")
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


def _refusal(exchange: Exchange) -> tuple[int, Json] | None:
    """What the real server refuses whatever it is told to do."""
    body = exchange.body
    structured = body.get("response_format", {}).get("type") == "json_schema"
    if not exchange.headers.get("authorization", "").removeprefix("Bearer "):
        return 401, groq_script.ERRORS[401]
    if not body.get("messages") or not all(isinstance(m.get("content"), str) for m in body["messages"]):
        return 400, groq_script.ERRORS[400] | {"message": "'messages' : minimum number of items is 1"}
    if _REASONING & body.keys() and not _reasons(exchange.model):
        return 400, groq_script.ERRORS[400] | {"message": "reasoning is not supported with this model"}
    if structured and (body.get("stream") or not _reasons(exchange.model)):
        return 400, groq_script.ERRORS[400] | {"message": "response_format `json_schema` is not supported"}
    return None


def _reasons(model: str) -> bool:
    return model.startswith("openai/gpt-oss")


def _whole(body: Json, script: Script) -> Json:
    content = script.json if isinstance(script.json, str) else json.dumps(script.json)
    if script.json is None:
        content = "".join(script.tokens(body)[0])
    message = {"role": "assistant", "content": content}
    return {
        "id": "chatcmpl-fake",
        "object": "chat.completion",
        "created": 1700000000,
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": script.finish_reason}],
        "usage": groq_script.usage(groq_script.prompt_tokens(body), len(content) // 4),
    }


@contextlib.asynccontextmanager
async def serving(script: Script | None = None, *, port: int = 0, **options: Any) -> AsyncIterator[FakeGroq]:
    """The server on the running loop; `url` is what `GROQ_BASE_URL` takes."""
    groq = FakeGroq(script, **options)
    listener = await asyncio.get_running_loop().create_server(groq, "127.0.0.1", port)
    groq.url = f"http://127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    try:
        yield groq
    finally:
        listener.close()
        await groq.shutdown(timeout=0.1)


def in_thread(script: Script | None = None, **options: Any) -> AbstractContextManager[FakeGroq]:
    return aside.running(serving(script, **options))


async def _run(port: int, script: Script) -> None:
    async with serving(script, port=port) as groq:
        print(groq.url, flush=True)  # noqa: T201 - the parent process reads it
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="A Groq-compatible server for tests and demos, on loopback.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--script", default="", help="how to answer, such as 'delay_secs=0.02&reasoning=3'")
    options = parser.parse_args()
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_run(options.port, groq_script.parse(options.script)))
