"""Whether the client that waits for an answer is still there."""

import asyncio
from collections.abc import Callable
from functools import partial
from types import TracebackType

from chat.interrupts import Interrupt
from quizagent.extensions import LEFT
from quizagent.middleware import Receive, Scope


class Needed:
    """Inside this block the client's leaving raises Interrupted; the Interrupt does the same for other reasons."""

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self._scope, self._receive, self._left = scope, receive, Interrupt()

    def __enter__(self) -> Interrupt:
        left, listen = self._left, self._scope.get(LEFT)
        tell = partial(left.request, "left")
        watch = asyncio.get_running_loop().create_task
        self._stop = listen(tell) if listen else watch(_watch(self._receive, tell)).cancel
        try:
            left.__enter__()
        except BaseException:
            self._stop()
            raise
        return left

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()
        self._left.__exit__(kind, exc, trace)


async def _watch(receive: Receive, tell: Callable[[], None]) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
    tell()
