"""The doors that answer with one JSON object: a whole turn, and the cancelling of one.

Plain ASGI, like the stream beside them: a turn takes as long as a model takes, and must not hold a thread meanwhile.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

import orjson

from chat import events, idempotency, requests, runs
from chat.runs import Run
from quizagent.middleware import Receive, Scope, Send

_JSON = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]


async def chat(scope: Scope, receive: Receive, send: Send) -> None:
    """`POST /chat`: one turn, whole answer."""
    requests.allow(scope, "POST")
    body = await requests.body_of(receive)
    turn = requests.turn_of(scope, body)
    started = await idempotency.start(scope, body, turn)
    if isinstance(started, bytes):
        await _send_json(send, events.data_of(started), replayed=True)
    elif await _awaited(started, receive):
        await _send_json(send, events.data_of(started.terminal))


async def cancel(scope: Scope, receive: Receive, send: Send) -> None:
    """`POST /chat/stream/{runId}/cancel`: answers when the run has ended."""
    requests.allow(scope, "POST")
    run_id = scope["url_route"]["kwargs"]["run_id"]
    await runs.cancel(run_id, owner=scope["owner"])
    await _send_json(send, orjson.dumps({"success": True, "runId": run_id}))


async def _awaited(run: Run, receive: Receive) -> bool:
    """Wait for the run's end. False when the client left first. Raises the error the run ended with."""
    leaving = asyncio.create_task(until_left(receive))
    try:
        if await done_before(leaving, run.ended()):
            if run.error:
                raise run.error
            return True
    finally:
        leaving.cancel()
    if run.turn.on_disconnect == "cancel":
        run.interrupt("cancelled")
    return False


async def done_before(leaving: asyncio.Task[None], work: Coroutine[Any, Any, None]) -> bool:
    """False when the client left first, or the work was cancelled. Raises what the work raises."""
    task = asyncio.create_task(work)
    try:
        await asyncio.wait({task, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if task.done() and not task.cancelled():
            task.result()
            return True
        return False
    finally:
        task.cancel()


async def until_left(receive: Receive) -> None:
    """Returns when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_json(send: Send, body: bytes, *, replayed: bool = False) -> None:
    headers = [*_JSON, (b"content-length", str(len(body)).encode())]
    if replayed:
        headers.append((b"idempotency-replayed", b"true"))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
