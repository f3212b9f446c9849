"""Redis away at the end of a turn: the table, then memory, then an honest refusal. All of it comes back by itself."""

import asyncio
import signal
import time

import pytest
from django.db import connection

import writeback
from quizagent import redis
from quizagent.atomic import Transaction
from tests.support import main_api, waiting
from tests.support.main_api import Delivery
from tests.writeback import chaos
from tests.writeback.support import queued, some, state_of, worker
from writeback import breaker, database, loop, overflow, queue, spill, stream, table
from writeback.flusher import Flusher
from writeback.models import State, WriteOperation, WriteRecord

pytestmark = pytest.mark.usefixtures("queue_is_empty", "nothing_in_memory")


@pytest.fixture
def nothing_in_memory():
    yield
    spill.close()
    spill._buffer.clear()


@pytest.fixture
async def own_redis():
    """A server for this test alone, which it may stop."""
    with chaos.server() as server:
        async with chaos.using_in_loop(server):
            yield server


@pytest.fixture
async def database_away(own_redis, monkeypatch):
    """Neither store can be reached. Calling it brings the table back."""
    monkeypatch.setattr(spill, "_DRAIN_EVERY_SECS", 0.02)
    own_redis.kill()
    await asyncio.to_thread(_rename, "writeback_writeoperation", "elsewhere")
    away = True

    async def bring_back() -> None:
        nonlocal away
        await asyncio.to_thread(_rename, "elsewhere", "writeback_writeoperation")
        away = False

    yield bring_back
    if away:
        await bring_back()


