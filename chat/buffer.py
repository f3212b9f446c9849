"""The payloads of one run in memory, which any number of readers follow, each at its own pace."""

import asyncio
import contextlib
from collections.abc import Callable
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
        if self._waiting:
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

    def follow(self, after: int = 0, *, silence_secs: float = _SILENCE_SECS, push: Push | None = None) -> "_Follower":
        """`with … as batches`: everything after payload number `after` in batches, then live, until the run ends.

        Yields an empty batch after every `silence_secs` without a payload. A reader that waits for the next payload
        is offered it by `push`, in the call that adds it; what that takes is in no batch.
        """
        return _Follower(self, max(0, after - self.first + 1), silence_secs, push)

    def offer_next(self, waiter: asyncio.Future[None], take: Callable[[bytes], bool]) -> None:
        """`take` is called with what is added, until it returns False: then, and at the end, `waiter` is done."""
        self._abreast[waiter] = take

    def offer_no_more(self, waiter: asyncio.Future[None]) -> None:
        self._abreast.pop(waiter, None)

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for waiter in waiting:
            _release(waiter)


class _Follower:
    """A reader's place in a buffer. No generator: the event loop keeps a book of those."""

    __slots__ = ("_at", "_buffer", "_push", "_waiter", "_watch")

    def __init__(self, buffer: Buffer, at: int, silence_secs: float, push: Push | None) -> None:
        self._buffer, self._at, self._push = buffer, at, push
        self._waiter: asyncio.Future[None] | None = None
        self._watch = Watch(silence_secs, self._wake)

    def __enter__(self) -> "_Follower":
        return self

    def __exit__(self, *_: object) -> None:
        self._watch.stop()

    def __aiter__(self) -> "_Follower":
        return self

    async def __anext__(self) -> Batch:
        buffer = self._buffer
        while True:
            held = len(buffer.payloads)
            if self._at < held:
                return self._batch()
            if buffer.ended:
                if self._at > held:  # an id from the future: the end is told all the same
                    self._at = held - 1
                    return self._batch()
                raise StopAsyncIteration
            if await self._silence():
                return Batch(buffer.first + self._at, [])

    def _batch(self) -> Batch:
        batch = Batch(self._buffer.first + self._at, self._buffer.payloads[self._at :])
        self._at += len(batch.payloads)
        return batch

    async def _silence(self) -> bool:
        """Wait for what cannot be pushed. True when there was nothing at all for too long."""
        waiter = self._waiter = asyncio.get_running_loop().create_future()
        self._watch.late = False
        self._buffer.offer_next(waiter, self._take)
        try:
            with self._watch:
                await waiter
        finally:
            self._buffer.offer_no_more(waiter)
        return self._watch.late and not self._buffer.ended and self._at >= len(self._buffer.payloads)

    def _take(self, payload: bytes) -> bool:
        is_next = self._at == len(self._buffer.payloads) - 1  # an earlier one is nothing to who asked for later ones
        if self._push is None or not is_next or not self._push(self._buffer.first + self._at, payload):
            return False
        self._at += 1
        self._watch.again()
        return True

    def _wake(self) -> None:
        if self._waiter:
            _release(self._waiter)


def _release(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
