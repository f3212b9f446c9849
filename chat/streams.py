"""Server-Sent Events: a turn as it is made, and the rejoining of one.

An ASGI application of our own: Channels' AsyncHttpConsumer does not hear a client leave until its handler returns.
Here one task writes frames while another reads `receive()`.
"""

import asyncio
import logging
from collections.abc import Sequence

from chat import events, idempotency, requests, runs
from chat.buffer import Batch, Buffer
from chat.views import until_left
from quizagent.middleware import Receive, Scope, Send
from quizagent.watch import Watch

logger = logging.getLogger(__name__)

_KEEP_ALIVE_SECS = 15
_SEND_TIMEOUT_SECS = 10
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-cache, no-transform"),
    (b"x-accel-buffering", b"no"),
]


async def start(scope: Scope, receive: Receive, send: Send) -> None:
    """`POST /chat/stream`: the same turn as `POST /chat`, event by event."""
    requests.allow(scope, "POST")
    body = await requests.body_of(receive)
    run = await idempotency.start(scope, body, requests.turn_of(scope, body))
    if isinstance(run, bytes):
        await _follow(_replayed(run), 0, receive, send, [(b"idempotency-replayed", b"true")])
        return
    await run.opened()
    stayed = await _follow(run.buffer, 0, receive, send)
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
    await _follow(buffer, after, receive, send)


async def _follow(
    buffer: Buffer, after: int, receive: Receive, send: Send, headers: Sequence[tuple[bytes, bytes]] = ()
) -> bool:
    """Write until the run ends. False when the client left or stopped reading first."""
    writing = asyncio.create_task(_write(buffer, after, send, headers))
    leaving = asyncio.create_task(until_left(receive))
    try:
        await asyncio.wait({writing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        return writing.done() and writing.result()
    finally:
        writing.cancel()
        leaving.cancel()


async def _write(buffer: Buffer, after: int, send: Send, headers: Sequence[tuple[bytes, bytes]]) -> bool:
    await send({"type": "http.response.start", "status": 200, "headers": [*_HEADERS, *headers]})
    task = asyncio.current_task()
    assert task
    watch = Watch(_SEND_TIMEOUT_SECS, task.cancel)
    lead = events.SSE_RETRY
    try:
        async for batch in buffer.follow(after, silence_secs=_KEEP_ALIVE_SECS):
            ends = bool(batch.payloads) and events.is_terminal(batch.payloads[-1])
            frames = lead + _frames(batch) + (events.SSE_DONE if ends else b"")
            with watch:
                await send({"type": "http.response.body", "body": frames, "more_body": not ends})
            lead = b""
    except asyncio.CancelledError:
        if not watch.late:
            raise
        logger.info("streams.reader_dropped")
        return False
    finally:
        watch.stop()
    return True


def _frames(batch: Batch) -> bytes:
    if not batch.payloads:
        return events.SSE_KEEP_ALIVE
    return b"".join([events.sse(number, payload) for number, payload in enumerate(batch.payloads, batch.number)])


def _replayed(answer: bytes) -> Buffer:
    buffer = Buffer()
    buffer.add(answer)
    buffer.end()
    return buffer
