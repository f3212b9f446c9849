"""What Redis acknowledged and forgot is put in again by whoever put it in."""

import asyncio

import pytest

from quizagent import redis
from quizagent.atomic import Script, Transaction
from tests.support import waiting
from tests.writeback import chaos
from tests.writeback.support import some, states, worker
from writeback import queue, recent, stream

pytestmark = pytest.mark.usefixtures("queue_is_empty")


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    """Looked at often, forgotten as soon as it was looked at; nothing is left of other tests."""
    monkeypatch.setattr(queue, "_redis_away_until", 0.0)
    monkeypatch.setattr(recent, "_keeper", None)
    monkeypatch.setattr(recent, "_LOOK_EVERY_SECS", 0.01)
    monkeypatch.setattr(recent, "_KEEP_SECS", 0.0)


@pytest.fixture
async def forgetful():
    """A server that keeps nothing over a kill."""
    with chaos.server(append_only=False) as server:
        async with chaos.using_in_loop(server):
            yield server


async def in_a_transaction(made) -> None:
    assert await queue.commit(Transaction(), made) == []


def kept() -> list[str]:
    return [kept.entry.operation.id for kept in recent._keeper._kept] if recent._keeper else []


async def until_nothing_is_kept() -> None:
    await waiting.until_async(lambda: not kept())


@pytest.mark.parametrize("put", [queue.accept, in_a_transaction])
async def test_what_the_server_forgot_is_put_in_again(forgetful, put):
    made = some(3)
    await put(made)
    forgetful.kill()
    forgetful.start()
    await until_nothing_is_kept()
    assert await states(made) == ["pending"] * 3


async def test_what_is_waiting_or_delivered_is_not_doubled(api):
    made = some(4)
    await queue.accept(made)
    flusher = worker(api.url, batch_size=2)
    await flusher.step()
    await until_nothing_is_kept()
    while (await flusher.step()).more:
        pass
    await flusher.close()
    assert (len(api.effects), api.sent_twice, await stream.backlog(0)) == (4, 0, 0)


async def test_it_is_watched_until_it_must_be_in_the_file(monkeypatch):
    monkeypatch.setattr(recent, "_KEEP_SECS", 3600.0)
    made = some(3)
    await queue.accept(made)
    await asyncio.sleep(0.05)
    assert kept() == [operation.id for operation in made]
    monkeypatch.setattr(recent, "_KEEP_SECS", 0.0)
    await until_nothing_is_kept()


async def test_nothing_is_forgotten_while_redis_is_away(forgetful):
    made = some(1)
    await queue.accept(made)
    forgetful.kill()
    await asyncio.sleep(0.05)
    assert kept() == [made[0].id]


async def test_only_so_many_bytes_of_the_newest_are_kept(monkeypatch):
    monkeypatch.setattr(recent, "_MOST_BYTES", 3 * (recent._ENTRY_BYTES + 200))
    made = some(10)
    await queue.accept(made)
    assert kept() == [operation.id for operation in made[-3:]]
    await until_nothing_is_kept()
    assert recent._keeper._bytes == 0


async def test_a_transaction_that_refused_is_not_remembered():
    before = kept()
    transaction = Transaction()
    transaction.run(Script("return false"), [], [])
    assert await queue.commit(transaction, some(1)) is None
    assert kept() == before


@pytest.mark.parametrize("outcome", ["hold", "retry", "back"])
async def test_a_verdict_counts_also_when_the_server_forgot_who_took_the_operation(outcome):
    (made,) = some(1)
    await queue.accept([made])
    (taken,) = await stream.take(0, "worker", 1, claim_secs=60)
    await redis.client().xgroup_destroy(stream.key(0, "q"), stream.GROUP)
    await redis.client().xgroup_create(stream.key(0, "q"), stream.GROUP, "0")
    (word,) = await stream.settle(0, [stream.Settlement(taken, outcome, 0.0, "away", "away")])
    assert word in ("held", "retrying", "pending")
    await stream.promote(0, 10)
    assert await stream.backlog(0) == 1
