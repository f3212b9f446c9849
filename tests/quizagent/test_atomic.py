"""Transactions of commands and scripts: all of it or nothing, in one round trip."""

import pytest
from redis.exceptions import ResponseError

from quizagent import redis
from quizagent.atomic import Script, Transaction

REFUSE = Script("return false")
ADD = Script("return {redis.call('INCRBY', KEYS[1], ARGV[1]), redis.call('INCRBY', KEYS[2], ARGV[2])}")
KEYS = [redis.key("atomic", name) for name in ("one", "two", "three")]


@pytest.fixture(autouse=True)
async def clean():
    await redis.line().calls([("DEL", key) for key in KEYS])
    yield
    await redis.line().calls([("DEL", key) for key in KEYS])
    await redis.close()


async def test_commands_and_scripts_take_turns_and_each_gets_its_own_keys_and_arguments():
    transaction = Transaction()
    transaction.do("SET", KEYS[0], 40, "EX", 60)
    transaction.run(ADD, KEYS[:2], [2, 7])
    transaction.do("GET", KEYS[2])
    transaction.run(ADD, [KEYS[1], KEYS[0]], [1, 1])
    transaction.do("GET", KEYS[0])
    assert len(transaction) == 5
    ok, first, nothing, second, value = await transaction.commit()
    assert (ok, first, nothing, second, value) == (b"OK", [42, 7], None, [8, 43], b"43")


async def test_after_a_script_that_refuses_nothing_is_done():
    transaction = Transaction()
    transaction.run(REFUSE, [], [])
    transaction.do("SET", KEYS[0], 1)
    assert await transaction.commit() is None
    assert await redis.line().call("EXISTS", KEYS[0]) == 0


async def test_a_server_that_forgot_its_scripts_is_told_them_again():
    for _ in range(2):
        transaction = Transaction()
        transaction.run(ADD, KEYS[:2], [1, 1])
        await transaction.commit()
        await redis.line().call("SCRIPT", "FLUSH")
    assert await redis.line().call("GET", KEYS[0]) == b"2"


async def test_bytes_go_through_as_they_are():
    value = bytes(range(256)) * 40
    transaction = Transaction()
    transaction.do("SET", KEYS[0], value)
    transaction.do("GET", KEYS[0])
    assert (await transaction.commit())[1] == value


async def test_a_mistake_is_an_error():
    transaction = Transaction()
    transaction.do("SET", KEYS[0], "no number")
    transaction.do("INCR", KEYS[0])
    with pytest.raises(ResponseError, match="not an integer"):
        await transaction.commit()


async def test_an_empty_transaction_is_nothing():
    assert await Transaction().commit() == []
