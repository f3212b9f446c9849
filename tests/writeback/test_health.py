"""What status, the system checks and /metrics say of the queue."""

import pytest
from django.core.checks import Tags, run_checks
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.registry import Collector

import writeback
from quizagent import redis
from tests.support import main_api
from tests.support.main_api import Reply
from tests.writeback import chaos
from tests.writeback.support import queued, worker
from writeback import breaker, checks, findings, health, stream

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@pytest.fixture(autouse=True)
def look_anew(monkeypatch):
    monkeypatch.setattr(health, "_inspect_at", 0.0)
    monkeypatch.setattr(health, "_found", [])


@pytest.fixture
async def own_redis(queue_is_empty):
    with chaos.server() as server:
        async with chaos.using_in_loop(server):
            yield server


async def problems() -> list[str]:
    return (await writeback.status())[1]


async def test_status_has_the_contracts_shape(queue_is_empty):
    await queued(3)
    status, found = await writeback.status()
    assert status == {
        "total": 3,
        "pending": 3,
        "retrying": 0,
        "failed": 0,
        "delivered": 0,
        "oldestPendingSeconds": pytest.approx(0, abs=5),
        "sink": "database",
    }
    assert found == []


async def test_the_oldest_is_the_one_accepted_first_wherever_it_waits(queue_is_empty):
    (old,) = await queued(1)
    await redis.client().zadd(stream.key(0, "open"), {old.id: 1})
    (taken,) = await stream.take(0, "worker", 1, claim_secs=60)
    await stream.settle(0, [stream.Settlement(taken, "hold", 1000.0, "away", "away")])
    await queued(1)
    status, found = await writeback.status()
    assert status["oldestPendingSeconds"] > 10**9
    assert any("is flush_writes running?" in problem for problem in found)


async def test_a_sink_that_is_away_is_a_problem(queue_is_empty):
    for _ in range(5):
        await breaker.fail("answered 503")
    assert await problems() == ["The database does not take writes (answered 503): they wait and are tried again."]


async def test_redis_away_is_told_elsewhere_and_costs_no_figure_of_the_table(own_redis):
    own_redis.kill()
    status, found = await writeback.status()
    assert (status["pending"], found) == (0, [])


async def test_a_server_without_an_append_only_file_is_a_problem(own_redis):
    assert await problems() == []
    await redis.client().config_set("appendonly", "no")
    assert await problems() == []  # looked at once a minute
    health._inspect_at = 0.0
    assert await problems() == [
        "Redis keeps no append-only file: a crash of it loses accepted writes. "
        "Set `appendonly yes` and `appendfsync everysec` or `always`."
    ]


@pytest.mark.parametrize(
    ("policy", "level", "what"),
    [
        ("allkeys-lru", "error", "pending writes"),
        ("volatile-lru", "warning", "sessions"),
        ("volatile-ttl", "warning", "sessions"),
    ],
)
async def test_an_evicting_server_is_a_problem(own_redis, policy, level, what):
    await redis.client().config_set("maxmemory-policy", policy)
    (finding,) = await findings.inspect()
    assert (finding.level, finding.words) == (level, f"Redis may evict {what} ({policy}).")


async def test_a_server_that_hides_its_configuration_gives_a_note_and_no_problem(own_redis):
    await redis.client().execute_command("ACL", "SETUSER", "default", "-config")
    (finding,) = await findings.inspect()
    assert (finding.level, finding.number) == ("note", 14)
    assert await problems() == []


async def test_bodies_that_redis_lost_are_a_problem(own_redis):
    (made,) = await queued(1)
    await redis.client().delete(stream.key(0, "op", made.id))
    assert await stream.take(0, "worker", 10, claim_secs=60) == []
    assert await problems() == ["Redis lost the bodies of 1 writes: something evicts or deletes its keys."]


