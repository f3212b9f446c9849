"""Stopping a turn from outside, at a place where it can be stopped."""

import asyncio
from types import TracebackType


class Interrupted(Exception):
    """`reason` says why: `cancelled`, `output_limit` or `server_shutdown`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Interrupt:
    """A context manager around each part of a task that may be interrupted.

    `request` makes the part at hand raise Interrupted at once, or the next one as soon as it is entered. Between
    parts and after the last one it disturbs nothing: what is done there is finished in peace.
    """

    def __init__(self) -> None:
        self.reason: str | None = None
        self._task: asyncio.Task[object] | None = None

    def request(self, reason: str) -> None:
        """The first one counts."""
        if self.reason is None:
            self.reason = reason
            if self._task:
                self._task.cancel()

    def __enter__(self) -> None:
        if self.reason:
            raise Interrupted(self.reason)
        self._task = asyncio.current_task()

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        task, self._task = self._task, None
        if self.reason and kind is not None and issubclass(kind, asyncio.CancelledError):
            assert task
            task.uncancel()
            raise Interrupted(self.reason) from None
