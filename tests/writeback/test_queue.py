import pytest

import writeback
from quizagent import errors, redis
from quizagent.atomic import Transaction
from tests.support import main_api
from tests.writeback import chaos
from tests.writeback.support import some, states
from writeback import operations, queue
from writeback.models import WriteRecord

pytestmark = pytest.mark.usefixtures("queue_is_empty")


async def test_operations_are_queued_with_the_rest_of_the_transaction():
    wanted = some(3)
    transaction = Transaction()
    transaction.do("SET", redis.key("{wb}", "other"), "1")
    assert await queue.commit(transaction, wanted) == [b"OK"]
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


async def test_a_manual_flush_takes_no_longer_than_its_bound(settings):
    async with main_api.serving() as api:
        settings.MAIN_API_URL = api.url
        api.behave = lambda call: main_api.Reply(delay_secs=main_api.FOREVER_SECS)
        made = some(3)
        await queue.accept(made)
        flushed = await writeback.flush_now(bound_secs=0.2)
    assert (flushed.flushed, flushed.remaining) == (0, 3)
    assert flushed.duration_ms < 5000
    assert await states(made) == ["pending"] * 3


async def test_a_manual_flush_honours_the_breaker_and_due_times(settings):
    async with main_api.serving() as api:
        settings.MAIN_API_URL = api.url
        api.behave = lambda call: main_api.Reply(429, headers={"Retry-After": "60"})
        await queue.accept(some(1))
        first, second = await writeback.flush_now(), await writeback.flush_now()
    assert (first.flushed, first.remaining) == (1, 1)
    assert (second.flushed, second.remaining, len(api.deliveries)) == (0, 1, 1)


async def test_a_manual_flush_says_that_redis_is_away():
    with chaos.server() as server:
        async with chaos.using_in_loop(server):
            server.kill()
            with pytest.raises(errors.StoreUnavailable):
                await writeback.flush_now()


def test_an_operation_has_a_type_that_the_contract_knows():
    with pytest.raises(ValueError, match="quiz_delete"):
        operations.new("quiz_delete", "thread_1", {})


def test_an_operation_is_encoded_once_and_reads_back_as_it_was():
    made = operations.new("user_activity", "thread_1", {"text": "NUL \x00, \U0001f600"})
    assert operations.from_body(made.body) == made
    assert made.to_wire().keys() == {"id", "type", "threadId", "data", "createdAt"}
    assert made.data == {"text": "NUL \x00, \U0001f600"}
