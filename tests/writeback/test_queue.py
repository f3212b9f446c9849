import pytest

import writeback
from quizagent import redis
from writeback import operations, queue
from writeback.models import WriteRecord

pytestmark = pytest.mark.usefixtures("queue_is_empty")


def some(count: int) -> list[operations.Operation]:
    return [operations.new("quiz_save", "thread_1", {"n": n}) for n in range(count)]


async def test_operations_are_queued_with_the_rest_of_the_transaction():
    wanted = some(3)
    async with redis.client().pipeline(transaction=True) as pipe:
        pipe.set(redis.key("{wb}", "other"), "1")
        queue.enqueue(pipe, wanted)
        await pipe.execute()
    assert (await queue.counts()).pending == 3


async def test_an_operation_is_queued_once_however_often_it_is_accepted():
    wanted = some(3)
    assert await queue.accept(wanted) == "redis"
    assert await queue.accept(wanted) == "redis"
    assert (await queue.counts()).pending == 3


async def test_a_manual_flush_delivers_and_reports():
    await queue.accept(some(25))
    flushed = await writeback.flush_now()
    assert (flushed.flushed, flushed.delivered, flushed.remaining) == (25, 25, 0)
    status, problems = await writeback.status()
    assert (status["total"], status["delivered"], status["sink"]) == (25, 25, "database")
    assert problems == []
    assert await WriteRecord.objects.acount() == 25
