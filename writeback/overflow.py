"""Between Redis and the table: parks what is too much for Redis, brings back what spilled, closes what arrived.

The row is written before Redis forgets and dropped after Redis knows, so a crash in between leaves an operation in
both places for a moment and never in none.
"""

import logging
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from writeback import census, database, recent, stream, table
from writeback.models import WriteOperation
from writeback.stream import Entry, Settlement

logger = logging.getLogger(__name__)

_ROWS = 500  # moved at once
_NEVER_SECS = 10**9


async def park(partition: int, consumer: str) -> int:
    """Move a piece of what nobody has taken yet into the table. Returns how many operations."""
    taken = await stream.take(partition, consumer, _ROWS, claim_secs=_NEVER_SECS)
    if not taken:
        return 0
    await database.call(table.park, taken)
    await stream.settle(partition, [Settlement(t, "park") for t in taken])
    logger.warning("writeback.parked", extra={"operations": len(taken), "partition": partition})
    return len(taken)


async def bring_back() -> bool:
    """Queue the oldest spilled operations. True when there may be more."""
    rows = await database.call(table.oldest_spilled, _ROWS)
    if not rows:
        return False
    codes = await recent.put([_entry(row) for row in rows])
    await database.call(_let_go, rows, codes)
    logger.info("writeback.unspilled", extra={"operations": len(rows)})
    return len(rows) == _ROWS


def _entry(row: WriteOperation) -> Entry:
    return Entry(
        table.operation_of(row),
        requeue=row.requeue,
        parked=row.entry,
        attempts=row.attempts,
        accepted_ms=round(row.created_at.timestamp() * 1000),
    )


def _let_go(rows: list[WriteOperation], codes: dict[str, int]) -> None:
    table.unspilled(row for row in rows if codes[row.id] in (stream.QUEUED, stream.KNOWN))
    table.still_dead(row for row in rows if codes[row.id] == stream.DEAD)


async def reconcile() -> int:
    """Close dead letters whose operations arrived after all: a worker died between the row and the settling."""
    window = timedelta(seconds=settings.WRITEBACK_BACKUP_TTL_SECONDS)
    failed = await database.call(table.failed_since, timezone.now() - window)
    delivered = await census.delivered(failed)
    return await database.call(table.resolve_delivered, delivered) if delivered else 0
