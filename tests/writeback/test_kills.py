"""Real workers, real kill -9, counted by id. Each test has a control that must lose, or the test has no teeth."""

import contextlib
import shutil
import threading
import time

import pytest

from quizagent import redis
from tests.support import main_api, waiting
from tests.support.main_api import Delivery, Reply
from tests.writeback import chaos, faulty
from tests.writeback.support import some
from writeback import queue, recent
from writeback.models import WriteOperation

pytestmark = pytest.mark.usefixtures("empty_queue")


@pytest.fixture(scope="module")
def crowd(django_db_setup):
    nursery = chaos.Crowd()
    yield nursery
    nursery.close()


def nothing_waits() -> bool:
    counts = chaos.run(queue.counts())
    return counts.pending + counts.retrying == 0


def kill_workers(
    crowd: chaos.Crowd, *, operations: int, kills: int, calls_between: int, share: float, workers: int = 2
) -> None:
    accepted = chaos.put(operations)
    poison = set(accepted[::50]) if share else set()
    with main_api.in_thread() as api, crowd.working(api.url, workers=workers):
        at = chaos.every(calls_between, lambda: crowd.tell("kill"), times=kills)
        api.behave = faulty.MainAPI(1, share, poison, at)
        lost = chaos.missing_of(accepted, api, timeout_secs=30 + operations / 50)
        waiting.until(nothing_waits, timeout_secs=90)  # a verdict that came too late is given again
        dead = chaos.dead_ids()
    chaos.report(
        f"{operations} operations, {crowd.kills} kill -9 of {workers} workers, {share:.0%} faults",
        lost=len(lost),
        dead=len(dead),
        of_them_real=len(dead & poison),
        poison=len(poison),
        sent_twice=api.sent_twice,
    )
    assert (lost, crowd.kills) == ([], kills)
    assert dead == poison


def test_killing_workers_loses_nothing(crowd):
    kill_workers(crowd, operations=300, kills=6, calls_between=5, share=0.1)


def lost_by_brpop(crowd: chaos.Crowd, *, operations: int, kills: int, calls_between: int, workers: int = 2) -> int:
    """The control. Its workers are stopped without a kill in the end, so only kills lose anything."""
    made = some(operations)
    key = redis.key("{wb:control}", "list")
    chaos.run(_push(key, [operation.body for operation in made]))
    with main_api.in_thread() as api:
        with crowd.working(api.url, list=key, workers=workers):
            at = chaos.every(calls_between, lambda: crowd.tell("kill"), times=kills)
            api.behave = faulty.MainAPI(1, 0.0, set(), at)
            waiting.until(lambda: chaos.run(_length(key)) == 0, timeout_secs=30 + operations / 50)
        lost = operations - len(api.effects)
    chaos.report(f"control: a list popped with BRPOP, {operations} operations, {crowd.kills} kills", lost=lost)
    return lost


def test_the_same_kills_lose_operations_of_a_list_popped_with_brpop(crowd):
    assert lost_by_brpop(crowd, operations=300, kills=10, calls_between=2)


async def _push(key: str, bodies: list[bytes]) -> None:
    await redis.client().lpush(key, *bodies)


async def _length(key: str) -> int:
    return await redis.client().llen(key)


@pytest.mark.slow
def test_a_hundred_kills_lose_nothing_of_ten_thousand(crowd):
    kill_workers(crowd, operations=10_000, kills=100, calls_between=8, share=0.1, workers=4)


@pytest.mark.slow
def test_a_hundred_kills_lose_some_of_ten_thousand_on_a_list(crowd):
    assert lost_by_brpop(crowd, operations=10_000, kills=100, calls_between=8, workers=4)


# --- the server


