"""The doors that answer with one JSON object: a whole turn, and the cancelling of one.

Plain ASGI, like the stream beside them: a turn takes as long as a model takes, and must not hold a thread meanwhile.
"""

import orjson

from chat import events, idempotency, presence, requests, runs
from chat.interrupts import Interrupted
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
    elif await _awaited(started, scope, receive):
        await _send_json(send, events.data_of(started.terminal))


async def cancel(scope: Scope, receive: Receive, send: Send) -> None:
    """`POST /chat/stream/{runId}/cancel`: answers when the run has ended."""
    requests.allow(scope, "POST")
    run_id = scope["url_route"]["kwargs"]["run_id"]
    await runs.cancel(run_id, owner=scope["owner"])
    await _send_json(send, orjson.dumps({"success": True, "runId": run_id}))


async def _awaited(run: Run, scope: Scope, receive: Receive) -> bool:
    """Wait for the run's end. False when the client left first. Raises the error the run ended with."""
    try:
        with presence.Needed(scope, receive):
            await run.ended()
    except Interrupted:
        if run.turn.on_disconnect == "cancel":
            run.interrupt("cancelled")
        return False
    if run.error:
        raise run.error
    return True


async def _send_json(send: Send, body: bytes, *, replayed: bool = False) -> None:
    headers = [*_JSON, (b"content-length", str(len(body)).encode())]
    if replayed:
        headers.append((b"idempotency-replayed", b"true"))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})