@pytest.mark.parametrize(("version", "fine"), [("6.2.0", True), ("7.0.15", True), ("10.0.1", True), ("6.0.1", False)])
def test_a_server_that_is_too_old_is_an_error(version, fine):
    assert (findings._version(version) is None) == fine


@pytest.mark.parametrize(("ahead_secs", "words"), [(3600, "3600 s ahead of"), (-90, "90 s behind"), (5, None)])
def test_a_clock_that_is_off_is_a_warning(ahead_secs, words, monkeypatch):
    monkeypatch.setattr(findings.time, "time", lambda: 1_000_000.0)
    found = findings._clock(1_000_000.0 + ahead_secs)
    assert (found is None) if words is None else (words in found.words)


# --- system checks


def ids(settings, **values) -> list[str]:
    for name, value in values.items():
        setattr(settings, name, value)
    return [message.id for message in checks.check_main_api()]


def test_the_checks_of_the_main_api(settings):
    assert ids(settings) == []
    assert ids(settings, MAIN_API_SECRET="nonsense") == ["writeback.E001"]
    assert ids(settings, MAIN_API_SECRET=f"{SECRET},{SECRET}", MAIN_API_URL="http://api.example") == []
    assert ids(settings, MAIN_API_URL="https://user:word@api.example") == ["writeback.E002"]
    assert ids(settings, MAIN_API_URL="http://api.example", PRODUCTION=True) == ["writeback.W003"]
    assert ids(settings, MAIN_API_URL="https://api.example", MAIN_API_SECRET="") == ["writeback.W004"]


def test_the_check_of_redis_looks_at_a_server_that_somebody_else_runs(settings):
    assert checks.check_redis() == []
    settings.REDIS_EMBEDDED = False  # before the block below, so that what is overridden last is restored first
    with chaos.server(append_only=False) as server, chaos.using(server):
        assert [(message.id, bool(message.hint)) for message in checks.check_redis()] == [("writeback.W010", True)]
        server.kill()
        assert [message.id for message in checks.check_redis()] == ["writeback.W009"]


def test_the_checks_run_with_all_others():
    assert not [message for message in run_checks() if message.id.startswith("writeback")]
    assert Tags.models


# --- metrics


class Families(Collector):
    def __init__(self, families) -> None:
        self._families = families

    def collect(self):
        return self._families


async def shown() -> dict[str, float]:
    registry = CollectorRegistry()
    registry.register(Families(await writeback.metric_families()))
    lines = generate_latest(registry).decode().splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}


async def test_metrics_count_what_became_of_operations(queue_is_empty):
    made = await queued(6)
    statuses = {made[0].id: 422, made[1].id: 500, made[2].id: 429}
    async with main_api.serving() as api:
        api.behave = lambda call: Reply(207, main_api.results(call.ids, **statuses))
        flusher = worker(api.url)
        await flusher.step()
        await flusher.close()
    found = await shown()
    prefix = "quizagent_writeback_"
    expected = {
        'accepted_total{type="quiz_save"}': 6,
        'dead_total{reason="rejected"}': 1,
        'holds_total{cause="later"}': 1,
        "retries_total": 1,
        "delivered_total": 3,
        "duplicates_total": 0,
        "claimed_total": 0,
        "pending": 1,
        "retrying": 1,
        "held": 1,
        "failed": 1,
        "inflight": 0,
        "breaker_state": 0,
        'batch_size_bucket{le="5"}': 0,
        'batch_size_bucket{le="10"}': 1,
        'batch_size_bucket{le="+Inf"}': 1,
        "batch_size_sum": 6,
        "sink_seconds_count": 1,
        "end_to_end_seconds_count": 3,
        'end_to_end_seconds_bucket{le="+Inf"}': 3,
    }
    assert {name: found[prefix + name] for name in expected} == expected
    assert 0 <= found[prefix + "end_to_end_seconds_sum"] < 30


async def test_without_redis_there_are_no_figures_rather_than_false_ones(own_redis):
    own_redis.kill()
    assert await writeback.metric_families() == []