def kill_redis(
    crowd: chaos.Crowd,
    *,
    operations: int,
    kills: int,
    calls_between: int,
    fsync: str = "everysec",
    worker_kills: int = 0,
    slow_disk_secs: float = 0.0,
    patience_secs: float = 300.0,
    control: str = "",
) -> list[str]:
    """Redis is killed and started again in mid-work; producers go on meanwhile and spill. Returns what was lost."""
    with (
        chaos.server(fsync=fsync, slow_disk_secs=slow_disk_secs) as server,
        chaos.using(server),
        main_api.in_thread() as api,
        chaos.Producer() as producer,
    ):
        accepted: list[str] = []
        down = threading.Event()

        def start_again() -> None:  # from this thread: the kernel ends a server with the thread that started it
            if down.is_set():
                down.clear()
                server.start()

        def kill() -> None:
            server.kill()
            down.set()

        with crowd.working(api.url, redis_url=server.url, claim_secs=1):
            at = chaos.every(calls_between, kill, times=kills)
            also = chaos.every(max(calls_between // 3, 1), lambda: crowd.tell("kill"), times=worker_kills)
            api.behave = faulty.MainAPI(1, 0.0, set(), lambda call: at(call) or also(call))
            while len(accepted) < operations:
                accepted += producer.put(20)
                start_again()
            lost = chaos.missing_of(accepted, api, timeout_secs=patience_secs, meanwhile=start_again)
        disk = f"{fsync}, fsync of {slow_disk_secs:g} s" if slow_disk_secs else fsync
        kills_made = f"{server.kills} kill -9 of Redis ({disk}), {crowd.kills} of workers"
        chaos.report(
            f"{control}{len(accepted)} operations, {kills_made}",
            lost=len(lost),
            dead=len(chaos.dead_ids()),
            sent_twice=api.sent_twice,
        )
        assert chaos.dead_ids() == set()
        assert lost or (server.kills, crowd.kills) == (kills, worker_kills)
    return lost


def test_killing_redis_loses_nothing(crowd):
    assert kill_redis(crowd, operations=300, kills=2, calls_between=10) == []


@pytest.mark.slow
@pytest.mark.parametrize("fsync", ["everysec", "always"])
def test_killing_redis_five_times_loses_nothing_of_ten_thousand(crowd, fsync):
    assert kill_redis(crowd, operations=10_000, kills=5, calls_between=150, fsync=fsync) == []


@pytest.mark.slow
def test_killing_redis_and_workers_loses_nothing(crowd):
    assert kill_redis(crowd, operations=3_000, kills=3, calls_between=60, worker_kills=12) == []


needs_strace = pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")


@pytest.mark.slow
@needs_strace
def test_killing_a_redis_whose_disk_is_busy_loses_nothing(crowd):
    """Then it has acknowledged what it has not written yet: `recent` puts that in again."""
    assert kill_redis(crowd, operations=2_000, kills=3, calls_between=50, slow_disk_secs=1.5) == []


@pytest.mark.slow
@needs_strace
def test_without_putting_in_again_a_busy_disk_loses_operations(crowd, monkeypatch):
    monkeypatch.setattr(recent, "remember", lambda entries: None)
    options = {"operations": 2_000, "kills": 3, "calls_between": 50, "slow_disk_secs": 1.5}
    assert kill_redis(crowd, **options, patience_secs=20, control="control, nothing put in again: ")


def backlog_through_a_kill(*, append_only: bool, operations: int) -> int:
    """How many of a waiting backlog are still there after kill -9."""
    with chaos.server(append_only=append_only, fsync="always") as server, chaos.using(server):
        chaos.put(operations)
        server.kill()
        server.start()
        return chaos.run(queue.counts()).pending


def test_a_waiting_backlog_survives_a_kill_of_redis():
    assert backlog_through_a_kill(append_only=True, operations=1000) == 1000


def test_without_the_append_only_file_the_same_backlog_is_gone():
    assert backlog_through_a_kill(append_only=False, operations=1000) == 0


# --- workers that were only asleep


def test_a_worker_that_was_frozen_past_its_claim_overwrites_nothing(crowd):
    """It wakes up after its operations went to another worker, and tells a late story."""
    with main_api.in_thread() as api, crowd.working(api.url, claim_secs=0.3):
        api.behave = lambda call: freeze_once(call)
        frozen = []

        def freeze_once(call: Delivery) -> Reply | None:
            if not frozen:
                frozen.append(call.ids)
                crowd.tell("freeze")
            return None

        accepted = chaos.put(200)
        assert chaos.missing_of(accepted, api, timeout_secs=20) == []
        crowd.tell("thaw")
        waiting.until(lambda: chaos.run(queue.counts()).delivered == 200)
        counts = chaos.run(queue.counts())
        assert (counts.pending, counts.retrying, counts.failed) == (0, 0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("shift", ["+1h", "-1h"])
def test_a_worker_whose_clock_is_an_hour_off_delivers_as_the_others_do(crowd, shift):
    if not shutil.which("faketime"):
        pytest.skip("faketime is not installed")
    wrong = chaos.Crowd(prefix=["faketime", "-f", shift])
    with (
        contextlib.closing(wrong),
        main_api.in_thread() as api,
        wrong.working(api.url, workers=1, claim_secs=1),
        crowd.working(api.url, workers=1, claim_secs=1),
    ):
        at = chaos.every(4, lambda: wrong.tell("kill"), times=3)
        failed: set[str] = set()

        def behave(call: Delivery) -> Reply | None:
            fresh = set(call.ids) - failed
            failed.update(fresh)
            if at(len(api.deliveries)):
                return Reply(503)
            return Reply(
                207, main_api.results(call.ids, **dict.fromkeys(fresh, 500)), applies=sorted(set(call.ids) - fresh)
            )

        api.behave = behave
        accepted = chaos.put(60)
        assert chaos.missing_of(accepted, api, timeout_secs=30) == []
        told = [int(call.headers["webhook-timestamp"]) for call in api.deliveries]
        assert max(told) - min(told) > 3000  # both workers were at it
    chaos.report(f"60 operations, two workers, clocks {shift} apart", lost=0, sent_twice=api.sent_twice)
    assert chaos.dead_ids() == set()


@pytest.mark.slow
def test_an_operation_that_kills_its_worker_is_put_aside_and_blames_no_neighbour(crowd):
    with main_api.in_thread() as api, crowd.working(api.url, workers=1, claim_secs=0.3):
        accepted = chaos.put(30)
        killer = accepted[4]

        def behave(call: Delivery) -> Reply | None:
            if killer not in call.ids:
                return None
            crowd.tell("kill")
            return Reply(503)

        api.behave = behave
        assert chaos.missing_of(accepted, api, timeout_secs=60) == []
        kills = crowd.kills
    (row,) = WriteOperation.objects.all()
    chaos.report("an operation that kills its worker", kills=kills, dead=1, neighbours_lost=0)
    assert (row.id, row.state, row.reason) == (killer, "failed", "poison")
    assert kills == 8


@pytest.mark.slow
def test_a_minute_away_in_real_time_and_then_all_goes_quickly(crowd):
    with main_api.in_thread() as api, crowd.working(api.url, batch_size=100):
        back_at = time.monotonic() + 60
        api.behave = lambda call: Reply(503) if time.monotonic() < back_at else None
        accepted = chaos.put(10_000)
        assert chaos.missing_of(accepted, api, timeout_secs=180) == []
        calls = sum(call.status == 503 for call in api.deliveries)
        took = [call.at for call in api.deliveries if call.status == 200 and len(call.ids) > 1]
    rate = round(len(accepted) / (took[-1] - took[0]))
    chaos.report("10000 operations, main API away for 60 s, two workers", lost=0, calls=calls, then_per_second=rate)
    assert chaos.dead_ids() == set()
    assert calls < 60
    assert rate >= 2000