def _rename(old: str, new: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")


async def test_with_redis_away_operations_wait_in_the_table(own_redis):
    own_redis.kill()
    made = some(3)
    assert await queue.accept(made) == "database"
    assert await queue.accept(made) == "database"  # again: no harm
    counts = await queue.counts()
    assert (counts.pending, counts.spilled, counts.redis) == (3, 3, False)
    assert [row.payload.encode() async for row in WriteOperation.objects.order_by("payload")] == sorted(
        o.body for o in made
    )


async def test_a_redis_that_hangs_costs_one_caller_its_timeout_and_not_all(own_redis):
    own_redis.signal(signal.SIGSTOP)
    began = time.monotonic()
    for _ in range(20):
        assert await queue.accept(some(1)) == "database"
    assert time.monotonic() - began < 10  # twenty timeouts would be twenty seconds


async def test_what_failed_in_redis_just_now_is_not_tried_there_again(own_redis):
    assert await queue.accept(some(1), try_redis=False) == "database"


@pytest.mark.parametrize("trouble", ["full", "read-only"])
async def test_a_redis_that_refuses_writes_spills_too(own_redis, trouble):
    client = redis.client()
    if trouble == "full":
        await client.config_set("maxmemory", "1mb")
    else:
        await client.replicaof("127.0.0.1", "1")
    assert await queue.accept(some(1)) == "database"


async def test_a_full_redis_refuses_the_whole_transaction(own_redis):
    await redis.client().config_set("maxmemory", "1mb")
    made = some(1)
    transaction = Transaction()
    transaction.do("SET", redis.key("{wb}", "other"), "1")
    with pytest.raises(redis.RedisError):
        await queue.commit(transaction, made)
    assert await redis.client().exists(redis.key("{wb}", "other")) == 0
    assert await stream.backlog(0) == 0


async def test_it_is_brought_back_by_itself_once_redis_is_there(own_redis):
    own_redis.kill()
    made = some(7)
    await queue.accept(made)
    own_redis.start()
    assert await loop.drain() == 0
    assert await WriteRecord.objects.acount() == 7
    assert await WriteOperation.objects.acount() == 0


async def test_an_operation_that_redis_has_as_well_is_delivered_once():
    made = some(2)
    await stream.put([stream.Entry(operation) for operation in made])
    await spill.keep(made)  # the transaction had been committed, only its reply was lost
    assert await loop.drain() == 0
    assert await WriteRecord.objects.acount() == 2
    assert (await queue.counts()).delivered == 2


async def test_with_the_database_away_too_memory_keeps_them_and_status_says_so(database_away):
    assert await queue.accept(some(3)) == "memory"
    status, problems = await writeback.status()
    assert status["pending"] == 3
    assert any("only in memory" in problem for problem in problems)


async def test_memory_is_emptied_by_itself_when_the_database_is_back(database_away):
    assert await queue.accept(some(3)) == "memory"
    await database_away()
    await asyncio.to_thread(waiting.until, lambda: spill.buffered() == 0)
    assert await WriteOperation.objects.filter(state=State.SPILLED).acount() == 3


async def test_memory_is_emptied_into_redis_when_that_is_back(database_away, own_redis):
    assert await queue.accept(some(3)) == "memory"
    own_redis.start()
    await asyncio.to_thread(waiting.until, lambda: spill.buffered() == 0)
    assert (await queue.counts()).pending == 3


async def test_when_every_place_is_full_the_turn_is_refused_and_told_so(database_away, monkeypatch):
    monkeypatch.setattr(spill, "BUFFER_SIZE", 5)
    assert await queue.accept(some(5)) == "memory"
    with pytest.raises(spill.WritesRefused) as raised:
        await queue.accept(some(1))
    assert (raised.value.status, raised.value.code) == (503, "store_unavailable")
    assert spill.buffered() == 5  # all or nothing


async def test_a_process_that_ends_tries_once_more_for_what_memory_holds(database_away, monkeypatch):
    monkeypatch.setattr(spill, "_DRAIN_EVERY_SECS", 3600)
    assert await queue.accept(some(3)) == "memory"
    await database_away()
    await asyncio.to_thread(writeback.close)
    assert await WriteOperation.objects.filter(state=State.SPILLED).acount() == 3


# --- more than Redis should hold


async def test_beyond_the_high_water_mark_operations_move_to_the_table_and_back():
    made = some(60)
    await queue.accept(made)
    flusher = Flusher(high_water=20, batch_size=10)
    flusher._look_aside_at = 0.0
    await flusher.step()
    counts = await queue.counts()
    assert (counts.spilled, counts.pending) == (60, 60)
    for _ in range(60):
        flusher._look_aside_at = 0.0
        if not (await flusher.step()).more:
            break
    await flusher.close()
    assert await WriteRecord.objects.acount() == 60
    assert await WriteOperation.objects.acount() == 0


async def test_while_the_sink_is_away_too_much_still_moves_to_the_table():
    await queue.accept(some(30))
    await breaker.fail("answered 503", pause_secs=30)
    flusher = Flusher(high_water=20)
    await flusher.step()
    await flusher.close()
    assert (await queue.counts()).spilled == 30


async def test_what_is_parked_keeps_its_attempts_and_its_age():
    (made,) = some(1)
    await stream.put([stream.Entry(made)])
    (taken,) = await stream.take(0, "a", 1, claim_secs=60)
    await stream.settle(0, [stream.Settlement(taken, "retry", 0.0, "an error")])
    await stream.promote(0, 10)
    assert await overflow.park(0, "a") == 1
    row = await database.call(table.find, made.id)
    assert row and (row.state, row.attempts) == (State.SPILLED, 1)
    await overflow.bring_back()
    (again,) = await stream.take(0, "a", 1, claim_secs=60)
    assert (again.attempts, again.id) == (1, made.id)
    assert again.accepted_ms == round(row.created_at.timestamp() * 1000)


# --- Redis goes away between the sink's word and the settling


async def test_a_verdict_that_redis_could_not_take_is_kept_and_not_asked_for_twice(own_redis):
    (made,) = await queued(1)

    async def kill(call: Delivery) -> None:
        own_redis.kill()

    async with main_api.serving() as api:
        api.behave = kill
        flusher = worker(api.url)
        with pytest.raises(stream.REDIS_TROUBLE):
            await flusher.step()
        own_redis.start()
        await flusher.step()
        await flusher.close()
    assert len(api.deliveries) == 1
    assert await state_of(made) == "delivered"


@pytest.mark.parametrize("outcome", ["ok", "retry", "hold", "back", "dead"])
async def test_a_full_redis_still_takes_verdicts(own_redis, outcome):
    (made,) = await queued(1)
    (taken,) = await stream.take(0, "worker", 1, claim_secs=60)
    await redis.client().config_set("maxmemory", "1mb")
    await stream.settle(0, [stream.Settlement(taken, outcome, 30.0, "an error", "rejected")])
    expected = {"ok": "delivered", "retry": "retrying", "hold": "held", "back": "pending", "dead": "dead"}
    assert await state_of(made) == expected[outcome]


async def test_many_operations_go_in_pieces():
    assert await queue.accept(some(1234)) == "redis"
    assert (await queue.counts()).pending == 1234
