"""The queue's part of the status page: figures, and in words what is wrong and how to mend it."""

import time
from typing import Any

from django.conf import settings

from writeback import breaker, census, findings, queue, stream
from writeback.queue import Counts

_OLD_SECS = 60.0
_INSPECT_EVERY_SECS = 60.0

_found: list[str] = []
_inspect_at = 0.0


def sink_name() -> str:
    return "main-api" if settings.MAIN_API_URL else "database"


async def read() -> tuple[dict[str, Any], list[str]]:
    counts = await queue.counts()
    gate = await _look_at_redis(counts)
    write_back = {
        "total": counts.total,
        "pending": counts.pending,
        "retrying": counts.retrying,
        "failed": counts.failed,
        "delivered": counts.delivered,
        "oldestPendingSeconds": round(counts.oldest_pending_secs, 1),
        "sink": sink_name(),
    }
    return write_back, _problems(counts, gate) + _found


async def _look_at_redis(counts: Counts) -> breaker.Gate:
    """The breaker's state; now and then the server's setup too. Redis being away is told elsewhere."""
    global _found, _inspect_at
    if not counts.redis:
        return breaker.Gate("closed")
    try:
        if time.monotonic() >= _inspect_at:
            _found = [str(finding) for finding in await findings.inspect() if finding.level != "note"]
            if missing := (await census.totals()).get("missing"):
                _found.append(f"Redis lost the bodies of {missing} writes: something evicts or deletes its keys.")
            _inspect_at = time.monotonic() + _INSPECT_EVERY_SECS
        return await breaker.state()
    except stream.REDIS_TROUBLE:
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
