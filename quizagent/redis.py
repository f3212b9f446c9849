"""The only place that makes connections to Redis.

An async client belongs to the event loop it was made in, so there is one per loop, made when first asked for.
redis-py's defaults (5 s timeouts, 10 retries) would turn one lost reply into duplicate writes and a paused server
into a wait of half a minute; here a command has one try and one second.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from quizagent.errors import StoreUnavailable
from quizagent.line import Line

_CONNECT_TIMEOUT_SECS = 0.5
_COMMAND_TIMEOUT_SECS = 1
# Few connections and a long wait for one: a burst queues up here, first come first served, instead of running all at
# once, so late that commands time out although Redis answered long ago.
_POOL_SIZE = 24
_POOL_WAIT_SECS = 20

# redis-py's own annotations allow str, bytes and None for every reply; here they are bytes, as commands define them.
Client = Any

_clients: WeakKeyDictionary[asyncio.AbstractEventLoop, Redis] = WeakKeyDictionary()
_lines: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[str, Line]] = WeakKeyDictionary()


def client() -> Client:
    """The shared client of the running event loop. Replies are bytes."""
    loop = asyncio.get_running_loop()
    if loop not in _clients:
        _clients[loop] = connect()
    return _clients[loop]


def line(lane: str = "requests") -> Line:
    """The shared connection of the running event loop, for what every turn does.

    What must not queue up behind requests (leases, the journal of the runs) takes a lane of its own.
    """
    lanes = _lines.setdefault(asyncio.get_running_loop(), {})
    if lane not in lanes:
        lanes[lane] = Line(_pool(timeout_secs=None).make_connection, timeout_secs=_COMMAND_TIMEOUT_SECS)
    return lanes[lane]


def connect(*, command_timeout_secs: float = _COMMAND_TIMEOUT_SECS) -> Client:
    """A client with a pool of its own, for blocking reads and other long commands; its owner closes it."""
    return Redis.from_pool(_pool(timeout_secs=command_timeout_secs))


def _pool(*, timeout_secs: float | None) -> BlockingConnectionPool:
    return BlockingConnectionPool.from_url(
        settings.REDIS_URL,
        max_connections=_POOL_SIZE,
        timeout=_POOL_WAIT_SECS,
        socket_connect_timeout=_CONNECT_TIMEOUT_SECS,
        socket_timeout=timeout_secs,
        retry=Retry(NoBackoff(), 0),
        protocol=2,
        driver_info=None,  # else every new connection looks up redis-py's version, for 2 ms, and tells it
    )


async def close() -> None:
    """Close the running loop's connections; the next use makes new ones."""
    loop = asyncio.get_running_loop()
    for open_line in _lines.pop(loop, {}).values():
        await open_line.close()
    if shared := _clients.pop(loop, None):
        await shared.aclose()


@asynccontextmanager
async def required() -> AsyncIterator[None]:
    """Inside this block any trouble with Redis becomes the client's 503 `store_unavailable`."""
    try:
        yield
    except (RedisError, OSError, TimeoutError) as exc:
        raise StoreUnavailable from exc


def key(*parts: str) -> str:
    """A key under the service's prefix: `quizagent:thread:…`."""
    return ":".join((_prefix(), *parts))


@cache
def _prefix() -> str:
    return str(settings.CACHES["threads"]["KEY_PREFIX"])
