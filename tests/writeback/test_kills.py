"""Real workers, real kill -9, counted by id. Each test has a control that must lose, or the test has no teeth."""

import random

import pytest

from quizagent import redis
from tests.support import main_api, waiting
from tests.support.main_api import Delivery, Reply
from tests.writeback import chaos
from tests.writeback.support import some
from writeback import queue

pytestmark = pytest.mark.usefixtures("empty_queue")


@pytest.fixture
def empty_queue(transactional_db):
    chaos.run(_forget())
    yield
    chaos.run(_forget())


async def _forget() -> None:
    keys = [key async for key in redis.client().scan_iter(match=redis.key("{wb*"), count=1000)]
    if keys:
        await redis.client().delete(*keys)


class Faulty:
    """A main API of which so many per cent of calls fail, each in another way, and that refuses its poison."""

    def __init__(self, seed: int, share: float, poison: set[str], on_call) -> None:
        self.random, self.share, self.poison, self.on_call = random.Random(seed), share, poison, on_call
        self.calls = 0

    def __call__(self, call: Delivery) -> Reply | None:
        self.calls += 1
        if self.on_call(self.calls):
            return Reply(503)  # it was killed in mid-call, and the call came to nothing
        if self.poison & set(call.ids):
            return Reply(422)
        if self.random.random() >= self.share:
            return None
        half = call.ids[: len(call.ids) // 2]
        return self.random.choice(
            [
                Reply(500),
                Reply(503),
                Reply(500, applies=True),
                Reply(429, headers={"Retry-After": "0"}),
                Reply(drop=True),
                Reply(drop=True, applies=True),
                Reply(207, main_api.results(half), applies=half),
                Reply(200, b"<html>oops"),
            ]
        )


def put(count: int) -> list[str]:
    made = some(count)
    for start in range(0, count, 500):
        chaos.run(queue.accept(made[start : start + 500]))
    return [operation.id for operation in made]


def kill_workers(*, operations: int, kills: int, calls_between: int, share: float, workers: int = 2) -> None:
    accepted = put(operations)
    poison = set(accepted[::50]) if share else set()
    with main_api.in_thread() as api, chaos.workers(api.url, workers=workers, claim_secs=0.5) as crowd:
        at = chaos.every(calls_between, lambda: crowd.tell("kill"), times=kills)
        api.behave = Faulty(1, share, poison, at)
        lost = chaos.missing_of(accepted, crowd, api, timeout_secs=30 + operations / 50)
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


def test_killing_workers_loses_nothing():
    kill_workers(operations=300, kills=6, calls_between=5, share=0.1)


def test_the_same_kills_lose_operations_of_a_list_popped_with_brpop():
    made = some(300)
    key = redis.key("{wb:control}", "list")
    chaos.run(_push(key, [operation.body for operation in made]))
    with main_api.in_thread() as api, chaos.workers(api.url, list=key) as crowd:
        at = chaos.every(2, lambda: crowd.tell("kill"), times=10)
        api.behave = Faulty(1, 0.0, set(), at)
        waiting.until(lambda: crowd.kills == 10 and chaos.run(_length(key)) == 0, timeout_secs=30)
        lost = chaos.missing_of([operation.id for operation in made], crowd, api, timeout_secs=2)
    chaos.report("control: a list popped with BRPOP, 300 operations, 10 kills", lost=len(lost))
    assert lost


async def _push(key: str, bodies: list[bytes]) -> None:
    await redis.client().lpush(key, *bodies)


async def _length(key: str) -> int:
    return await redis.client().llen(key)


@pytest.mark.slow
def test_a_hundred_kills_lose_nothing_of_ten_thousand():
    kill_workers(operations=10_000, kills=100, calls_between=8, share=0.1, workers=4)
