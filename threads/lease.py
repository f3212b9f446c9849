"""One writer per thread: a lease in Redis that names the run that holds it.

The lease is the fence, too: `guard` makes the transaction that stores a turn fail when the lease is no longer the
run's own, so that a process that was paused for too long overwrites nothing. Leases live on Redis time, not ours.
"""

from redis.asyncio.client import Pipeline

from quizagent import redis
from quizagent.errors import APIError
from threads.store import Ref

TTL_MS = 15_000
_BUSY_RETRY_SECS = 2

_RENEW = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('PEXPIRE', KEYS[1], ARGV[2]) end return 0"
_RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"


class ThreadBusy(APIError):
    status, code, title, retryable = 409, "thread_busy", "Thread busy", True
    detail = "Another turn is running on this thread."


class LeaseLost(Exception):
    """The thread belongs to another run now, or was deleted."""


def key(ref: Ref) -> str:
    return ref.key("lease")


async def acquire(ref: Ref, run_id: str) -> None:
    """Take the lease for 15 s. Raises ThreadBusy, which names the run that holds it."""
    async with redis.required():
        client = redis.client()
        if await client.set(key(ref), run_id, nx=True, px=TTL_MS):
            return
        holder = await client.get(key(ref))
    raise ThreadBusy(retry_after_secs=_BUSY_RETRY_SECS, members={"activeRunId": holder.decode() if holder else None})


def renew(pipe: Pipeline, ref: Ref, run_id: str) -> None:
    pipe.eval(_RENEW, 1, key(ref), run_id, TTL_MS)


async def release(ref: Ref, run_id: str) -> None:
    await redis.client().eval(_RELEASE, 1, key(ref), run_id)


async def holder(ref: Ref) -> str | None:
    """The id of the run that is on the thread now."""
    async with redis.required():
        run_id = await redis.client().get(key(ref))
    return run_id.decode() if run_id else None


async def guard(pipe: Pipeline, ref: Ref, run_id: str) -> None:
    """Open the transaction that only succeeds while the lease is this run's own. Raises LeaseLost.

    The lease's renewal must rest meanwhile: it changes the watched key.
    """
    await pipe.watch(key(ref))
    if await pipe.get(key(ref)) != run_id.encode():
        raise LeaseLost
    pipe.multi()


def give_back(pipe: Pipeline, ref: Ref) -> None:
    """On a guarded transaction: free the thread together with what is stored."""
    pipe.delete(key(ref))
