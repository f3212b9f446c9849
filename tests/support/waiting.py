"""Waiting for a state, with a bound: no test sleeps and hopes."""

import time
from collections.abc import Callable


def until(reached: Callable[[], object], *, timeout_secs: float = 30) -> None:
    """Returns as soon as `reached` does something truthy; fails the test when that takes too long."""
    deadline = time.monotonic() + timeout_secs
    while not reached():
        assert time.monotonic() < deadline, f"not reached within {timeout_secs:g} s"
        time.sleep(0.01)
