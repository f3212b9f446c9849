"""Operations that Redis took a moment ago, in case it forgets them.

With `appendfsync everysec` and a busy disk, Redis keeps what it has acknowledged in its memory alone for up to two
seconds; a kill -9 or a failover then loses it. So whoever put an operation in looks a little later whether Redis
still knows it, and puts it in again when not. Ids make that harmless.

One keeper per event loop, and it ends with its loop: a process that dies together with Redis is not covered.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Sequence
from typing import NamedTuple

from writeback import stream
from writeback.stream import Entry

logger = logging.getLogger(__name__)

_KEEP_SECS = 4.0  # Redis holds a write back for two at most; the shortest receipt is kept for ten
_LOOK_EVERY_SECS = 1.0
_MOST_BYTES = 16_000_000
_ENTRY_BYTES = 800  # of an entry and its operation, without the body


async def put(entries: Sequence[Entry]) -> dict[str, int]:
    """`stream.put`, remembered."""
    codes = await stream.put(entries)
    remember(entries)
    return codes


def remember(entries: Sequence[Entry]) -> None:
    """Redis has just acknowledged these. When there are too many, the oldest are forgotten."""
    global _keeper
    loop = asyncio.get_running_loop()
    if _keeper is None or _keeper.loop is not loop:
        _keeper = _Keeper(loop)  # the one before looks after what it has
    _keeper.remember(entries)


class _Kept(NamedTuple):
    at: float
    entry: Entry
    size: int


class _Keeper:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self._kept: deque[_Kept] = deque()
        self._bytes = 0
        self._looking: asyncio.Task[None] | None = None

    def remember(self, entries: Sequence[Entry]) -> None:
        now = time.monotonic()
        for entry in entries:
            self._kept.append(_Kept(now, entry, len(entry.operation.body) + _ENTRY_BYTES))
            self._bytes += self._kept[-1].size
        while self._bytes > _MOST_BYTES:
            self._bytes -= self._kept.popleft().size
        if self._looking is None or self._looking.done():
            self._looking = self.loop.create_task(self._look())

    async def _look(self) -> None:
        while self._kept:
            await asyncio.sleep(_LOOK_EVERY_SECS)
            due_at = time.monotonic() - _KEEP_SECS
            due = [kept.entry for kept in self._kept if kept.at <= due_at]
            try:
                await _put_again(due)
            except stream.REDIS_TROUBLE:
                continue
            while self._kept and self._kept[0].at <= due_at:
                self._bytes -= self._kept.popleft().size


async def _put_again(entries: Sequence[Entry]) -> None:
    """Those that Redis does not know any more."""
    if await stream.knows(entries):
        return
    codes = await put(entries)
    logger.warning("writeback.put_again", extra={"forgotten": list(codes.values()).count(stream.QUEUED)})


_keeper: _Keeper | None = None
