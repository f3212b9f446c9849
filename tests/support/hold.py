"""Places where an answer stops until the test has looked: a state in mid-course that does not pass by itself."""

import asyncio

_LONGEST_SECS = 60
_LOOK_SECS = 0.005


class Hold:
    """Stops each answer of a script behind so many tokens, or behind a text; at each of its places in turn.

    Nobody is held for more than a minute: the answer is lost then.
    """

    def __init__(self, *places: int | str) -> None:
        self.places = places
        self.released = 0

    def release(self) -> None:
        """Opens the first place that is still closed, for those who have come to it and those who will.

        From any thread: answers look whether they may go on.
        """
        self.released += 1


class Course:
    """How far one answer has come."""

    def __init__(self, hold: Hold) -> None:
        self._hold = hold
        self._tokens = self._passed = 0
        self._text = ""

    def note(self, token: str) -> None:
        """What has been written."""
        if self._hold.places:
            self._tokens += 1
            self._text += token

    def is_at_a_place(self) -> bool:
        if self._passed == len(self._hold.places):
            return False
        place = self._hold.places[self._passed]
        return self._tokens >= place if isinstance(place, int) else place in self._text

    async def wait(self) -> None:
        """Returns at once where there is nothing to wait for."""
        while self.is_at_a_place():
            async with asyncio.timeout(_LONGEST_SECS):
                while self._hold.released <= self._passed:
                    await asyncio.sleep(_LOOK_SECS)
            self._passed += 1
