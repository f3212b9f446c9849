"""What health, readiness and status say, well and when a dependency is not; and that they say it in time."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from tests.support import service, waiting
from tests.support.service import Service


def test_health_tells_that_turns_can_be_taken(running: Service) -> None:
    answer = running.get("/health")
    assert answer.status_code == 200
    assert answer.json() == {
        "success": True,
        "status": "healthy",
        "version": answer.json()["version"],
        "uptime": answer.json()["uptime"],
    }
    assert answer.headers["Cache-Control"] == "no-store"


def test_readiness_names_what_it_looked_at(running: Service) -> None:
    answer = running.get("/health/ready")
    assert answer.json() == {"success": True, "status": "ready", "checks": {"redis": "ok", "database": "ok"}}


def test_the_status_is_the_seeds_object_and_the_contracts_additions(running: Service) -> None:
    body = running.get("/system/status").json()
    assert set(body) == {"system", "writeBack", "redis", "llm", "streams"}
    assert set(body["system"]) == {"status", "uptime", "memory", "version"}
    assert body["system"]["status"] == "healthy"
    assert body["system"]["memory"]["used"].endswith("MB")
    assert body["system"]["memory"]["free"].endswith(("MB", "GB"))
    assert body["redis"] == {"connected": True, "ttl": "24 hours"}
    assert set(body["writeBack"]) >= {"total", "pending", "retrying", "failed", "delivered", "oldestPendingSeconds"}
    assert body["writeBack"]["sink"] == "database"
    assert body["llm"]["provider"] == "offline"
    assert body["llm"]["available"] is True
    assert body["streams"] == {"active": 0}


@pytest.mark.parametrize("path", ["/health", "/health/live", "/health/ready", "/system/status", "/metrics"])
def test_a_probe_may_accept_anything_and_end_its_path_in_a_slash(running: Service, path: str) -> None:
    assert running.get(path, headers={"Accept": "application/openmetrics-text"}).status_code == 200
    assert running.get(path + "/").status_code == 200
    assert httpx.head(running.url + path).status_code == 200
    refused = running.post(path)
    assert (refused.status_code, refused.json()["code"]) == (405, "method_not_allowed")


def test_a_manual_flush_tells_what_it_did(running: Service) -> None:
    body = running.post("/system/flush-writes").json()
    assert set(body) == {"success", "flushed", "delivered", "retrying", "failed", "remaining", "durationMs"}
    assert body["success"] is True


def test_with_redis_frozen_everything_still_answers_in_time_and_tells_so(var_dir: Path) -> None:
    with service.serve(var_dir) as started, httpx.Client(base_url=started.url, timeout=5) as client:
        started.wait_until_ready()
        server = next(pid for pid in started.children() if b"valkey" in Path(f"/proc/{pid}/cmdline").read_bytes())
        client.get("/system/status")
        os.kill(server, signal.SIGSTOP)
        try:
            waiting.until(lambda: client.get("/system/status").json()["system"]["status"] == "unhealthy")
            body, took_secs = _timed(lambda: client.get("/system/status"))
            assert took_secs < 0.2, "100 ms, and some for the machine of the tests"
            assert body.json()["redis"]["connected"] is False
            assert body.json()["system"]["problems"][0]["code"] == "store_unavailable"
            assert client.get("/health/live").status_code == 200
            ready, took_secs = _timed(lambda: client.get("/health/ready"))
            assert (ready.status_code, ready.json()["code"]) == (503, "store_unavailable")
            assert ready.json()["checks"]["redis"] == "unavailable"
            assert ready.headers["Retry-After"]
            assert took_secs < 1.5
            assert client.get("/health").status_code == 503
        finally:
            os.kill(server, signal.SIGCONT)
        waiting.until(lambda: client.get("/health/ready").status_code == 200, timeout_secs=2.5)
        assert client.get("/system/status").json()["system"]["status"] == "healthy"


def test_a_database_that_is_away_degrades_and_does_not_stop(var_dir: Path) -> None:
    with service.serve(var_dir) as started:
        started.wait_until_ready()
        (var_dir / "db.sqlite3").rename(var_dir / "away")
        (var_dir / "db.sqlite3").mkdir()
        waiting.until(lambda: started.get("/system/status").json()["system"]["status"] == "degraded")
        problems = started.get("/system/status").json()["system"]["problems"]
        assert "database_unavailable" in [problem["code"] for problem in problems]
        assert started.get("/health/ready").json()["checks"]["database"] == "unavailable"
        assert started.get("/health").json()["status"] == "degraded"


def _timed(call: Callable[[], httpx.Response]) -> tuple[httpx.Response, float]:
    began = time.perf_counter()
    return call(), time.perf_counter() - began
