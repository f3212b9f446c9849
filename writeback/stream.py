"""The queue in Redis: its keys, and the scripts that move operations. Nothing else knows either.

Per partition, under one hash tag so that a cluster keeps them together:

    q        stream of ids, read by the consumer group `flush`
    op:<id>  hash: body, what happened so far, and at the end the receipt; only a receipt expires
    retry    sorted set id -> due ms: an attempt was charged
    held     sorted set id -> due ms: nothing was charged
    open     sorted set id -> accepted ms: everything that is not at its end, which tells the oldest
    done     sorted set id -> delivered ms: receipts inside the window
    stats    hash of running totals, which /metrics shows
"""

import os
import secrets
import socket
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any
from zlib import crc32

from django.conf import settings
from redis.exceptions import RedisError

from quizagent import redis
from quizagent.atomic import Script, Transaction
from writeback import retry, scripts
from writeback.operations import Operation

REDIS_TROUBLE = (RedisError, OSError, TimeoutError)
GROUP = "flush"
KNOWN, QUEUED, BUSY, DEAD = range(4)
_ENTRIES_A_CALL = 200

# Upper bounds of the histograms in `stats`; what is larger counts as `more`.
BATCH_BUCKETS = (1, 2, 5, 10, 20, 50, 100, 200, 500)
MS_BUCKETS = (5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000, 10_000, 30_000, 60_000, 300_000, 3_600_000)

_most_partitions = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """An operation in a worker's hands. `owners` counts the workers that died over it."""

    partition: int
    entry: str
    id: str
    owners: int
    type: str
    body: bytes
    accepted_ms: int
    attempts: int
    holds: int
    hangs: int
    errors: str


@dataclass(frozen=True, slots=True)
class Settlement:
    taken: Taken
    outcome: str
    delay_secs: float = 0.0
    error: str = ""
    cause: str = ""


def key(partition: int, *parts: str) -> str:
    return redis.key(f"{{wb:{partition}}}", *parts)


def shared_key(*parts: str) -> str:
    """Of what belongs to no partition."""
    return redis.key("{wb}", *parts)


async def partitions() -> range:
    """Every partition that may hold something: when fewer are configured than before, the rest is still served."""
    global _most_partitions
    if _most_partitions < settings.WRITEBACK_PARTITIONS:
        configured = settings.WRITEBACK_PARTITIONS
        _most_partitions = await run(scripts.partitions, [shared_key("partitions")], [configured])
    return range(_most_partitions)


def partition_of(operation_id: str) -> int:
    return crc32(operation_id.encode()) % settings.WRITEBACK_PARTITIONS


@cache
def consumer() -> str:
    """This process's name in the group, never used twice."""
    return f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"


async def run(script: Script, keys: Sequence[str], args: Iterable[Any]) -> Any:
    return await script.run(keys, list(args))


# --- in


@dataclass(frozen=True, slots=True)
class Entry:
    """An operation on its way in. The rest is for one that was here before: the request to requeue it, the entry it
    was parked from, what it was charged and when it was first accepted."""

    operation: Operation
    requeue: str = ""
    parked: str = ""
    attempts: int = 0
    accepted_ms: int | None = None


def enqueue(transaction: Transaction, entries: Sequence[Entry]) -> None:
    """Queue operations with whatever else the transaction does. An id that is known already changes nothing."""
    for keys, args, _ in _enqueue_calls(entries):
        transaction.run(scripts.enqueue, keys, args)


async def put(entries: Sequence[Entry]) -> dict[str, int]:
    """Queue operations by themselves. Returns id -> QUEUED, KNOWN, BUSY or DEAD; see `lua/enqueue.lua`."""
    codes: dict[str, int] = {}
    for keys, args, ids in _enqueue_calls(entries):
        codes.update(zip(ids, await run(scripts.enqueue, keys, args), strict=True))
    return codes


async def knows(entries: Sequence[Entry]) -> bool:
    """Whether Redis has every one of them, at its end or not."""
    for partition, part in _pieces(entries):
        prefix = key(partition, "op", "")
        if await redis.client().exists(*(prefix + e.operation.id for e in part)) < len(part):
            return False
    return True


