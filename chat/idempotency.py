"""`Idempotency-Key`: the same key and body is one turn, however often it is sent. Kept for 24 hours.

The key's record holds the body's digest and the run, later the run's `complete` event too. A turn that fails frees
its key, so that trying again is trying again.
"""

import asyncio
import contextlib
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

_CLAIMED_SECS = 15  # a run has begun by then; when its process died before that, the key is free again
_RUNNING_SECS = 600  # longer than any turn
_KEPT_SECS = 86_400
_TROUBLE = (RedisError, OSError, TimeoutError)
_VISIBLE_ASCII = re.compile(rb"[\x21-\x7e]{1,255}")
Record = dict[str, str]

_CLAIM = """
local held = redis.call('GET', KEYS[1])
if held and held ~= ARGV[2] then return held end
redis.call('SET', KEYS[1], ARGV[1], 'EX', ARGV[3])
return false
"""
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
    if held := await _claim(key, mine):
        if answer := await _earlier(held, mine["body"], owner=turn.ref.owner):
            return answer
        if held := await _claim(key, mine, instead_of=held):
            raise _in_progress(held["run"])
    try:
        run = await _start(scope, turn)
    except errors.APIError:
        with contextlib.suppress(*_TROUBLE):
            await redis.client().delete(key)
        raise
    _keep_when_ended(key, mine, run)
    return run


async def _claim(key: str, mine: Record, instead_of: Record | None = None) -> Record | None:
    """None when the key is ours now, else the record that holds it."""
    client = redis.client()
    expected = orjson.dumps(instead_of) if instead_of else b""
    async with redis.required():
        held = await client.eval(_CLAIM, 1, key, orjson.dumps(mine), expected, _CLAIMED_SECS)
    return orjson.loads(held) if held else None


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


async def _earlier(held: Record, digest: str, *, owner: str) -> bytes | None:
    """The answer that was given before; None when that turn failed, or died with its process."""
    if held["body"] != digest:
        raise IdempotencyKeyReused
    if "answer" in held:
        return held["answer"].encode()
    try:
        buffer = await runs.find(held["run"], owner=owner)
    except runs.RunNotFound:
        raise _in_progress(None) from None  # about to begin, or its process ended before that
    if not buffer.ended:
        raise _in_progress(held["run"])
    return buffer.payloads[-1] if buffer.payloads[-1].startswith(b'{"type":"complete"') else None


def _in_progress(run_id: str | None) -> IdempotencyInProgress:
    return IdempotencyInProgress(retry_after_secs=1, members={"activeRunId": run_id})


def _keep_when_ended(key: str, record: Record, run: Run) -> None:
    task = asyncio.get_running_loop().create_task(_keep(key, record, run))
    _keeping.add(task)
    task.add_done_callback(_keeping.discard)


async def _keep(key: str, record: Record, run: Run) -> None:
    with contextlib.suppress(*_TROUBLE):
        await redis.client().expire(key, _RUNNING_SECS)
    await run.ended()
    try:
        if run.error or not events.is_terminal(run.terminal):
            await redis.client().delete(key)
        else:
            kept = orjson.dumps(record | {"answer": run.terminal.decode()})
            await redis.client().set(key, kept, ex=_KEPT_SECS)
    except _TROUBLE:
        logger.warning("idempotency.not_kept", extra={"run": run.id})
