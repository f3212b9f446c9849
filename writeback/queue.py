"""The queue as the rest of the service sees it: put operations in, ask how many there are."""

import asyncio
import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import Error as DatabaseError

from quizagent.atomic import Transaction
from writeback import census, database, recent, spill, stream, table
from writeback.operations import Operation
from writeback.table import Rows

logger = logging.getLogger(__name__)

_REDIS_PAUSE_SECS = 1.0  # after a failure, so that a hanging Redis costs one caller its timeout, not all of them
_redis_away_until = 0.0
_RECENT_SECS = 1.0


async def commit(transaction: Transaction, operations: Sequence[Operation]) -> list[Any] | None:
    """Commit a transaction that queues operations with whatever else it does. Known ids change nothing.

    Returns the replies of what was in the transaction before, None when it refused: nothing is queued then. Raises
    Redis' errors; what is queued then is unknown.
    """
    before, entries = len(transaction), [stream.Entry(operation) for operation in operations]
    stream.enqueue(transaction, entries)
    replies = await transaction.commit()
    if replies is None:
        return None
    recent.remember(entries)
    return replies[:before]


async def accept(operations: Sequence[Operation], *, try_redis: bool = True) -> str:
    """Take responsibility for operations. Returns where they are: `redis`, `database` or `memory`.

    Pass `try_redis=False` when Redis has just failed with them. Raises WritesRefused when no place is left.
    """
    global _redis_away_until
    if not operations:
        return "redis"
    if try_redis and time.monotonic() >= _redis_away_until:
        try:
            await recent.put([stream.Entry(operation) for operation in operations])
        except stream.REDIS_TROUBLE:
            logger.warning("writeback.redis_away")
        else:
            return "redis"
    _redis_away_until = time.monotonic() + _REDIS_PAUSE_SECS
    return await spill.keep(operations)


@dataclass(frozen=True, slots=True)
class Counts:
    """`pending` is everything on its way; `in_flight`, `held`, `spilled` and `buffered` are parts of it.

    A store that cannot be read adds nothing: `redis` and `database` say whether they could.
    """

    pending: int = 0
    retrying: int = 0
    failed: int = 0
    delivered: int = 0
    oldest_pending_secs: float = 0.0
    in_flight: int = 0
    held: int = 0
    spilled: int = 0
    buffered: int = 0
    redis: bool = True
    database: bool = True

    @property
    def total(self) -> int:
        return self.pending + self.retrying + self.failed + self.delivered


async def counts(*, exact: bool = True) -> Counts:
    """Never raises: a turn's answer and the status page need figures in an outage too.

    With `exact=False` what the database counts may be a second old: a query is a hop to a thread, and a thread at
    work takes turns with the event loop, which every stream would feel.
    """
    figures, rows = await _figures(), await (_rows() if exact else _recent.get())
    redis, table_ = figures or census.Figures(), rows or Rows()
    buffered = spill.buffered()
    return Counts(
        pending=redis.waiting + redis.held + table_.spilled + buffered,
        retrying=redis.retrying,
        failed=table_.failed,
        delivered=redis.delivered,
        oldest_pending_secs=max(redis.oldest_age_secs, table_.oldest_age_secs),
        in_flight=redis.in_flight,
        held=redis.held,
        spilled=table_.spilled,
        buffered=buffered,
        redis=figures is not None,
        database=rows is not None,
    )


class _Recent:
    """The rows as somebody saw them last. One look a second at most, and nobody waits for it but the first."""

    def __init__(self) -> None:
        self._rows: Rows | None = None
        self._seen_at = float("-inf")
        self._looking: asyncio.Task[None] | None = None

    async def get(self) -> Rows | None:
        loop = asyncio.get_running_loop()
        looking = self._looking and not self._looking.done() and self._looking.get_loop() is loop
        if not looking and time.monotonic() - self._seen_at > _RECENT_SECS:
            self._looking = loop.create_task(self._look())
        if self._rows is None and self._looking:
            await asyncio.shield(self._looking)
        return self._rows

    async def _look(self) -> None:
        self._rows, self._seen_at = await _rows(), time.monotonic()


_recent = _Recent()


async def _figures() -> census.Figures | None:
    try:
        return await census.figures()
    except stream.REDIS_TROUBLE:
        return None


async def _rows() -> Rows | None:
    try:
        return await database.call(table.figures)
    except DatabaseError:
        return None
