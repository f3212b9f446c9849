"""Live threads: telling every socket that listens to a thread that a turn has begun on it.

Only the run's id goes through Channels' layer, which may drop messages; the turn's events are read from the run.
"""

import hashlib
import logging

from channels.layers import get_channel_layer
from redis.exceptions import RedisError

from threads.store import Ref

logger = logging.getLogger(__name__)


def group_of(ref: Ref) -> str:
    """The thread's group; hashed, since a thread id may hold more than a group's name may."""
    return "thread." + hashlib.sha256(f"{ref.owner}:{ref.id}".encode()).hexdigest()[:40]


async def announce(ref: Ref, run_id: str) -> None:
    """Never fails: who misses it sees the turn when they read the thread."""
    layer = get_channel_layer()
    assert layer
    try:
        await layer.group_send(group_of(ref), {"type": "run.started", "run_id": run_id})
    except (RedisError, OSError, TimeoutError):
        logger.warning("live.not_announced", extra={"run": run_id})
