"""A sink that is away: operations are held at no charge, and the breaker keeps workers from asking all the time."""

import pytest

from tests.support import main_api
from tests.support.main_api import Reply
from tests.writeback.support import close_breaker, half_open_breaker, make_due, queued, state_of, states, worker
from writeback import breaker, queue, sinks

pytestmark = pytest.mark.usefixtures("queue_is_empty")


async def test_a_sink_that_answers_500_to_everything_stops_the_split(api):
    made = await queued(32)
    api.behave = lambda call: Reply(500)
    flusher = worker(api.url, batch_size=32)
    await flusher.step()
    assert (await states(made)).count("retrying") == 5  # charged alone, then the breaker opened
    assert (await states(made)).count("pending") == 27
    assert (await flusher.step()).wait_secs > 0
    await flusher.close()


@pytest.mark.parametrize("status", [401, 403, 404, 425, 429, 502, 503, 504, 302])
async def test_a_sink_that_is_away_charges_nobody(api, status):
    made = await queued(3)
    api.behave = lambda call: Reply(status)
    flusher = worker(api.url)
    for _ in range(4):
        await flusher.step()
        assert await states(made) == ["held"] * 3
        await make_due()
    counts = await queue.counts()
    assert (counts.pending, counts.held, counts.retrying, counts.failed) == (3, 3, 0, 0)
    api.behave = lambda call: None
    await flusher.step()
    assert await states(made) == ["delivered"] * 3
    await flusher.close()


async def test_the_breaker_opens_after_five_failures_and_then_nothing_is_taken(api):
    made = await queued(3)
    api.behave = lambda call: Reply(503)
    flusher = worker(api.url)
    for _ in range(5):
        await flusher.step()
        await make_due()
    step = await flusher.step()
    assert 0 < step.wait_secs <= 0.5
    assert (len(api.deliveries), step.taken) == (5, 0)
    assert await states(made) == ["held"] * 3
    await flusher.close()


async def test_half_open_it_probes_with_the_one_operation_that_waited_least(api):
    old = await queued(3)
    api.behave = lambda call: Reply(503)
    flusher = worker(api.url)
    for _ in range(5):
        await flusher.step()
        await make_due()
    fresh = await queued(1)
    await half_open_breaker()
    await flusher.step()
    assert api.deliveries[-1].ids == [fresh[0].id]
    assert await states(old) == ["pending"] * 3  # put back: waiting costs nothing
    assert (await flusher.step()).wait_secs > 0.25  # open again, for longer
    await flusher.close()


async def test_a_probe_that_succeeds_lets_the_rest_through(api):
    made = await queued(12)
    for _ in range(5):
        await breaker.fail("answered 503")
    await half_open_breaker()
    flusher = worker(api.url, batch_size=12)
    await flusher.step()
    await flusher.step()
    assert [len(call.ids) for call in api.deliveries] == [1, 9, 2]
    assert await states(made) == ["delivered"] * 12
    assert (await breaker.state()).state == "closed"
    await flusher.close()


async def test_only_one_worker_probes(api):
    await queued(2)
    for _ in range(5):
        await breaker.fail("answered 503")
    await half_open_breaker()
    assert (await breaker.check("one")).is_probe
    assert (await breaker.check("two")).is_open
    assert (await breaker.check("one")).is_probe
    await breaker.release("one")
    assert (await breaker.check("two")).is_probe


async def test_a_retry_after_for_the_batch_opens_the_breaker_at_once(api):
    made = await queued(1)
    api.behave = lambda call: Reply(429, headers={"Retry-After": "120"})
    flusher = worker(api.url)
    await flusher.step()
    step = await flusher.step()
    assert 119 < step.wait_secs <= 120
    assert len(api.deliveries) == 1
    assert await state_of(made[0]) == "held"
    await flusher.close()


async def test_an_operation_that_the_sink_hangs_on_goes_alone_and_stops_nobody(api, monkeypatch):
    monkeypatch.setattr(sinks, "CALL_TIMEOUT_SECS", 0.05)
    made = await queued(4)
    hangs = made[1].id
    api.behave = lambda call: Reply(delay_secs=main_api.FOREVER_SECS) if hangs in call.ids else None
    flusher = worker(api.url)
    for _ in range(3):
        await flusher.step()
        await make_due()
    await close_breaker()
    await flusher.step()
    assert await states(made) == ["delivered", "held", "delivered", "delivered"]
    assert [len(call.ids) for call in api.deliveries[3:]] == [1, 1, 1, 1]
    await flusher.close()
