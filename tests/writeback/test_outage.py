"""The main API away: for a minute, for a day. Nobody is charged, hardly anybody calls, and all of it arrives after.

Days pass by an offset on the server's clock, which all scripts go by.
"""

import time

import pytest

from quizagent import redis
from tests.support import main_api
from tests.support.main_api import Reply
from tests.writeback import chaos
from tests.writeback.support import queued, worker
from writeback import queue, scripts
from writeback.models import WriteOperation

pytestmark = pytest.mark.usefixtures("queue_is_empty")

_CLOCK = "return t[1] * 1000 + math.floor(t[2] / 1000)"


class Clock:
    """How far the server's clock has been put forward."""

    def __init__(self, monkeypatch) -> None:
        self.key = redis.key("{wb:clock}")
        self.secs = 0.0
        for name, script in list(vars(scripts).items()):
            if isinstance(script, scripts.Script):
                assert script.source.count(_CLOCK) == 1
                later = f"{_CLOCK} + tonumber(redis.call('GET', '{self.key}') or 0)"
                monkeypatch.setattr(scripts, name, scripts.Script(script.source.replace(_CLOCK, later)))

    async def forward(self, secs: float) -> None:
        self.secs += secs
        await redis.client().set(self.key, round(self.secs * 1000))


@pytest.fixture
def clock(monkeypatch):
    return Clock(monkeypatch)


async def outage(
    clock: Clock, api: main_api.MainAPI, *, secs: float, reply: Reply, operations: int, batch_size: int = 10
) -> tuple[int, float]:
    """Returns how many calls the main API got while it was away, and how many operations a second after that."""
    accepted = await queued(operations)
    api.behave = lambda call: reply
    flusher = worker(api.url, batch_size=batch_size)
    while clock.secs < secs:
        step = await flusher.step()
        if not step.more or step.wait_secs is not None:
            await clock.forward(step.wait_secs or 5.0)
    calls = len(api.deliveries)
    api.behave = lambda call: None
    began = time.perf_counter()
    while len(api.effects) < operations:
        step = await flusher.step()
        if step.wait_secs or not step.more:
            await clock.forward(step.wait_secs or 1.0)
    took_secs = time.perf_counter() - began
    await flusher.close()
    assert api.effects.keys() == {operation.id for operation in accepted}
    assert (await queue.counts()).pending == 0
    return calls, operations / took_secs


AWAY = {
    "503": Reply(503),
    "cut": Reply(drop=True),
    "unauthorized": Reply(401),
    "redirect": Reply(302),
    "login page": Reply(200, b"<html>"),
    "retry-after": Reply(503, headers={"Retry-After": "20"}),
}


@pytest.mark.parametrize("name", AWAY)
async def test_ten_minutes_away_make_no_dead_letter_and_few_calls(clock, name):
    async with main_api.serving() as api:
        calls, _ = await outage(clock, api, secs=600, reply=AWAY[name], operations=60)
    assert await WriteOperation.objects.acount() == 0
    assert calls < 65  # a probe every fifteen to thirty seconds, and a few in the beginning


@pytest.mark.slow
async def test_a_day_away_makes_no_dead_letter_and_few_calls_and_then_all_goes_quickly(clock):
    async with main_api.serving() as api:
        calls, rate = await outage(clock, api, secs=86_400, reply=Reply(503), operations=10_000, batch_size=100)
    dead = await WriteOperation.objects.acount()
    chaos.report(
        "10000 operations, main API away for a simulated day",
        lost=0,
        dead=dead,
        calls=calls,
        then_per_second=round(rate),
    )
    assert dead == 0
    assert calls < 86_400 / 10
    assert rate >= 2000


async def test_twenty_seconds_of_500_make_no_dead_letter_of_600_operations(clock):
    async with main_api.serving() as api:
        calls, _ = await outage(clock, api, secs=20, reply=Reply(500), operations=600)
    assert await WriteOperation.objects.acount() == 0
    assert calls < 50


async def test_charging_every_failure_would_have_killed_them(clock, settings):
    """The control: no breaker, no patience. Every operation is dead after three failed calls."""
    made = await queued(20)
    settings.WRITEBACK_MAX_ATTEMPTS = 3
    async with main_api.serving() as api:
        api.behave = lambda call: Reply(200, main_api.results(call.ids, status=503))
        flusher = worker(api.url)
        for _ in range(30):
            await flusher.step()
            await clock.forward(60)
        await flusher.close()
    assert await WriteOperation.objects.acount() == len(made)


async def test_waits_are_over_when_the_servers_clock_goes_back(clock):
    await clock.forward(86_400)
    made = await queued(3)
    async with main_api.serving() as api:
        api.behave = lambda call: Reply(503)
        flusher = worker(api.url)
        await flusher.step()
        await clock.forward(-86_400)
        api.behave = lambda call: None
        while (await queue.counts()).pending:
            await flusher.step()
        await flusher.close()
    assert api.effects.keys() == {operation.id for operation in made}


async def test_an_open_breaker_closes_when_the_servers_clock_goes_back(clock):
    await clock.forward(86_400)
    made = await queued(3)
    async with main_api.serving() as api:
        api.behave = lambda call: Reply(503, headers={"Retry-After": "600"})
        flusher = worker(api.url)
        await flusher.step()
        assert (await flusher.step()).wait_secs
        await clock.forward(-86_400)
        api.behave = lambda call: None
        for _ in range(5):
            await flusher.step()
        await flusher.close()
    assert api.effects.keys() == {operation.id for operation in made}
