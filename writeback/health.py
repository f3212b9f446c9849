"""The queue's part of the status page: figures, and in words what is wrong and how to mend it."""

from typing import Any

from django.conf import settings

from writeback import breaker, queue, spill
from writeback.queue import Counts

_OLD_SECS = 60.0


def sink_name() -> str:
    return "main-api" if settings.MAIN_API_URL else "database"


async def read() -> tuple[dict[str, Any], list[str]]:
    counts = await queue.counts()
    gate = await _gate(counts)
    write_back = {
        "total": counts.total,
        "pending": counts.pending,
        "retrying": counts.retrying,
        "failed": counts.failed,
        "delivered": counts.delivered,
        "oldestPendingSeconds": round(counts.oldest_pending_secs, 1),
        "sink": sink_name(),
    }
    return write_back, _problems(counts, gate)


async def _gate(counts: Counts) -> breaker.Gate:
    if not counts.redis:
        return breaker.Gate("closed")
    try:
        return await breaker.state()
    except spill.REDIS_TROUBLE:
        return breaker.Gate("closed")


def _problems(counts: Counts, gate: breaker.Gate) -> list[str]:
    problems = []
    if not counts.database:
        problems.append("The database cannot be read: dead letters and spilled writes are not counted.")
    if gate.state != "closed":
        problems.append(f"The {_sink_words()} does not take writes ({gate.cause}): they wait and are tried again.")
    elif counts.oldest_pending_secs > max(_OLD_SECS, 3 * settings.WRITEBACK_INTERVAL_SECONDS):
        problems.append(f"Writes wait for {counts.oldest_pending_secs:.0f} s: is flush_writes running?")
    if counts.buffered:
        problems.append(f"{counts.buffered} writes are only in memory: Redis and the database are away.")
    elif counts.spilled:
        problems.append(f"{counts.spilled} writes wait in the database until Redis takes them.")
    return problems


def _sink_words() -> str:
    return "main API" if settings.MAIN_API_URL else "database"
