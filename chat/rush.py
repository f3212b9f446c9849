"""A rush: the process has more to do than it can, and there are turns whose model it has not asked yet.

Those whose text has begun wait a moment then, with reading more of it and with their end. A first word that comes
late is what people feel; and what is read later in one piece costs less than what is read token by token.
"""

import asyncio
import contextlib
import socket
import struct
import time
from collections.abc import Callable
from pathlib import Path

_SAMPLE_SECS = 0.05
_BUSY_SHARE = 0.85  # of the last moment's time, in which the thread of the event loop had something to do
_LOOK_INTERVAL_SECS = 0.02
# Where `struct tcp_info` of a listening socket has how many connections nobody has accepted yet (tcpi_unacked).
_QUEUE_FIELD = struct.Struct("24xI")

_SCHEDULE = Path("/proc/thread-self/schedstat")  # Documentation/scheduler/sched-stats.rst of Linux

_door: socket.socket | None = None
_newcomers: set[str] = set()  # runs that have begun, and whose model is not asked yet


class _Queue:
    """What waits for a rush to be over, in order, and never longer than `most_secs`."""

    def __init__(self, most_secs: float, most_at_once: int) -> None:
        self._most_secs, self._most_at_once = most_secs, most_at_once
        self._waiting: dict[Callable[[], None], float] = {}  # until when, at most
        self._timer: asyncio.TimerHandle | None = None

    def __len__(self) -> int:
        return len(self._waiting)

    def join(self, go_on: Callable[[], None]) -> None:
        self._waiting[go_on] = time.monotonic() + self._most_secs
        if len(self._waiting) == 1:
            self._look_in(_LOOK_INTERVAL_SECS)

    def leave(self, go_on: Callable[[], None]) -> None:
        self._waiting.pop(go_on, None)

    def _look_in(self, secs: float) -> None:
        if self._timer:
            self._timer.cancel()
        self._timer = asyncio.get_running_loop().call_later(secs, self._look)

    def _look(self) -> None:
        """Let those go that have waited long enough, and when it is over the first few: the next may come soon."""
        now = time.monotonic()
        still = is_on(now)
        for place, (go_on, until) in enumerate(list(self._waiting.items())):
            if now < until and (still or place >= self._most_at_once):
                break
            self.leave(go_on)
            go_on()
        if self._waiting:
            self._look_in(_LOOK_INTERVAL_SECS if still else 0)


def _used_secs() -> float:
    """How long this thread has run or waited for its turn on a processor. Where nobody tells, how long it has run."""
    try:
        ran_ns, waited_ns, _ = _SCHEDULE.read_bytes().split()
    except (OSError, ValueError):
        return time.thread_time()
    return (int(ran_ns) + int(waited_ns)) / 1e9


class _Load:
    """How busy the thread of the event loop is."""

    def __init__(self) -> None:
        self._since = self._used = 0.0
        self._is_high = False

    def is_high(self, now: float) -> bool:
        if now - self._since >= _SAMPLE_SECS:
            used = _used_secs()
            self._is_high = used - self._used > _BUSY_SHARE * (now - self._since)
            self._since, self._used = now, used
        return self._is_high


_load = _Load()
_texts = _Queue(most_secs=0.5, most_at_once=50)
_ends = _Queue(most_secs=1.0, most_at_once=5)


def watch(door: socket.socket) -> None:
    """Count those who wait at this listening socket too. The event loop takes in one a round."""
    global _door
    _door = door


def enters(run_id: str) -> None:
    """A turn has begun. Its model is not asked yet."""
    _newcomers.add(run_id)
    _load.is_high(time.monotonic())


def is_served(run_id: str) -> None:
    """The model is asked, or need not be, or the turn has failed. It may be told more than once."""
    _newcomers.discard(run_id)


def is_on(now: float) -> bool:
    """`now` is `time.monotonic()`."""
    return _load.is_high(now) and (bool(_newcomers) or _is_queue_at_door())


def holds(go_on: Callable[[], None]) -> bool:
    """Whether more of a text should wait. `go_on` is called then, half a second later at the latest."""
    if not is_on(time.monotonic()):
        return False
    _texts.join(go_on)
    return True


async def passes() -> None:
    """For the end of a turn. Returns at once when there is no rush, and after a second in any case."""
    if not _ends and not is_on(time.monotonic()):
        return
    passed = asyncio.Event()
    _ends.join(passed.set)
    try:
        await passed.wait()
    finally:
        _ends.leave(passed.set)


def _is_queue_at_door() -> bool:
    if not _door or not hasattr(socket, "TCP_INFO"):
        return False
    with contextlib.suppress(OSError):  # it may be closed by now
        info = _door.getsockopt(socket.IPPROTO_TCP, socket.TCP_INFO, _QUEUE_FIELD.size)
        return bool(_QUEUE_FIELD.unpack(info)[0])
    return False
