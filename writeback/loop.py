"""The flush loop: step after step while there is work, a pause when there is none, until told to stop."""

import asyncio
import logging
import time
from collections import Counter
from dataclasses import dataclass

from django.conf import settings

from writeback import queue, stream
from writeback.flusher import Flusher
from writeback.progress import Log, Watcher

logger = logging.getLogger(__name__)

_STOP_WITHIN_SECS = 15.0  # for the batch that is under way
_PAUSE_SECS = 1.0  # after a step that failed


async def run(stop: asyncio.Event, *, flusher: Flusher | None = None, watcher: Watcher | None = None) -> None:
    """Flush until `stop` is set, then finish the batch. Redis being away is waited out."""
    flusher, watcher = flusher or Flusher(), watcher or Log()
    brake = asyncio.create_task(_brake(stop, flusher))
    try:
        while not stop.is_set():
            wait_secs = await _step(flusher, watcher)
            if wait_secs:
                await _pause(stop, wait_secs)
    finally:
        brake.cancel()
        watcher.end()
        await flusher.close()


async def _brake(stop: asyncio.Event, flusher: Flusher) -> None:
    await stop.wait()
    flusher.deadline = time.monotonic() + _STOP_WITHIN_SECS


async def _step(flusher: Flusher, watcher: Watcher) -> float:
    """Returns how long to wait before the next one."""
    try:
        step = await flusher.step()
    except stream.REDIS_TROUBLE:
        logger.warning("writeback.redis_away")
        return _PAUSE_SECS
    except Exception:  # the edge of the loop: what nobody foresaw must not end it
        logger.exception("writeback.step_failed")
        return _PAUSE_SECS
    await watcher.saw(step)
    if step.more:
        return 0.0
    interval_secs: float = settings.WRITEBACK_INTERVAL_SECONDS
    return min(interval_secs, step.wait_secs or interval_secs)


async def _pause(stop: asyncio.Event, secs: float) -> None:
    try:
        async with asyncio.timeout(secs):
            await stop.wait()
    except TimeoutError:
        pass


async def drain(*, flusher: Flusher | None = None, watcher: Watcher | None = None) -> int:
    """Flush until nothing is due. Returns how many operations still wait. Raises Redis' errors."""
    flusher, watcher = flusher or Flusher(), watcher or Log()
    try:
        while True:
            step = await flusher.step()
            await watcher.saw(step)
            if not step.more and not step.taken:
                break
    finally:
        watcher.end()
        await flusher.close()
    counts = await queue.counts()
    return counts.pending + counts.retrying


@dataclass(frozen=True, slots=True)
class Flushed:
    """What a manual flush did. `remaining` counts everything that still waits."""

    flushed: int
    delivered: int
    retrying: int
    failed: int
    remaining: int
    duration_ms: int


async def flush_now(*, bound_secs: float = 5.0) -> Flushed:
    """The same steps at once, for at most so long. Due times and the breaker hold here too. Raises Redis' errors."""
    began = time.monotonic()
    flusher = Flusher(consumer=f"{stream.consumer()}-now")
    flusher.deadline = began + bound_secs
    became: Counter[str] = Counter()
    try:
        while time.monotonic() < flusher.deadline:
            step = await flusher.step()
            became += step.became
            if not step.more and not step.taken:
                break
    finally:
        await flusher.close()
    counts = await queue.counts()
    delivered = became["delivered"] + became["revived"]
    return Flushed(
        flushed=delivered + became["retrying"] + became["held"] + became["dead"],
        delivered=delivered,
        retrying=became["retrying"],
        failed=became["dead"],
        remaining=counts.pending + counts.retrying,
        duration_ms=round((time.monotonic() - began) * 1000),
    )
