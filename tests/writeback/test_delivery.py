"""A worker's steps against a main API that refuses, fails, hangs and lies; the queue is a real server's."""

import asyncio
import time

import pytest

from quizagent import redis
from tests.support import main_api
from tests.support.main_api import Delivery, Reply, results
from tests.writeback.support import (
    make_due,
    queued,
    some,
    state_of,
    states,
    worker,
)
from writeback import breaker, delivery, queue, stream
from writeback.models import WriteOperation

pytestmark = pytest.mark.usefixtures("queue_is_empty")


def rejects(*bad: str, status: int = 422):
    """The whole batch, for one bad operation in it."""
    return lambda call: Reply(status) if set(bad) & set(call.ids) else None


async def test_a_step_delivers_a_batch_and_says_whether_there_is_more(api):
    made = await queued(25)
    flusher = worker(api.url)
    steps = [await flusher.step() for _ in range(3)]
    assert [(step.taken, step.more) for step in steps] == [(10, True), (10, True), (5, False)]
    assert sorted(api.effects) == sorted(o.id for o in made)
    assert api.deliveries[0].ids == [o.id for o in made[:10]]  # oldest first
    counts = await queue.counts()
    assert (counts.pending, counts.delivered, counts.total) == (0, 25, 25)
    await flusher.close()


async def test_nothing_to_do_calls_nobody(api):
    flusher = worker(api.url)
    step = await flusher.step()
    assert (step.taken, step.more, api.deliveries) == (0, False, [])
    await flusher.close()


async def test_each_operation_gets_its_own_verdict(api):
    good, bad, busy, later, _ = made = await queued(5)
    api.behave = lambda call: Reply(
        207,
        {
            "results": [
                {"id": bad.id, "status": 422, "error": {"code": "quiz_invalid"}},
                {"id": busy.id, "status": 503},
                {"id": later.id, "status": 429},
                {"id": good.id, "status": 201},
            ]
        },
    )
    flusher = worker(api.url)
    await flusher.step()
    assert await states(made) == ["delivered", "dead", "retrying", "held", "retrying"]
    row = await WriteOperation.objects.aget()
    assert (row.id, row.state, row.reason, row.attempts) == (bad.id, "failed", "rejected", 1)
    assert row.last_error == "own status 422 quiz_invalid"
    assert row.payload.encode() == bad.body
    counts = await queue.counts()
    assert (counts.pending, counts.retrying, counts.failed, counts.delivered) == (1, 2, 1, 1)
    await flusher.close()


async def test_it_is_a_dead_letter_after_three_attempts_and_keeps_every_error(api):
    (made,) = await queued(1)
    codes = iter(["first", "second", "third"])
    api.behave = lambda call: Reply(
        200, {"results": [{"id": made.id, "status": 500, "error": {"code": next(codes)}}]}
    )
    flusher = worker(api.url)
    for expected in ("retrying", "retrying", "dead"):
        await flusher.step()
        assert await state_of(made) == expected
        await make_due()
    row = await WriteOperation.objects.aget()
    assert (row.reason, row.attempts) == ("exhausted", 3)
    assert [line.split('"error":')[1] for line in row.errors.splitlines()] == [
        f'"own status 500 {code}"}}' for code in ("first", "second", "third")
    ]
    assert len(api.deliveries) == 3
    await flusher.close()


@pytest.mark.parametrize("status", [400, 413, 422])
@pytest.mark.parametrize("place", [0, 7, 31])
async def test_one_refused_operation_dies_alone(api, status, place):
    made = await queued(32)
    api.behave = rejects(made[place].id, status=status)
    flusher = worker(api.url, batch_size=32)
    await flusher.step()
    expected = ["delivered"] * 32
    expected[place] = "dead"
    assert await states(made) == expected
    assert len(api.deliveries) == 11  # whole, then two halves at each of five levels
    await flusher.close()


async def test_a_poison_at_the_front_of_500_dies_alone(api):
    made = await queued(500)
    api.behave = rejects(made[0].id)
    flusher = worker(api.url, batch_size=500)
    await flusher.step()
    assert (await queue.counts()).delivered == 499
    assert [row.id async for row in WriteOperation.objects.all()] == [made[0].id]
    await flusher.close()


async def test_one_operation_that_breaks_the_sink_is_charged_alone(api):
    made = await queued(64)
    api.behave = rejects(made[0].id, status=500)
    flusher = worker(api.url, batch_size=64)
    await flusher.step()
    assert await states(made) == ["retrying", *["delivered"] * 63]  # the breaker did not count failed halves
    for _ in range(2):
        await make_due()
        await flusher.step()
    assert await state_of(made[0]) == "dead"
    await flusher.close()


async def test_what_a_sink_applied_before_it_failed_has_one_effect(api):
    made = await queued(10)
    answers = iter([Reply(500, applies=True), Reply(503, applies=True), Reply(drop=True, applies=True)])
    api.behave = lambda call: next(answers, None)
    flusher = worker(api.url)
    for _ in range(4):
        await flusher.step()
        await make_due()
    assert await states(made) == ["delivered"] * 10
    assert sorted(api.effects) == sorted(o.id for o in made)
    assert api.sent_twice > 0
    await flusher.close()


