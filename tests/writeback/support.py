"""What several tests of the queue need: operations, a worker, a look at where everything is."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings

from quizagent import redis
from writeback import census, operations, queue, sinks, stream
from writeback.flusher import Flusher
from writeback.operations import Operation


def some(count: int, *, kind: str = "quiz_save", thread: str = "thread_1") -> list[Operation]:
    return [operations.new(kind, thread, {"n": n}) for n in range(count)]


async def queued(count: int) -> list[Operation]:
    made = some(count)
    await queue.accept(made)
    return made


def worker(url: str, **options: Any) -> Flusher:
    """A worker of the main API at that URL."""
    return Flusher(sink=sinks.MainAPI(url, []), **{"consumer": "worker", **options})


async def state_of(operation: Operation) -> str:
    found = await census.find([operation.id])
    return found[0].state if found else "unknown"


async def states(made: Sequence[Operation]) -> list[str]:
    return [await state_of(operation) for operation in made]


async def make_due() -> None:
    """Every wait is over."""
    for partition in range(settings.WRITEBACK_PARTITIONS):
        for name in ("retry", "held"):
            key = stream.key(partition, name)
            for member in await redis.client().zrange(key, 0, -1):
                await redis.client().zadd(key, {member: 1})


async def close_breaker() -> None:
    await redis.client().delete(stream.shared_key("breaker"))


async def half_open_breaker() -> None:
    """The pause is over."""
    await redis.client().hset(stream.shared_key("breaker"), "until", 1)
