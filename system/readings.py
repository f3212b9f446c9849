"""What the dependencies say, asked seldom and never waited for longer than a caller can wait.

Whoever asks while Redis hangs gets an answer at once: the last word if it is still fresh, else "unknown".
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Generic, NamedTuple, TypeVar

from asgiref.sync import sync_to_async
from redis.exceptions import RedisError

import writeback
from quizagent import redis
from quizagent.errors import APIError
from system import database

logger = logging.getLogger(__name__)

T = TypeVar("T")
_MAX_AGE_SECS = 0.25
# How old the last word may be when no new one comes in time.
_MAX_TRUST_SECS = 3


class Reading(Generic[T]):
    """A value that one task at a time asks for, at most four times a second."""

    def __init__(self, ask: Callable[[], Awaitable[T]], *, unknown: T) -> None:
        self._ask = ask
        self._unknown = self._value = unknown
        self._taken_at = float("-inf")
        self._task: asyncio.Task[None] | None = None

    async def get(self, *, patience_secs: float) -> T:
        """The value, or `unknown` when no answer came in time and the last one is too old."""
        if self._age_secs() > _MAX_AGE_SECS:
            await asyncio.wait({self._running()}, timeout=patience_secs)
        return self._value if self._age_secs() <= _MAX_TRUST_SECS else self._unknown

    def _age_secs(self) -> float:
        return time.monotonic() - self._taken_at

    def _running(self) -> asyncio.Task[None]:
        loop = asyncio.get_running_loop()
        if not self._task or self._task.done() or self._task.get_loop() is not loop:
            self._task = loop.create_task(self._take())
        return self._task

    async def _take(self) -> None:
        try:
            self._value = await self._ask()
        except (APIError, RedisError, OSError, TimeoutError) as exc:
            logger.warning("system.reading_failed", extra={"error": type(exc).__name__})
            self._value = self._unknown
        self._taken_at = time.monotonic()


class Dependencies(NamedTuple):
    """`writes` is the contract's `writeBack` object and what is wrong with it, in words; None when it is unknown."""

    redis_answers: bool
    database_state: str
    writes: tuple[dict[str, Any], Sequence[str]] | None


async def dependencies(*, patience_secs: float) -> Dependencies:
    """All of them at once, so that the slowest sets the time."""
    return Dependencies(
        *await asyncio.gather(
            _redis_answers.get(patience_secs=patience_secs),
            _database_state.get(patience_secs=patience_secs),
            _writes.get(patience_secs=patience_secs),
        )
    )


async def _ping() -> bool:
    return bool(await redis.client().ping())


_redis_answers = Reading(_ping, unknown=False)
_database_state = Reading(sync_to_async(database.probe, thread_sensitive=False), unknown="unavailable")
_writes: Reading[tuple[dict[str, Any], Sequence[str]] | None] = Reading(writeback.status, unknown=None)
