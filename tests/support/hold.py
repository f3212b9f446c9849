"""A place where something stops until the test has looked: a state in mid-course that does not pass by itself."""

import asyncio
import threading
from collections import deque

_LONGEST_SECS = 60
_LOOK_SECS = 0.005


class Hold:
    """Stops one answer behind so many tokens, or behind a text; at each place in turn.

    Nobody is held for more than a minute: the answer is lost then.
    """

    def __init__(self, *places: int | str) -> None:
        self._places = deque(places)
        self._tokens = 0
        self._text = ""
        self._permits = threading.Semaphore(0)

    def release(self) -> None:
        """Lets the answer go on to its next place or to its end, whether it has come to this one yet or not."""
        self._permits.release()

    def note(self, token: str) -> None:
        """What has been written."""
        if self._places:
            self._tokens += 1
            self._text += token

    def is_reached(self) -> bool:
        if not self._places:
            return False
        place = self._places[0]
        return self._tokens >= place if isinstance(place, int) else place in self._text

    async def wait(self) -> None:
        """Returns at once where there is nothing to wait for.

        It looks instead of being woken: the test may be in another thread than this loop, or in the same.
        """
        while self.is_reached():
            async with asyncio.timeout(_LONGEST_SECS):
                while not self._permits.acquire(blocking=False):
                    await asyncio.sleep(_LOOK_SECS)
            self._places.popleft()
