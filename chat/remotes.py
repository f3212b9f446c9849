"""Runs of other processes, and those that have ended: read from Redis, once for all readers of this process."""

import asyncio
import contextlib
from collections.abc import Coroutine
from typing import Any

from redis.exceptions import RedisError

from chat import events, journal, records
from chat.buffer import Buffer
from chat.journal import Record
from quizagent import errors
from threads import lease

_PATIENCE_SECS = lease.TTL_MS / 1000
_RECONNECT_SECS = 1
_ASK_AGAIN_SECS = 0.25
_ASK_AGAIN_TIMES = 8
_TROUBLE = (RedisError, OSError, TimeoutError)

_followed: dict[str, Buffer] = {}
_tasks: set[asyncio.Task[None]] = set()


class RunLost(errors.APIError):
    status, code, title, retryable = 503, "run_lost", "Run lost", True
    detail = "The process that made this answer has ended. Nothing of it was stored; ask again."


async def find(run_id: str, *, owner: str) -> Buffer | None:
    """A buffer that is filled as the run goes on elsewhere, or holds what is left of one that has ended.

    None for an unknown run and for somebody else's.
    """
    record = await journal.record(run_id)
    if record is None or record.ref.owner != owner:
        return None
    if run_id in _followed:
        return _followed[run_id]
    if not record.alive:
        return await _ended(run_id, record)
    buffer = _followed[run_id] = Buffer()
    _spawn(_follow(run_id, buffer))
    return buffer


async def cancel(run_id: str, buffer: Buffer) -> None:
    """Ask its process to stop it, until it has. Raises StoreUnavailable."""
    await journal.request_cancel(run_id)
    _spawn(_insist(run_id, buffer))


async def drain(timeout_secs: float) -> None:
    """Let what is followed end for so long; the readers of the rest are told of the shutdown and can go elsewhere."""
    if _tasks:
        await asyncio.wait(_tasks, timeout=timeout_secs)
    for buffer in _followed.values():
        if not _is_whole(buffer):
            buffer.add(_payload(errors.ServerShutdown()))
        buffer.end()  # not left to the task: trouble while it closes its connection may hide that it was cancelled
    for task in _tasks:
        task.cancel()


async def _insist(run_id: str, buffer: Buffer) -> None:
    """A request is lost while its process does not listen, as in its first moments."""
    for _ in range(_ASK_AGAIN_TIMES):
        if await buffer.ends_within(_ASK_AGAIN_SECS):
            return
        with contextlib.suppress(errors.StoreUnavailable):
            await journal.request_cancel(run_id)


async def _follow(run_id: str, buffer: Buffer) -> None:
    try:
        if not await _copied(run_id, buffer):
            buffer.add(_payload(RunLost()))
    except _TROUBLE:
        buffer.add(_payload(errors.StoreUnavailable()))
    finally:
        buffer.end()
        _followed.pop(run_id, None)


async def _copied(run_id: str, buffer: Buffer) -> bool:
    """As `journal.tail`, but Redis may be away as long as a lease lasts: the run itself goes on meanwhile."""
    patience_secs, last = _PATIENCE_SECS, 0
    while True:
        try:
            return await journal.tail(run_id, buffer)
        except _TROUBLE:
            patience_secs = _PATIENCE_SECS if buffer.last > last else patience_secs - _RECONNECT_SECS
            last = buffer.last
            if patience_secs <= 0:
                raise
        await asyncio.sleep(_RECONNECT_SECS)


async def _ended(run_id: str, record: Record) -> Buffer:
    """All of a run that has ended, or its terminal event alone when the rest was cleaned up."""
    buffer = Buffer()
    await journal.replay(run_id, buffer)
    if buffer.first > 1:  # Redis has lost the beginning
        buffer.first, buffer.payloads = buffer.last, buffer.payloads[-1:]
    if not buffer.payloads and record.last:
        buffer = Buffer(first=record.last)
    if not _is_whole(buffer):
        complete = await records.replayed(record.ref, run_id)
        buffer.add(record.failure or (complete.payload() if complete else _payload(RunLost())))
    buffer.end()
    return buffer


def _is_whole(buffer: Buffer) -> bool:
    return bool(buffer.payloads) and events.is_terminal(buffer.payloads[-1])


def _payload(error: errors.APIError) -> bytes:
    return events.Event("error", error.event("-")).payload()


def _spawn(work: Coroutine[Any, Any, None]) -> None:
    task = asyncio.get_running_loop().create_task(work)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
