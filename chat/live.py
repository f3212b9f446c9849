"""Live threads: telling every socket that listens to a thread that a turn has begun on it.

Only the run's id goes through Channels' layer, which may drop messages; the turn's events are read from the run.
"""

import contextlib
import hashlib
import logging
from typing import Any

from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from quizagent import redis
from threads import store
from threads.store import Ref

logger = logging.getLogger(__name__)

_LISTENED_SECS = 86_400  # as long as the layer keeps a member in its group
_TROUBLE = (RedisError, OSError, TimeoutError)


def group_of(ref: Ref) -> str:
    """The thread's group; hashed, since a thread id may hold more than a group's name may."""
    return "thread." + hashlib.sha256(f"{ref.owner}:{ref.id}".encode()).hexdigest()[:40]


async def listen(ref: Ref, channel: str) -> None:
    """Let a socket's channel hear of the thread's turns."""
    await store.mark_heard(ref, _LISTENED_SECS)
    async with redis.required():
        await _layer().group_add(group_of(ref), channel)


async def stop_listening(ref: Ref, channel: str) -> None:
    with contextlib.suppress(*_TROUBLE):
        await _layer().group_discard(group_of(ref), channel)


async def announce(ref: Ref, run_id: str) -> None:
    """Never fails: who misses it sees the turn when they read the thread."""
    try:
        await _layer().group_send(group_of(ref), {"type": "run.started", "run_id": run_id})
    except _TROUBLE:
        logger.warning("live.not_announced", extra={"run": run_id})


def _layer() -> Any:
    return get_channel_layer()
