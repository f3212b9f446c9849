"""The only place that makes connections to Redis.

An async client belongs to the event loop it was made in, so there is one per loop, made when first asked for.
redis-py's defaults (5 s timeouts, 10 retries) would turn one lost reply into duplicate writes and a paused server
into a wait of half a minute; here a command has one try and one second.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from quizagent.errors import StoreUnavailable

_CONNECT_TIMEOUT_SECS = 0.5
_COMMAND_TIMEOUT_SECS = 1
# Few connections and a long wait for one: a burst queues up here, first come first served, instead of running all at
# once, so late that commands time out although Redis answered long ago.
_POOL_SIZE = 24
_POOL_WAIT_SECS = 20

# redis-py's own annotations allow str, bytes and None for every reply; here they are bytes, as commands define them.
Client = Any

_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Redis]] = WeakKeyDictionary()


def client(lane: str = "requests") -> Client:
    """The shared client of the running event loop. Replies are bytes.

    What must not queue up behind requests (leases, the runs' journal) takes a lane of its own.
    """
    lanes = _clients.setdefault(asyncio.get_running_loop(), {})
    if lane not in lanes:
        lanes[lane] = connect()
    return lanes[lane]


def connect(*, command_timeout_secs: float = _COMMAND_TIMEOUT_SECS) -> Client:
    """A client with a pool of its own, for blocking reads and other long commands; its owner closes it."""
    pool = BlockingConnectionPool.from_url(
        settings.REDIS_URL,
        max_connections=_POOL_SIZE,
        timeout=_POOL_WAIT_SECS,
        socket_connect_timeout=_CONNECT_TIMEOUT_SECS,
        socket_timeout=command_timeout_secs,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
        driver_info=None,  # else every new connection looks up redis-py's version, for 2 ms, and tells it
    )
    return Redis.from_pool(pool)


async def close() -> None:
    """Close the running loop's clients; the next use makes new ones."""
    for found in _clients.pop(asyncio.get_running_loop(), {}).values():
        await found.aclose()


@asynccontextmanager
async def required() -> AsyncIterator[None]:
    """Inside this block any trouble with Redis becomes the client's 503 `store_unavailable`."""
    try:
        yield
    except (RedisError, OSError, TimeoutError) as exc:
        raise StoreUnavailable from exc


def key(*parts: str) -> str:
    """A key under the service's prefix: `quizagent:thread:…`."""
    return ":".join((settings.CACHES["threads"]["KEY_PREFIX"], *parts))
