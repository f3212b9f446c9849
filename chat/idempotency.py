"""`Idempotency-Key`: the same key and body is one turn, however often it is sent. Kept for 24 hours.

The key's record holds the body's digest and the run, later the run's `complete` event too. A turn that fails frees
its key, so that trying again is trying again.
"""

import asyncio
import hashlib
import logging
import re

import orjson
from redis.exceptions import RedisError

from chat import events, limits, runs
from chat.runs import Run
from chat.turns import Turn
from quizagent import errors, redis
from quizagent.middleware import Scope, headers_of

logger = logging.getLogger(__name__)

_KEPT_SECS = 86_400
_VISIBLE_ASCII = re.compile(rb"[\x21-\x7e]{1,255}")
_keeping: set[asyncio.Task[None]] = set()


class IdempotencyInProgress(errors.APIError):
    status, code, title, retryable = 409, "idempotency_in_progress", "Still running", True
    detail = "The first request with this Idempotency-Key is still running."


class IdempotencyKeyReused(errors.APIError):
    status, code, title = 422, "idempotency_key_reused", "Idempotency-Key reused"
    detail = "This Idempotency-Key was sent with another body before."


async def start(scope: Scope, body: bytes, turn: Turn) -> Run | bytes:
    """A run that began now, or the payload of the `complete` event that the same request got earlier.

    Raises what `runs.start` raises, RateLimited, and the two errors above.
    """
    key = _key_of(scope)
    if key is None:
        return await _start(scope, turn)
    mine = {"body": hashlib.sha256(body).hexdigest(), "run": turn.run_id}
    client = redis.client()
    async with redis.required():
        taken = not await client.set(key, orjson.dumps(mine), nx=True, ex=_KEPT_SECS)
        held = await client.get(key) if taken else None
    if held:
        return await _earlier(orjson.loads(held), mine["body"], owner=turn.ref.owner)
    try:
        run = await _start(scope, turn)
    except errors.APIError:
        await client.delete(key)
        raise
    _keep_when_ended(key, mine, run)
    return run


async def _start(scope: Scope, turn: Turn) -> Run:
    await limits.check(scope, turn)
    return await runs.start(turn)


def _key_of(scope: Scope) -> str | None:
    given = headers_of(scope).get(b"idempotency-key")
    if given is None:
        return None
    if not _VISIBLE_ASCII.fullmatch(given):
        detail = "The header Idempotency-Key takes 1 to 255 visible ASCII characters."
        raise errors.ValidationError(detail)
    return redis.key("idempotency", scope["owner"], hashlib.sha256(given).hexdigest())


async def _earlier(record: dict[str, str], digest: str, *, owner: str) -> bytes:
    if record["body"] != digest:
        raise IdempotencyKeyReused
    if "answer" in record:
        return record["answer"].encode()
    buffer = await runs.find(record["run"], owner=owner)
    if buffer.ended and buffer.payloads[-1].startswith(b'{"type":"complete"'):
        return buffer.payloads[-1]
    raise IdempotencyInProgress(retry_after_secs=1, members={"activeRunId": record["run"]})


def _keep_when_ended(key: str, record: dict[str, str], run: Run) -> None:
    task = asyncio.get_running_loop().create_task(_keep(key, record, run))
    _keeping.add(task)
    task.add_done_callback(_keeping.discard)


async def _keep(key: str, record: dict[str, str], run: Run) -> None:
    await run.ended()
    try:
        if run.error or not events.is_terminal(run.terminal):
            await redis.client().delete(key)
        else:
            kept = orjson.dumps(record | {"answer": run.terminal.decode()})
            await redis.client().set(key, kept, ex=_KEPT_SECS)
    except (RedisError, OSError, TimeoutError):
        logger.warning("idempotency.not_kept", extra={"run": run.id})