def _enqueue_calls(entries: Sequence[Entry]) -> Iterator[tuple[list[str], list[Any], list[str]]]:
    """Per partition: keys, arguments and ids of one call."""
    for partition, part in _pieces(entries):
        keys, prefix = [key(partition, name) for name in ("q", "open", "stats")], key(partition, "op", "")
        args: list[Any] = []
        ids = []
        for e in part:
            o = e.operation
            ids.append(o.id)
            keys.append(prefix + o.id)
            args += (o.id, o.type, o.thread_id, o.body, e.requeue, e.parked, e.attempts, e.accepted_ms or "")
        yield keys, args, ids


def _pieces(entries: Sequence[Entry]) -> Iterator[tuple[int, list[Entry]]]:
    """Per partition, in pieces that Redis has done with in a few milliseconds."""

    def where(entry: Entry) -> int:
        return partition_of(entry.operation.id)

    for partition, group in groupby(sorted(entries, key=where), where):
        part = list(group)
        for start in range(0, len(part), _ENTRIES_A_CALL):
            yield partition, part[start : start + _ENTRIES_A_CALL]


# --- through


async def promote(partition: int, count: int) -> int:
    """Bring back what has waited long enough. Returns how many."""
    keys = [key(partition, name) for name in ("q", "retry", "held", "open", "stats")]
    args = [key(partition, "op", ""), count, round(retry.LONGEST_WAIT_SECS * 1000)]
    promoted: int = await run(scripts.promote, keys, args)
    return promoted


async def take(partition: int, worker: str, count: int, *, claim_secs: float) -> list[Taken]:
    """At most `count` operations for this worker: first those whose worker died, then the oldest."""
    keys = [key(partition, name) for name in ("q", "open", "stats")]
    args = [key(partition, "op", ""), GROUP, worker, count, round(claim_secs * 1000), retry.ALONE_AFTER_OWNERS]
    return [_taken(partition, row) for row in await run(scripts.take, keys, args)]


def _taken(partition: int, row: Sequence[Any]) -> Taken:
    entry, operation_id, owners, kind, body, accepted, attempts, holds, hangs, errors = row
    return Taken(
        partition=partition,
        entry=entry.decode(),
        id=operation_id.decode(),
        owners=owners,
        type=kind.decode(),
        body=body,
        accepted_ms=int(accepted),
        attempts=int(attempts or 0),
        holds=int(holds or 0),
        hangs=int(hangs or 0),
        errors=(errors or b"").decode(errors="replace"),
    )


async def settle(partition: int, settlements: Sequence[Settlement]) -> list[str]:
    """Write the outcomes down, all at once. Returns what each is now; see `lua/settle.lua` for the words."""
    keys = [key(partition, name) for name in ("q", "retry", "held", "open", "done", "stats")]
    bounds = ",".join(map(str, MS_BUCKETS))
    args: list[Any] = [key(partition, "op", ""), GROUP, settings.WRITEBACK_BACKUP_TTL_SECONDS, bounds]
    for s in settlements:
        args += (s.taken.entry, s.taken.id, s.outcome, round(s.delay_secs * 1000), s.error, s.cause)
    return [word.decode() for word in await run(scripts.settle, keys, args)]


async def renew(taken: Sequence[Taken], worker: str) -> list[Taken]:
    """Tell that this worker is still at it. Returns those that nobody else has claimed meanwhile."""
    partition = taken[0].partition
    mine = await run(scripts.renew, [key(partition, "q")], [GROUP, worker, *(t.entry for t in taken)])
    return [t for t in taken if t.entry.encode() in mine]


async def sweep(partition: int, *, idle_secs: float, name: str = "") -> int:
    """Forget workers that hold nothing and were not seen for so long, and the named one at once."""
    swept: int = await run(scripts.sweep, [key(partition, "q")], [GROUP, round(idle_secs * 1000), name])
    return swept


async def backlog(partition: int) -> int:
    length: int = await redis.client().xlen(key(partition, "q"))
    return length


async def observe(partition: int, *, batch: int, sink_ms: int) -> None:
    """Add one call to the sink to the histograms."""
    stats = key(partition, "stats")
    async with redis.client().pipeline(transaction=False) as pipe:
        for name, value, bounds in (("batch_size", batch, BATCH_BUCKETS), ("sink_seconds", sink_ms, MS_BUCKETS)):
            pipe.hincrby(stats, f"{name}:{next((b for b in bounds if value <= b), 'more')}", 1)
            pipe.hincrby(stats, f"{name}:sum", value)
        await pipe.execute()