async def test_what_is_not_sent_by_the_deadline_goes_back_untouched(api):
    made = await queued(20)
    flusher = worker(api.url)
    flusher.deadline = time.monotonic() - 1
    step = await flusher.step()
    assert step.became == {"pending": 10}
    assert (await states(made), api.deliveries) == (["pending"] * 20, [])
    await flusher.close()


async def test_a_deadline_that_comes_in_the_middle_of_a_split_ends_it(api):
    made = await queued(8)
    flusher = worker(api.url)

    def stop_soon(call: Delivery) -> Reply:
        flusher.deadline = time.monotonic()
        return Reply(422)

    api.behave = stop_soon
    await flusher.step()
    assert len(api.deliveries) == 1
    assert await states(made) == ["pending"] * 8
    await flusher.close()


async def test_a_call_cut_short_by_our_own_hurry_is_not_the_sinks_fault(api):
    made = await queued(2)
    api.behave = lambda call: Reply(delay_secs=main_api.FOREVER_SECS)
    flusher = worker(api.url)
    flusher.deadline = time.monotonic() + 0.1
    await flusher.step()
    assert await states(made) == ["pending"] * 2
    assert (await breaker.state()).failures == 0
    await flusher.close()


async def test_a_long_split_keeps_its_operations_from_being_claimed(api):
    """Every call takes a minute, as far as Redis can tell."""
    made = await queued(8)
    stolen: list[stream.Taken] = []

    async def age(call: Delivery) -> Reply:
        stolen.extend(await stream.take(0, "thief", 10, claim_secs=50))
        entries = [
            e["message_id"] for e in await redis.client().xpending_range(stream.key(0, "q"), "flush", "-", "+", 10)
        ]
        await redis.client().xclaim(stream.key(0, "q"), "flush", "worker", 0, entries, idle=60_000, justid=True)
        return Reply(422)

    api.behave = age
    flusher = worker(api.url, claim_secs=0)  # a renewal is due before every call
    await flusher.step()
    assert stolen == []
    assert await states(made) == ["dead"] * 8
    await flusher.close()


async def test_what_somebody_else_claimed_meanwhile_is_not_sent(api):
    made = await queued(4)
    flusher = worker(api.url, claim_secs=60)

    async def steal() -> None:
        await stream.take(0, "thief", 10, claim_secs=0)

    api.behave = lambda call: Reply(422, delay_secs=0.05)
    taken = await stream.take(0, "worker", 10, claim_secs=60)
    job = delivery.Delivery(flusher.sink, flusher._settler, "worker", breaker.Gate("closed"), claim_secs=0.04)
    await asyncio.gather(job.run(taken, secs_left=lambda: 60), steal())
    assert len(api.deliveries) == 1
    assert await states(made) == ["in_flight"] * 4
    await flusher.close()


async def test_an_operation_that_kills_its_workers_is_isolated_and_dies_at_last(api):
    poison, *others = made = await queued(3)

    def dead_owner(number: int):
        return stream.take(0, f"dead-{number}", 10, claim_secs=0)

    for number in range(3):
        assert len(await dead_owner(number)) == 3
    for number in range(3, 8):
        taken = await dead_owner(number)
        assert [t.id for t in taken] == [poison.id]  # alone
    flusher = worker(api.url, claim_secs=0)
    await flusher.step()
    for _ in others:
        await flusher.step()
    assert await states(made) == ["dead", "delivered", "delivered"]
    row = await WriteOperation.objects.aget()
    assert (row.reason, row.last_error) == ("poison", "8 workers died over it")
    assert all(len(call.ids) == 1 for call in api.deliveries)
    await flusher.close()


async def test_a_worker_that_comes_back_to_its_own_operations_is_no_dead_owner():
    await queued(1)
    for _ in range(20):
        (taken,) = await stream.take(0, "worker", 10, claim_secs=0)
        assert taken.owners == 0


async def test_several_partitions_are_all_served(api, settings):
    settings.WRITEBACK_PARTITIONS = 4
    made = await queued(40)
    flusher = worker(api.url)
    while (await flusher.step()).more:
        pass
    assert await states(made) == ["delivered"] * 40
    await flusher.close()


async def test_fewer_partitions_than_before_strand_nothing(api, settings):
    settings.WRITEBACK_PARTITIONS = 4
    await queued(40)
    settings.WRITEBACK_PARTITIONS = 2
    flusher = worker(api.url)
    while (await flusher.step()).more:
        pass
    counts = await queue.counts()
    assert (counts.pending, counts.delivered) == (0, 40)
    await flusher.close()


async def test_results_for_a_batch_may_come_in_any_order(api):
    made = await queued(10)

    def behave(call: Delivery) -> Reply:
        return Reply(207, results(list(reversed(call.ids)), **{made[3].id: 409}), applies=True)

    api.behave = behave
    flusher = worker(api.url)
    await flusher.step()
    assert await states(made) == ["delivered"] * 10
    await flusher.close()


async def test_a_worker_that_leaves_is_forgotten_unless_it_holds_something(api):
    await queued(1)
    leaves, stays = worker(api.url, consumer="leaves"), worker(api.url, consumer="stays")
    await leaves.step()
    await queue.accept(some(1))
    await stream.take(0, "stays", 10, claim_secs=60)
    await leaves.close()
    await stays.close()
    names = [fields["name"] for fields in await stream.redis.client().xinfo_consumers(stream.key(0, "q"), "flush")]
    assert names == [b"stays"]
