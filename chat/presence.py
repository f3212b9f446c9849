"""Whether the client that waits for an answer is still there."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from chat.interrupts import Interrupt
from quizagent.middleware import Receive


@contextmanager
def needed(receive: Receive) -> Iterator[Interrupt]:
    """Inside this block the client's leaving raises Interrupted; the Interrupt does the same for other reasons."""
    left = Interrupt()
    watching = asyncio.get_running_loop().create_task(_watch(receive, left))
    try:
        with left:
            yield left
    finally:
        watching.cancel()


async def _watch(receive: Receive, left: Interrupt) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    left.request("left")
