"""Where operations go while Redis is away: the table, and when that is away too, a bounded buffer in memory.

Memory is the last place, never the first: it is the only one that a kill -9 empties. A thread of its own empties it
as soon as either store is back, whichever event loops come and go.
"""

import asyncio
import logging
import threading
from collections import deque
from collections.abc import Sequence

from asgiref.sync import async_to_sync
from django.db import Error as DatabaseError
from django.db import connection

from quizagent import redis
from quizagent.errors import StoreUnavailable
from writeback import database, recent, stream, table
from writeback.operations import Operation

logger = logging.getLogger(__name__)

BUFFER_SIZE = 1000
_DRAIN_EVERY_SECS = 0.5
_DATABASE_SECS = 5.0

_buffer: deque[Operation] = deque()
_lock = threading.Lock()
_drain: threading.Thread | None = None
_stop = threading.Event()


class WritesRefused(StoreUnavailable):
    detail = "The writes of this turn can be kept nowhere right now: not in the queue, the database or memory."


def buffered() -> int:
    return len(_buffer)


async def keep(operations: Sequence[Operation]) -> str:
    """Keep operations outside Redis. Returns `database` or `memory`; raises WritesRefused when both are full.

    A database that takes too long may still take them later: an operation in both places is delivered once.
    """
    try:
        async with asyncio.timeout(_DATABASE_SECS):
            await database.call(table.spill, operations)
    except (DatabaseError, TimeoutError) as exc:
        _keep_in_memory(operations, exc)
        return "memory"
    logger.warning("writeback.spilled", extra={"operations": len(operations), "to": "database"})
    return "database"


def _keep_in_memory(operations: Sequence[Operation], exc: Exception) -> None:
    with _lock:
        if len(_buffer) + len(operations) > BUFFER_SIZE:
            raise WritesRefused from exc
        _buffer.extend(operations)
        _start_draining()
    logger.error("writeback.spilled", extra={"operations": len(operations), "to": "memory"})


def _start_draining() -> None:
    global _drain
    if _drain is None:
        _stop.clear()
        _drain = threading.Thread(target=_drain_until_empty, name="writeback-buffer", daemon=True)
        _drain.start()


def _drain_until_empty() -> None:
    global _drain
    while not _stop.wait(_DRAIN_EVERY_SECS):
        _empty()
        with _lock:
            if not _buffer:
                _drain = None  # under the lock: whoever adds the next operation starts a new one
                return


def _empty() -> None:
    """One try. The lock is not held while a store makes it wait: the event loop takes it too."""
    with _lock:
        operations = list(_buffer)
    if not operations:
        return
    try:
        async_to_sync(_put)(operations)
    except stream.REDIS_TROUBLE:
        try:
            table.spill(operations)
        except DatabaseError:
            connection.close()
            return
    with _lock:
        for _ in operations:
            _buffer.popleft()
    logger.info("writeback.buffer_drained", extra={"operations": len(operations)})


async def _put(operations: Sequence[Operation]) -> None:
    try:
        await recent.put([stream.Entry(operation) for operation in operations])
    finally:
        await redis.close()


def close() -> None:
    """The process ends: one last try for what memory holds. Blocks for as long as one try takes."""
    global _drain
    _stop.set()
    if drain := _drain:
        drain.join()
    _drain = None
    _empty()
    if _buffer:
        logger.critical("writeback.buffer_lost", extra={"operations": len(_buffer)})
