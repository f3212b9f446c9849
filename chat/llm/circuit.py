"""Keeps a provider that is down from being asked by every turn, several times each."""

import time
from collections.abc import Callable

_FAILURES_TO_OPEN = 5  # in a row
_PROBE_EVERY_SECS = 1.0
_RETRIES_PER_TURN = 0.2  # on average: one turn in five may retry
_MOST_RETRIES_SAVED = 10.0
_RETRIES_AT_START = 3.0


class Circuit:
    """Opens after failures in a row; then one call a second goes through, until one succeeds.

    A call that began before the last success says nothing when it fails: many that were begun in one bad moment would
    time out together, long after it has passed.

    A retry spends from a small budget that every call refills a little, so that retries stay a share of the traffic
    even where calls fail now and then.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures = 0
        self._succeeded_at = self._probe_at = 0.0
        self._retries = _RETRIES_AT_START

    @property
    def is_open(self) -> bool:
        return self._failures >= _FAILURES_TO_OPEN

    def admits(self) -> bool:
        """Whether a call may be made now; while open, yes is said once a second."""
        self._retries = min(_MOST_RETRIES_SAVED, self._retries + _RETRIES_PER_TURN)
        if not self.is_open:
            return True
        now = self._clock()
        if now < self._probe_at:
            return False
        self._probe_at = now + _PROBE_EVERY_SECS
        return True

    def may_retry(self) -> bool:
        if self.is_open or self._retries < 1:
            return False
        self._retries -= 1
        return True

    def succeeded(self) -> None:
        self._failures = 0
        self._succeeded_at = self._clock()

    def failed(self, began: float | None = None) -> None:
        """`began` is when the call did, by the clock; now, if it is not known."""
        if began is not None and began < self._succeeded_at:
            return
        self._failures += 1
        if self._failures == _FAILURES_TO_OPEN:
            self._probe_at = self._clock() + _PROBE_EVERY_SECS
