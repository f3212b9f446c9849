"""`GET /metrics`: what the status object says, as Prometheus reads it, and what the process itself measures.

Counters of other apps are kept where things happen, in prometheus_client's default registry, and appear here by
themselves.
"""

from collections.abc import Iterator, Sequence

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from system.status import Json

_WRITE_STATES = ("pending", "retrying", "failed", "delivered")
_VERDICTS = ("healthy", "degraded", "unhealthy")


def render(status: Json, queue: Sequence[Metric] = ()) -> bytes:
    """Prometheus' text format; `queue` are the families of the write-back queue."""
    registry = CollectorRegistry()
    registry.register(_Status(status, queue))
    return generate_latest(registry) + generate_latest(REGISTRY)


class _Status(Collector):
    def __init__(self, status: Json, queue: Sequence[Metric]) -> None:
        self._status, self._queue = status, queue

    def collect(self) -> Iterator[Metric]:
        yield from self._queue
        status = self._status
        writes, llm = status["writeBack"], status["llm"]
        yield _gauge("uptime_seconds", "Since this process started.", status["system"]["uptime"])
        yield _one_of("status", "1 for the state the service is in.", "state", _VERDICTS, status["system"]["status"])
        yield _gauge("redis_up", "1 while Redis answers.", status["redis"]["connected"])
        yield _gauge("llm_available", f"1 while the model provider ({llm['provider']}) answers.", llm["available"])
        yield _gauge("streams_active", "Runs in this process.", status["streams"]["active"])
        yield _gauge("writeback_oldest_pending_seconds", "Of all instances.", writes["oldestPendingSeconds"])
        states = GaugeMetricFamily(
            "quizagent_writeback_operations", "Write-back operations of all instances.", labels=["state"]
        )
        for state in _WRITE_STATES:
            states.add_metric([state], writes[state])
        yield states


def _gauge(name: str, help_text: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"quizagent_{name}", help_text, value=float(value))


def _one_of(name: str, help_text: str, label: str, options: tuple[str, ...], current: str) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"quizagent_{name}", help_text, labels=[label])
    for option in options:
        family.add_metric([option], float(option == current))
    return family
