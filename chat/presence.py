"""Whether the client that waits for an answer is still there."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

from chat.interrupts import Interrupt
from quizagent.extensions import LEFT
from quizagent.middleware import Receive, Scope


@contextmanager
def needed(scope: Scope, receive: Receive) -> Iterator[Interrupt]:
    """Inside this block the client's leaving raises Interrupted; the Interrupt does the same for other reasons."""
    left = Interrupt()
    tell = partial(left.request, "left")
    listen = scope.get(LEFT)
    stop = listen(tell) if listen else asyncio.get_running_loop().create_task(_watch(receive, tell)).cancel
    try:
        with left:
            yield left
    finally:
        stop()


async def _watch(receive: Receive, tell: Callable[[], None]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    tell()
