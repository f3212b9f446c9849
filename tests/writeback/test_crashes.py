"""A worker that dies before or after any single call to Redis, to the database or to the sink loses nothing.

`Killed` stands for kill -9: nothing catches it, nothing is written after it. `test_kills.py` kills real processes.
"""

from collections.abc import Callable
from typing import Any

import pytest

from tests.support import main_api
from tests.support.main_api import Delivery, Reply
from tests.writeback import chaos
from tests.writeback.support import close_breaker, make_due, some, worker
from writeback import database, queue, spill, stream, table
from writeback.flusher import Flusher
from writeback.models import State, WriteOperation
from writeback.operations import Operation

pytestmark = pytest.mark.usefixtures("queue_is_empty")

_HIGH_WATER = 8  # so that some of the operations are parked and come back


class Killed(BaseException):
    pass


class Fuse:
    """Dies at the given point; each call has one before it and one after it."""

    def __init__(self, point: int) -> None:
        self.left = point
        self.calls: list[str] = []

    def tick(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise Killed

    def wrap(self, name: str, function: Callable[..., Any]) -> Callable[..., Any]:
        async def wrapped(*args: Any, **kwargs: Any) -> Any:
            self.calls.append(name)
            self.tick()
            result = await function(*args, **kwargs)
            self.tick()
            return result

        return wrapped


class Story:
    """Operations of every fate: fine, refused alone, refusing a batch, failing once, spilled, requeued."""

    def __init__(self) -> None:
        self.fine = some(14)
        self.refused, self.poison, self.spilled = some(2), some(1), some(3)
        self.shaky, self.requeued = some(2), some(1)
        self.failed_once: set[str] = set()

    @property
    def all(self) -> list[Operation]:
        return self.fine + self.refused + self.poison + self.spilled + self.shaky + self.requeued

    @property
    def dead(self) -> set[str]:
        return {operation.id for operation in self.refused + self.poison}

    async def begin(self, api: main_api.MainAPI) -> None:
        """One operation is a dead letter that somebody has just sent back."""
        api.behave = lambda call: Reply(422)
        await queue.accept(self.requeued)
        await finish(worker(api.url, consumer="earlier"))
        await database.call(table.requeue, [self.requeued[0].id], by="a person")
        api.effects.clear()
        api.behave = self.behave
        await queue.accept(self.fine + self.refused + self.poison + self.shaky)
        await spill.keep(self.spilled)

    def behave(self, call: Delivery) -> Reply:
        if self.poison[0].id in call.ids:
            return Reply(422)
        own = {o.id: 422 for o in self.refused}
        for shaky in self.shaky:
            if shaky.id in call.ids and shaky.id not in self.failed_once:
                self.failed_once.add(shaky.id)
                own[shaky.id] = 503
        applied = [one for one in call.ids if one not in own]
        return Reply(207, main_api.results(call.ids, **own), applies=applied)


async def finish(flusher: Flusher) -> None:
    """Step until nothing waits, however long the waits are, also those that a worker before this one left."""
    for _ in range(100):
        await make_due()
        flusher._look_aside_at = 0.0
        step = await flusher.step()
        if not step.taken and not step.more:
            break
    await flusher.close()


async def run_and_crash(monkeypatch: Any, api: main_api.MainAPI, fuse: Fuse) -> bool:
    """True when the worker died."""
    flusher = worker(api.url, consumer="killed", high_water=_HIGH_WATER, claim_secs=60)
    with monkeypatch.context() as patch:
        patch.setattr(stream, "run", fuse.wrap("redis", stream.run))
        patch.setattr(database, "call", fuse.wrap("database", database.call))
        patch.setattr(flusher.sink, "deliver", fuse.wrap("sink", flusher.sink.deliver))
        try:
            await finish(flusher)
        except Killed:
            await flusher.sink.close()
            return True
    return False


async def check(story: Story, api: main_api.MainAPI) -> None:
    rows = {row.id: row.state async for row in WriteOperation.objects.all()}
    lost = [o.id for o in story.all if o.id not in api.effects and rows.get(o.id) != State.FAILED]
    assert not lost
    assert {row for row, state in rows.items() if state == State.FAILED} == story.dead
    assert State.SPILLED not in rows.values()
    counts = await queue.counts()
    assert (counts.pending, counts.retrying, counts.failed) == (0, 0, len(story.dead))


async def crash_everywhere(monkeypatch: Any, first: int, step: int) -> tuple[int, list[str]]:
    """How many points there were, and which calls the last run made."""
    point = first
    while True:
        async with main_api.serving() as api:
            story, fuse = Story(), Fuse(point)
            await story.begin(api)
            died = await run_and_crash(monkeypatch, api, fuse)
            await close_breaker()
            await finish(worker(api.url, consumer="next", claim_secs=0, high_water=_HIGH_WATER))
            await check(story, api)
        if not died:
            return point, fuse.calls
        await WriteOperation.objects.all().adelete()
        point += step


async def test_a_crash_at_some_points_loses_nothing(monkeypatch):
    await crash_everywhere(monkeypatch, first=2, step=9)


@pytest.mark.slow
async def test_a_crash_at_every_point_loses_nothing(monkeypatch):
    points, calls = await crash_everywhere(monkeypatch, first=1, step=1)
    chaos.report("a crash before and after every call of a worker", points=points, lost=0)
    assert points > 80
    assert set(calls) == {"redis", "database", "sink"}
