"""Where this process is in its life. `serve` moves it on, the doors and the readiness probe look at it."""

import time

_started = time.monotonic()
_draining = False


def uptime_secs() -> float:
    return time.monotonic() - _started


def begin_drain() -> None:
    """From now on no new work is accepted; what runs may finish."""
    global _draining
    _draining = True


def is_draining() -> bool:
    return _draining
