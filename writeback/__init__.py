"""Operations on their way to the main API, and those that could not get there.

`operations.new`, `queue.commit`, `queue.accept` and `queue.counts` are what a turn needs; the functions here are for
whoever runs and watches the service.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from prometheus_client.core import Metric

    from writeback.loop import Flushed


async def status() -> tuple[dict[str, Any], list[str]]:
    """The contract's `writeBack` object, and in words whatever is wrong. Never raises."""
    from writeback import health  # models can be imported only after Django is set up

    return await health.read()


async def flush_now(*, bound_secs: float = 5.0) -> "Flushed":
    """Deliver at once what is due, for at most so long. Raises StoreUnavailable when Redis is away."""
    from quizagent import redis
    from writeback import loop

    async with redis.required():
        return await loop.flush_now(bound_secs=bound_secs)


async def metric_families() -> "list[Metric]":
    """Prometheus metric families of the queue, the same in every process; none while Redis is away."""
    from writeback import metrics

    return await metrics.families()


def close() -> None:
    """The process ends: one last try for operations that only memory holds."""
    from writeback import spill

    spill.close()
