"""A rush: more turns begin than the process can begin at once. Those whose text is out wait a moment with their end.

A first word that comes late is what people feel; an end that comes a second late, hardly.
"""

import asyncio
import contextlib
import time

_SLOW_ROUND_SECS = 0.01  # a round of the event loop that takes so long has many tasks to serve
_WAIT_SECS = 0.05
_MOST_WAIT_SECS = 1.0

_unheard = 0  # turns that have begun and told nothing yet
_waiting: set[asyncio.Future[None]] = set()


def begins() -> None:
    global _unheard
    _unheard += 1


def is_heard() -> None:
    """Once for each that has begun: its first event is there, or it failed."""
    global _unheard
    _unheard -= 1
    if not _unheard:
        for waiter in _waiting:
            if not waiter.done():
                waiter.set_result(None)


async def passes() -> None:
    """Returns at once when there is none, and after a second in any case."""
    until = time.monotonic() + _MOST_WAIT_SECS
    while _unheard and (began := time.monotonic()) < until:
        await asyncio.sleep(0)
        if time.monotonic() - began < _SLOW_ROUND_SECS:
            return
        await _all_heard_within(_WAIT_SECS)


async def _all_heard_within(secs: float) -> None:
    waiter = asyncio.get_running_loop().create_future()
    _waiting.add(waiter)
    try:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(secs):
                await waiter
    finally:
        _waiting.discard(waiter)
