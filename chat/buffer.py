"""The payloads of one run in memory, which any number of readers follow, each at its own pace."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import NamedTuple

from quizagent.watch import Watch


class Batch(NamedTuple):
    """Consecutive payloads; `number` is the first one's."""

    number: int
    payloads: list[bytes]


Push = Callable[[int, bytes], bool]  # a payload and its number; False when it cannot be taken now
_SILENCE_SECS = 15


class Buffer:
    """Append only. Payloads are numbered from `first`, which is over 1 when the earlier ones are gone."""

    def __init__(self, first: int = 1) -> None:
        self.first = first
        self.payloads: list[bytes] = []
        self.ended = False
        self._waiting: list[asyncio.Future[None]] = []
        self._abreast: dict[asyncio.Future[None], Callable[[bytes], bool]] = {}

    @property
    def last(self) -> int:
        """The number of the newest payload; first - 1 when there is none."""
        return self.first + len(self.payloads) - 1

    def add(self, payload: bytes) -> None:
        self.payloads.append(payload)
        for waiter, take in tuple(self._abreast.items()):
            if waiter.done() or not take(payload):
                _release(waiter)
        self._wake()

    def end(self) -> None:
        self.ended = True
        for waiter in self._abreast:
            _release(waiter)
        self._wake()

    def wait(self) -> asyncio.Future[None]:
        """Done when something was added or the run ended."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(waiter)
        return waiter

    async def ends_within(self, secs: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(secs):
                while not self.ended:
                    await self.wait()
        return self.ended

    async def follow(
        self, after: int = 0, *, silence_secs: float = _SILENCE_SECS, push: Push | None = None
    ) -> AsyncIterator[Batch]:
        """Everything after payload number `after` in batches, then live, until the run ends.

        Yields an empty batch after every `silence_secs` without a payload. A reader that waits for the next payload
        is offered it by `push`, in the call that adds it; what that takes is in no batch.
        """
        at = max(0, after - self.first + 1)
        waiter = asyncio.get_running_loop().create_future()
        watch = Watch(silence_secs, lambda: _release(waiter))

        def take(payload: bytes) -> bool:
            nonlocal at
            is_next = at == len(self.payloads) - 1  # an earlier one is nothing to a reader who asked for later ones
            if not push or not is_next or not push(self.first + at, payload):
                return False
            at += 1
            watch.again()
            return True

        try:
            while True:
                if at < len(self.payloads):
                    batch = Batch(self.first + at, self.payloads[at:])
                    at += len(batch.payloads)
                    yield batch
                elif self.ended:
                    if at > len(self.payloads):  # an id from the future: the end is told all the same
                        yield Batch(self.last, self.payloads[-1:])
                    return
                else:
                    waiter = asyncio.get_running_loop().create_future()
                    self._abreast[waiter] = take
                    with watch:
                        await waiter
                    del self._abreast[waiter]
                    if watch.late and at >= len(self.payloads) and not self.ended:
                        yield Batch(self.first + at, [])
                    watch.late = False
        finally:
            watch.stop()
            self._abreast.pop(waiter, None)

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for waiter in waiting:
            _release(waiter)


def _release(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
