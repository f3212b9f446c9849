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
_POOL_SIZE = 64
_POOL_WAIT_SECS = 5  # a burst waits its turn; with Redis away the commands before it fail within a second each

# redis-py's own annotations allow str, bytes and None for every reply; here they are bytes, as commands define them.
Client = Any

_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, Redis] = WeakKeyDictionary()


def client() -> Client:
    """The shared client of the running event loop. Replies are bytes."""
    loop = asyncio.get_running_loop()
    if loop not in _clients:
        _clients[loop] = connect()
    return _clients[loop]


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
    """Close the running loop's client; the next use makes a new one."""
    if found := _clients.pop(asyncio.get_running_loop(), None):
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
