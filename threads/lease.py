"""One writer per thread: a lease in Redis that names the run that holds it.

The lease is the fence, too: a transaction that `require`s it does nothing when the lease is no longer the run's own,
so that a process that was paused for too long overwrites nothing. Leases live on Redis time, not ours.
"""

from quizagent import redis
from quizagent.atomic import Script, Transaction
from quizagent.errors import APIError
from quizagent.line import Command
from threads import store
from threads.store import Ref, Thread

TTL_MS = 15_000
_BUSY_RETRY_SECS = 2

_TAKE = Script("return redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) and 1")
_REQUIRE = Script("return redis.call('GET', KEYS[1]) == ARGV[1]")
_RENEW = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0"
_RELEASE = Script("if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0")


class ThreadBusy(APIError):
    status, code, title, retryable = 409, "thread_busy", "Thread busy", True
    detail = "Another turn is running on this thread."


def key(ref: Ref) -> str:
    return ref.key("lease")


async def take(ref: Ref, run_id: str, *, newest: int) -> Thread:
    """Take the lease for 15 s and read the thread with its `newest` messages, in one round trip.

    Raises ThreadBusy, which names the run that holds it, and StoreUnavailable.
    """
    transaction = Transaction()
    transaction.run(_TAKE, [key(ref)], [run_id, TTL_MS])
    store.load(transaction, ref, newest=newest)
    async with redis.required():
        replies = await transaction.commit()
    if replies is None:
        raise ThreadBusy(retry_after_secs=_BUSY_RETRY_SECS, members={"activeRunId": await holder(ref)})
    try:
        return store.loaded(ref, replies[1])
    except Exception:
        await release(ref, run_id)
        raise


async def read_again(ref: Ref, run_id: str, *, newest: int) -> Thread | None:
    """The thread as it was when `run_id` took its lease, which keeps others out. None when the lease was lost since.

    Raises StoreUnavailable.
    """
    transaction = Transaction()
    require(transaction, ref, run_id)
    store.load(transaction, ref, newest=newest)
    async with redis.required():
        replies = await transaction.commit()
    return store.loaded(ref, replies[1]) if replies else None


def renewal(ref: Ref, run_id: str) -> Command:
    return ("EVAL", _RENEW, 1, key(ref), run_id, TTL_MS)


async def release(ref: Ref, run_id: str) -> None:
    await _RELEASE.run([key(ref)], [run_id])


async def holder(ref: Ref) -> str | None:
    """The id of the run that is on the thread now."""
    async with redis.required():
        run_id: bytes | None = await redis.line().call("GET", key(ref))
    return run_id.decode() if run_id else None


def require(transaction: Transaction, ref: Ref, run_id: str) -> None:
    """First in a transaction: it does nothing when the thread belongs to another run now, or was deleted."""
    transaction.run(_REQUIRE, [key(ref)], [run_id])


def give_back(transaction: Transaction, ref: Ref) -> None:
    """Free the thread together with what is stored."""
    transaction.do("DEL", key(ref))
