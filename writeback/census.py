"""Looking at the queue in Redis without touching it: how much there is, and what is known of one operation."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings

from quizagent import redis
from writeback import scripts, stream


@dataclass(frozen=True, slots=True)
class Figures:
    """What Redis holds over all partitions. `waiting` includes what is in flight."""

    waiting: int = 0
    in_flight: int = 0
    held: int = 0
    retrying: int = 0
    delivered: int = 0
    oldest_age_secs: float = 0.0


async def figures() -> Figures:
    """Summed over the partitions, each read in one piece."""
    rows = []
    for number in await stream.partitions():
        keys = [stream.key(number, name) for name in ("q", "retry", "held", "open", "done")]
        rows.append(await stream.run(scripts.figures, keys, [stream.GROUP, settings.WRITEBACK_BACKUP_TTL_SECONDS]))
    waiting, in_flight, held, retrying, delivered, ages_ms = zip(*rows, strict=True)
    return Figures(sum(waiting), sum(in_flight), sum(held), sum(retrying), sum(delivered), max(ages_ms) / 1000)


@dataclass(frozen=True, slots=True)
class Known:
    """What Redis knows of an operation. `state` is pending, in_flight, retrying, held, delivered or dead."""

    id: str
    state: str
    due_ms: int
    type: str
    thread_id: str
    accepted_ms: int
    ended_ms: int
    attempts: int
    holds: int
    error: str
    errors: str


async def find(ids: Sequence[str]) -> list[Known]:
    """Those of the ids that Redis knows."""
    found = []
    for partition, group in groupby(sorted(ids, key=stream.partition_of), stream.partition_of):
        part = list(group)
        keys = [stream.key(partition, name) for name in ("q", "retry", "held")]
        rows = await stream.run(scripts.find, keys, [stream.key(partition, "op", ""), stream.GROUP, *part])
        found += [_known(operation_id, row) for operation_id, row in zip(part, rows, strict=True) if row]
    return found


def _known(operation_id: str, row: Sequence[Any]) -> Known:
    state, due_ms, kind, thread, accepted, ended, attempts, holds, error, errors = row
    return Known(
        id=operation_id,
        state=state.decode(),
        due_ms=due_ms,
        type=(kind or b"").decode(),
        thread_id=(thread or b"").decode(),
        accepted_ms=int(accepted or 0),
        ended_ms=int(ended or 0),
        attempts=int(attempts or 0),
        holds=int(holds or 0),
        error=(error or b"").decode(errors="replace"),
        errors=(errors or b"").decode(errors="replace"),
    )


async def delivered(ids: Sequence[str]) -> list[str]:
    """Those of the ids that have a receipt."""
    return [known.id for known in await find(ids) if known.state == "delivered"]


async def ids(state: str, count: int) -> list[str]:
    """At most so many ids per partition: pending by age, retrying and held by due time, delivered latest first."""
    found: list[bytes] = []
    client: Any = redis.client()  # its stubs promise text as well as bytes
    for partition in await stream.partitions():
        if state == "pending":
            entries = await client.xrange(stream.key(partition, "q"), count=count)
            found += [fields[b"id"] for _, fields in entries if fields]
        elif state == "delivered":
            found += await client.zrevrange(stream.key(partition, "done"), 0, count - 1)
        else:
            name = {"retrying": "retry", "held": "held"}[state]
            found += await client.zrange(stream.key(partition, name), 0, count - 1)
    return [operation_id.decode() for operation_id in found]


async def totals() -> dict[str, int]:
    """The running totals of all workers since the queue began, by name; see `lua/` for the names."""
    summed: dict[str, int] = {}
    for partition in await stream.partitions():
        stats: dict[bytes, bytes] = await redis.client().hgetall(stream.key(partition, "stats"))
        for name, value in stats.items():
            summed[name.decode()] = summed.get(name.decode(), 0) + int(value)
    return summed
