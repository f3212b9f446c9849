"""A bound on many short waits with one timer for all of them.

`asyncio.timeout` makes and cancels a timer for every wait; on a path that waits once a token that is a tenth of all
the work.
"""

import asyncio
from collections.abc import Callable

_GRACE_SECS = 0.05  # after a busy spell what came meanwhile is still to be heard


class Watch:
    """`with watch: await …` calls `on_late` when the block takes longer than `limit_secs`; again after as long again.

    Not reentrant. Starts with the first block, ends with `stop`.
    """

    __slots__ = ("_doubted", "_limit_secs", "_loop", "_on_late", "_timer", "_waiting_since", "late")

    def __init__(self, limit_secs: float, on_late: Callable[[], object]) -> None:
        self.late = False
        self._limit_secs = limit_secs
        self._on_late = on_late
        self._loop = asyncio.get_running_loop()
        self._waiting_since: float | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._doubted: float | None = None

    def __enter__(self) -> None:
        self._waiting_since = self._loop.time()
        if self._timer is None:
            self._timer = self._loop.call_later(self._limit_secs, self._look)

    def __exit__(self, *_: object) -> None:
        self._waiting_since = None

    def rest(self) -> None:
        """Nothing is being waited for until `again`."""
        self._waiting_since = None

    def again(self) -> None:
        """The block that is being waited in begins anew."""
        self._waiting_since = self._loop.time()

    def stop(self) -> None:
        """For good, and it lets go of `on_late`, which mostly belongs to whoever holds the watch."""
        self._on_late = _nothing
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        now = self._loop.time()
        since = now if self._waiting_since is None else self._waiting_since
        if now - since < self._limit_secs:
            self._timer = self._loop.call_at(since + self._limit_secs, self._look)
        elif self._doubted != since:
            self._doubted = since
            self._timer = self._loop.call_later(_GRACE_SECS, self._look)
        else:
            self.late, self._waiting_since = True, now
            self._on_late()
            self._timer = self._loop.call_at(now + self._limit_secs, self._look)


def _nothing() -> None:
    pass
