"""From what the sink said to what becomes of each operation. Pure: no I/O, no clock, the dice are an argument.

An operation is charged an attempt only for what is its own fault. When the sink is away, everything is held at no
charge, for as long as that takes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

LONGEST_DELAY_SECS = 60.0
LONGEST_RETRY_AFTER_SECS = 3600.0
LONGEST_WAIT_SECS = LONGEST_RETRY_AFTER_SECS + LONGEST_DELAY_SECS
HANGS_BEFORE_ALONE = 3
ALONE_AFTER_OWNERS = 3
DEAD_AFTER_OWNERS = ALONE_AFTER_OWNERS + 5

_AWAY = frozenset({401, 403, 404, 425, 429, 502, 503, 504})
_REFUSED = frozenset({400, 413, 422})
_LATER = frozenset({425, 429})


@dataclass(frozen=True, slots=True)
class Own:
    """The sink's word on one operation."""

    status: int
    code: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The sink's word on a batch. `status` is None when there was no answer, and `cause` says why.

    `results` is None when the sink spoke of the batch as a whole.
    """

    status: int | None
    results: Mapping[str, Own] | None = None
    cause: str = ""
    retry_after_secs: float = 0.0


class Tried(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def attempts(self) -> int: ...
    @property
    def holds(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """`outcome` is ok, retry, hold or dead; `cause` groups it for the metrics and names a dead letter's reason."""

    outcome: str
    error: str = ""
    cause: str = ""
    delay_secs: float = 0.0


@dataclass(frozen=True, slots=True)
class Ruling:
    """`verdicts` is empty when the batch must be halved. `sink` is up, down or unclear, for the breaker."""

    sink: str
    verdicts: Sequence[Verdict] = ()
    error: str = ""
    pause_secs: float = field(default=0.0)

    @property
    def halve(self) -> bool:
        return not self.verdicts


Draw = Callable[[float, float], float]


def judge(answer: Answer, batch: Sequence[Tried], *, max_attempts: int, draw: Draw) -> Ruling:
    status = answer.status
    if status is not None and 200 <= status < 300 and not answer.cause:
        return Ruling("up", [_own(answer, tried, max_attempts, draw) for tried in batch])
    if status == 500:
        if len(batch) > 1:
            return Ruling("unclear")
        return Ruling("down", [_charge(batch[0], "answered 500", answer, max_attempts, draw)], "it answers 500")
    if status in _REFUSED:
        verdict = Verdict("dead", f"answered {status}", "rejected")
        return Ruling("up", [verdict] if len(batch) == 1 else [])
    return _hold_all(answer, batch, draw)


def _hold_all(answer: Answer, batch: Sequence[Tried], draw: Draw) -> Ruling:
    if answer.cause:
        error, cause = answer.cause.replace("_", " "), answer.cause
    else:
        error = f"answered {answer.status}"
        cause = "away" if answer.status in _AWAY else "unexpected"
    pause_secs = min(answer.retry_after_secs, LONGEST_RETRY_AFTER_SECS)
    return Ruling("down", [_hold(tried, error, cause, answer, draw) for tried in batch], error, pause_secs)


def _own(answer: Answer, tried: Tried, max_attempts: int, draw: Draw) -> Verdict:
    if answer.results is None:
        return Verdict("ok")
    own = answer.results.get(tried.id)
    if own is None or not 200 <= own.status <= 599 or 300 <= own.status < 400:
        return _charge(tried, "no result for it", answer, max_attempts, draw)
    error = f"own status {own.status} {own.code}".strip()
    if own.status < 300 or own.status == 409:
        return Verdict("ok")
    if own.status in _LATER:
        return _hold(tried, error, "later", answer, draw)
    if own.status == 408 or own.status >= 500:
        return _charge(tried, error, answer, max_attempts, draw)
    return Verdict("dead", error, "rejected")


def _charge(tried: Tried, error: str, answer: Answer, max_attempts: int, draw: Draw) -> Verdict:
    if tried.attempts + 1 >= max_attempts:
        return Verdict("dead", error, "exhausted")
    return Verdict("retry", error, "", delay_secs(tried.attempts, answer.retry_after_secs, draw))


def _hold(tried: Tried, error: str, cause: str, answer: Answer, draw: Draw) -> Verdict:
    return Verdict("hold", error, cause, delay_secs(tried.holds, answer.retry_after_secs, draw))


def delay_secs(earlier: int, retry_after_secs: float, draw: Draw) -> float:
    """Full jitter over 1 s, 2 s, 4 s … after 0, 1, 2 … earlier ones, at most a minute, at least `Retry-After`."""
    window_secs = min(LONGEST_DELAY_SECS, 2.0 ** min(earlier, 10))
    return max(draw(0.0, window_secs), min(retry_after_secs, LONGEST_RETRY_AFTER_SECS))
