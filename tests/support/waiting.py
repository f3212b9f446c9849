"""Waiting for a state, with a bound: no test sleeps and hopes.

The bounds are for tests that fail: how long a state takes to come is the machine's business.
"""

import asyncio
import inspect
import time
from collections.abc import Callable


def until(reached: Callable[[], object], *, timeout_secs: float = 30) -> None:
    """Returns as soon as `reached` does something truthy; fails the test when that takes too long."""
    deadline = time.monotonic() + timeout_secs
    while not reached():
        assert time.monotonic() < deadline, f"not reached within {timeout_secs:g} s"
        time.sleep(0.01)


async def until_async(reached: Callable[[], object], *, timeout_secs: float = 10) -> None:
    """The same for a test that lives in the loop it waits for; `reached` may be a coroutine function.

    The usual bound is below the service's own timeouts: what they would bring about in the end does not count.
    """
    async with asyncio.timeout(timeout_secs):
        while not (await found if inspect.isawaitable(found := reached()) else found):
            await asyncio.sleep(0.002)
