"""The queue's figures for /metrics.

The running totals live in Redis, because the process that answers /metrics is seldom the one that delivers; so every
instance shows the same numbers, and a restart resets none of them.
"""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric

from writeback import breaker, census, queue, stream
from writeback.queue import Counts

_BREAKER_STATES = {"closed": 0, "probe": 1, "open": 2}
_PREFIX = "quizagent_writeback_"


async def families() -> list[Metric]:
    """Empty while Redis is away: no figure is better than a zero that is none."""
    try:
        totals = await census.totals()
        gate = await breaker.state()
    except stream.REDIS_TROUBLE:
        return []
    counts = await queue.counts()
    return [*_counters(totals), *_gauges(counts, gate), *_histograms(totals)]


def _counters(totals: dict[str, int]) -> Iterator[Metric]:
    yield _labelled("accepted", "Operations accepted.", "type", totals)
    yield _labelled("dead", "Operations that became dead letters.", "reason", totals)
    yield _labelled("holds", "Tries that were not charged to the operation.", "cause", totals)
    plain = {
        "delivered": "Operations delivered.",
        "retries": "Tries that were charged to the operation.",
        "duplicates": "Operations delivered more than once.",
        "claimed": "Operations taken over from a dead worker.",
        "missing": "Operations whose body Redis lost: evicted, or deleted by hand.",
    }
    for name, help_text in plain.items():
        yield CounterMetricFamily(_PREFIX + name, help_text, value=totals.get(name, 0))


def _labelled(name: str, help_text: str, label: str, totals: dict[str, int]) -> CounterMetricFamily:
    family = CounterMetricFamily(_PREFIX + name, help_text, labels=[label])
    for key, value in sorted(totals.items()):
        if key.startswith(f"{name}:"):
            family.add_metric([key.partition(":")[2]], value)
    return family


def _gauges(counts: Counts, gate: breaker.Gate) -> Iterator[Metric]:
    found = {
        "pending": ("On their way, in flight, held and spilled included.", counts.pending),
        "inflight": ("In a worker's hands.", counts.in_flight),
        "retrying": ("Waiting after a charged try.", counts.retrying),
        "held": ("Waiting after a try that was not charged.", counts.held),
        "spilled": ("Waiting in the database.", counts.spilled),
        "buffered": ("Only in this process's memory.", counts.buffered),
        "failed": ("Dead letters.", counts.failed),
        "oldest_age_seconds": ("Age of the oldest that is not at its end.", counts.oldest_pending_secs),
        "breaker_state": ("0 closed, 1 half open, 2 open.", _BREAKER_STATES[gate.state]),
    }
    for name, (help_text, value) in found.items():
        yield GaugeMetricFamily(_PREFIX + name, help_text, value=value)


def _histograms(totals: dict[str, int]) -> Iterator[Metric]:
    yield _histogram("batch_size", "Operations in one call to the sink.", stream.BATCH_BUCKETS, 1, totals)
    yield _histogram("sink_seconds", "Time the sink took to answer.", stream.MS_BUCKETS, 1000, totals)
    yield _histogram("end_to_end_seconds", "From accepted to delivered.", stream.MS_BUCKETS, 1000, totals)


def _histogram(
    name: str, help_text: str, bounds: tuple[int, ...], per_unit: int, totals: dict[str, int]
) -> HistogramMetricFamily:
    """Buckets are kept one by one in Redis and added up here, as Prometheus wants them."""
    count, buckets = 0, []
    for bound in bounds:
        count += totals.get(f"{name}:{bound}", 0)
        buckets.append((f"{bound / per_unit:g}", count))
    buckets.append(("+Inf", count + totals.get(f"{name}:more", 0)))
    total = totals.get(f"{name}:sum", 0) / per_unit
    return HistogramMetricFamily(_PREFIX + name, help_text, buckets=buckets, sum_value=total)
