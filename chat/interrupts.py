"""Stopping a turn from outside, at a place where it can be stopped."""

import asyncio
from types import TracebackType


class Interrupted(Exception):
    """`reason` says why: `cancelled`, `output_limit` or `server_shutdown`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Interrupt:
    """A context manager around the part of a task that may be interrupted.

    `request` makes the part raise Interrupted at once, or as soon as it is entered. Once the part has been left, a
    request does nothing: whatever comes after it is finished in peace.
    """

    def __init__(self) -> None:
        self.reason: str | None = None
        self._task: asyncio.Task[object] | None = None
        self._over = False

    def request(self, reason: str) -> bool:
        """False when it comes too late."""
        if self._over:
            return False
        if self.reason is None:
            self.reason = reason
            if self._task:
                self._task.cancel()
        return True

    def __enter__(self) -> None:
        if self.reason:
            self._over = True
            raise Interrupted(self.reason)
        self._task = asyncio.current_task()

    def __exit__(
        self, kind: type[BaseException] | None, exc: BaseException | None, trace: TracebackType | None
    ) -> None:
        task, self._task, self._over = self._task, None, True
        if self.reason and kind is not None and issubclass(kind, asyncio.CancelledError):
            assert task
            task.uncancel()
            raise Interrupted(self.reason) from None
