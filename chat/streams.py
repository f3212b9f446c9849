"""Server-Sent Events: a turn as it is made, and the rejoining of one.

An ASGI application of our own: Channels' AsyncHttpConsumer does not hear a client leave until its handler returns.
Here one task writes frames while another reads `receive()`.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence

from chat import events, idempotency, requests, runs, views
from chat.buffer import Batch, Buffer
from quizagent.middleware import Receive, Scope, Send
from quizagent.watch import ABORT, Watch

logger = logging.getLogger(__name__)

_KEEP_ALIVE_SECS = 15
_SEND_TIMEOUT_SECS = 10
Header = tuple[bytes, bytes]
Opened = Callable[[], Awaitable[None]]
_HEADERS: list[Header] = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),
]


async def start(scope: Scope, receive: Receive, send: Send) -> None:
    """`POST /chat/stream`: the same turn as `POST /chat`, event by event."""
    requests.allow(scope, "POST")
    body = await requests.body_of(receive)
    run = await idempotency.start(scope, body, requests.turn_of(scope, body))
    with _Reader(scope, receive, send) as reader:
        if isinstance(run, bytes):
            await reader.follow(_replayed(run), headers=[(b"idempotency-replayed", b"true")])
            return
        stayed = await reader.follow(run.buffer, opened=run.opened)
        if not stayed and run.turn.on_disconnect == "cancel":
            run.interrupt("cancelled")


async def rejoin(scope: Scope, receive: Receive, send: Send) -> None:
    """`GET /chat/stream/{runId}`: what came after the client's last event, then live."""
    requests.allow(scope, "GET")
    after = requests.after_of(scope)
    buffer = await runs.find(scope["url_route"]["kwargs"]["run_id"], owner=scope["owner"])
    if buffer.ended and after >= buffer.last:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})
        return
    with _Reader(scope, receive, send) as reader:
        await reader.follow(buffer, after)


class _Reader:
    """A client of a stream: what it is told, and whether it is still there."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._send = scope, send
        self._leaving = asyncio.create_task(views.until_left(receive))

    def __enter__(self) -> "_Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self._leaving.cancel()

    async def follow(
        self, buffer: Buffer, after: int = 0, *, opened: Opened | None = None, headers: Sequence[Header] = ()
    ) -> bool:
        """Write until the run ends; False when the client left or stopped reading. Raises what `opened` does."""
        return await views.done_before(self._leaving, self._answer(buffer, after, opened, headers))

    async def _answer(self, buffer: Buffer, after: int, opened: Opened | None, headers: Sequence[Header]) -> None:
        """One task from the wait for the first event to the end: every other one would delay the first token."""
        if opened:
            await opened()
        await self._send({"type": "http.response.start", "status": 200, "headers": [*_HEADERS, *headers]})
        await self._write(buffer, after)

    async def _write(self, buffer: Buffer, after: int) -> None:
        task = asyncio.current_task()
        assert task
        watch = Watch(_SEND_TIMEOUT_SECS, self._scope.get(ABORT, task.cancel))
        lead = events.SSE_RETRY
        try:
            async for batch in buffer.follow(after, silence_secs=_KEEP_ALIVE_SECS):
                ends = bool(batch.payloads) and events.is_terminal(batch.payloads[-1])
                frames = lead + _frames(batch) + (events.SSE_DONE if ends else b"")
                with watch:
                    await self._send({"type": "http.response.body", "body": frames, "more_body": not ends})
                lead = b""
        finally:
            watch.stop()
            if watch.late:
                logger.info("streams.reader_dropped")


def _frames(batch: Batch) -> bytes:
    if not batch.payloads:
        return events.SSE_KEEP_ALIVE
    return b"".join([events.sse(number, payload) for number, payload in enumerate(batch.payloads, batch.number)])


def _replayed(answer: bytes) -> Buffer:
    buffer = Buffer()
    buffer.add(answer)
    buffer.end()
    return buffer
