"""`GET /metrics` as Prometheus' own parser reads it."""

from prometheus_client.parser import text_string_to_metric_families

from system import metrics
from tests.support.service import Service

_STATUS = {
    "system": {"status": "degraded", "uptime": 3600},
    "writeBack": {
        "total": 15,
        "pending": 5,
        "retrying": 1,
        "failed": 0,
        "delivered": 9,
        "oldestPendingSeconds": 2.1,
        "sink": "main-api",
    },
    "redis": {"connected": True, "ttl": "24 hours"},
    "llm": {"provider": "groq", "model": "openai/gpt-oss-120b", "available": False},
    "streams": {"active": 3},
}


def _samples(text: str) -> dict[tuple[str, ...], float]:
    families = text_string_to_metric_families(text)
    return {(sample.name, *sample.labels.values()): sample.value for each in families for sample in each.samples}


def test_every_figure_of_the_status_is_a_sample() -> None:
    samples = _samples(metrics.render(_STATUS).decode())
    assert samples["quizagent_uptime_seconds",] == 3600
    assert samples["quizagent_redis_up",] == 1
    assert samples["quizagent_llm_available",] == 0
    assert samples["quizagent_streams_active",] == 3
    assert samples["quizagent_writeback_operations", "pending"] == 5
    assert samples["quizagent_writeback_operations", "delivered"] == 9
    assert samples["quizagent_writeback_oldest_pending_seconds",] == 2.1
    assert samples["quizagent_status", "degraded"] == 1
    assert samples["quizagent_status", "healthy"] == 0


def test_the_process_tells_its_own_figures_too(running: Service) -> None:
    answer = running.get("/metrics")
    assert answer.headers["Content-Type"].startswith("text/plain; version=")
    samples = _samples(answer.text)
    assert samples["process_resident_memory_bytes",] > 20e6
    assert samples["process_open_fds",] > 5
    assert samples["quizagent_redis_up",] == 1
