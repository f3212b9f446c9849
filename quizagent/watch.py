"""A bound on many short waits with one timer for all of them.

`asyncio.timeout` makes and cancels a timer for every wait; on a path that waits once a token that is a tenth of all
the work.
"""

import asyncio
from collections.abc import Callable

# In the scope, where the server offers it: ends the connection at once. To close it in order would be to wait until
# the client has read what is on its way.
ABORT = "quizagent.abort"


class Watch:
    """`with watch: await …` calls `on_late` when the block takes `limit_secs` or more; again after as long again.

    Not reentrant. Starts with the first block, ends with `stop`.
    """

    __slots__ = ("_limit_secs", "_loop", "_on_late", "_timer", "_waiting_since", "late")

    def __init__(self, limit_secs: float, on_late: Callable[[], object]) -> None:
        self.late = False
        self._limit_secs = limit_secs
        self._on_late = on_late
        self._loop = asyncio.get_running_loop()
        self._waiting_since: float | None = None
        self._timer: asyncio.TimerHandle | None = None

    def __enter__(self) -> None:
        self._waiting_since = self._loop.time()
        if self._timer is None:
            self._timer = self._loop.call_later(self._limit_secs, self._look)

    def __exit__(self, *_: object) -> None:
        self._waiting_since = None

    def stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()

    def _look(self) -> None:
        now = self._loop.time()
        since = now if self._waiting_since is None else self._waiting_since
        if now - since >= self._limit_secs:
            self.late, self._waiting_since = True, now
            self._on_late()
            since = now
        self._timer = self._loop.call_at(since + self._limit_secs, self._look)
