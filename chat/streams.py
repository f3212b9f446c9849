"""Server-Sent Events: a turn as it is made, and the rejoining of one.

An ASGI application of our own: Channels' AsyncHttpConsumer does not hear a client leave until its handler returns.
Here one task writes frames while another reads `receive()`.
"""

import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial

from chat import events, idempotency, presence, requests, runs
from chat.buffer import Batch, Buffer
from chat.interrupts import Interrupt, Interrupted
from quizagent.extensions import ABORT, WRITE
from quizagent.middleware import Receive, Scope, Send
from quizagent.watch import Watch

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
    reader = _Reader(scope, receive, send)
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
    await _Reader(scope, receive, send).follow(buffer, after)


class _Reader:
    """A client of a stream, which may leave at any time or stop reading."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._write_now: Callable[[bytes], bool] = scope.get(WRITE) or _cannot

    async def follow(
        self, buffer: Buffer, after: int = 0, *, opened: Opened | None = None, headers: Sequence[Header] = ()
    ) -> bool:
        """Write until the run ends; False when the client left or stopped reading. Raises what `opened` does."""
        try:
            with presence.Needed(self._scope, self._receive) as left:
                if opened:
                    await opened()
                await self._send({"type": "http.response.start", "status": 200, "headers": [*_HEADERS, *headers]})
                await self._write(buffer, after, left)
        except Interrupted:
            return False
        return True

    async def _write(self, buffer: Buffer, after: int, left: Interrupt) -> None:
        watch = Watch(_SEND_TIMEOUT_SECS, self._scope.get(ABORT) or partial(left.request, "stopped reading"))
        lead = events.SSE_RETRY
        try:
            with buffer.follow(after, silence_secs=_KEEP_ALIVE_SECS, push=self._push) as batches:
                async for batch in batches:
                    ends = bool(batch.payloads) and events.is_terminal(batch.payloads[-1])
                    frames = lead + _frames(batch) + (events.SSE_DONE if ends else b"")
                    if ends or not self._write_now(frames):
                        with watch:
                            await self._send({"type": "http.response.body", "body": frames, "more_body": not ends})
                    lead = b""
        finally:
            watch.stop()
            if watch.late:
                logger.info("streams.reader_dropped")

    def _push(self, number: int, payload: bytes) -> bool:
        """A frame that the client can take at once; the last one ends the response, which is for `_write`."""
        return not events.is_terminal(payload) and self._write_now(events.sse(number, payload))


def _cannot(data: bytes) -> bool:
    return False


def _frames(batch: Batch) -> bytes:
    if not batch.payloads:
        return events.SSE_KEEP_ALIVE
    return b"".join([events.sse(number, payload) for number, payload in enumerate(batch.payloads, batch.number)])


def _replayed(answer: bytes) -> Buffer:
    buffer = Buffer()
    buffer.add(answer)
    buffer.end()
    return buffer
