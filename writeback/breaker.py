"""The circuit breaker in front of the sink, shared by all workers through Redis.

Five failures in a row open it for half a second, then twice as long each time up to half a minute, with jitter; a
`Retry-After` for a whole batch opens it at once. Afterwards one worker at a time may probe with one operation.
"""

import random
from dataclasses import dataclass
from typing import Any

from writeback import retry, scripts, stream

_THRESHOLD = 5
_FIRST_PAUSE_SECS = 0.5
_LONGEST_PAUSE_SECS = 30.0
_LEAST_SHARE = 0.5  # of a pause, so that workers and instances spread out
_PROBE_LEASE_SECS = 15.0  # longer than one call to the sink may take


@dataclass(frozen=True, slots=True)
class Gate:
    """`state` is closed, probe (half open, and the probe is ours) or open."""

    state: str
    wait_secs: float = 0.0
    failures: int = 0
    cause: str = ""

    @property
    def is_open(self) -> bool:
        return self.state == "open"

    @property
    def is_probe(self) -> bool:
        return self.state == "probe"


async def check(consumer: str) -> Gate:
    """What this worker may do now. A half-open breaker gives the probe to whoever asks first."""
    reply = await _run("check", consumer, _ms(_PROBE_LEASE_SECS), _ms(retry.LONGEST_WAIT_SECS))
    return Gate(reply[0].decode(), reply[1] / 1000, reply[2], reply[3].decode(errors="replace"))


async def fail(cause: str, *, pause_secs: float = 0.0) -> bool:
    """Count a failure of the sink. True when the breaker is open now."""
    share = random.uniform(_LEAST_SHARE, 1.0)
    limits = (_THRESHOLD, _ms(_FIRST_PAUSE_SECS), _ms(_LONGEST_PAUSE_SECS))
    return bool(await _run("failure", *limits, share, _ms(pause_secs), cause))


async def succeed() -> None:
    await _run("success")


async def release(consumer: str) -> None:
    """Give the probe back: there was nothing to send."""
    await _run("release", consumer)


async def state() -> Gate:
    """As `check`, but only to look."""
    reply = await _run("look", "", _ms(_PROBE_LEASE_SECS), _ms(retry.LONGEST_WAIT_SECS))
    return Gate(reply[0].decode(), reply[1] / 1000, reply[2], reply[3].decode(errors="replace"))


async def _run(what: str, *args: str | float) -> Any:
    return await stream.run(scripts.breaker, [stream.shared_key("breaker")], [what, *args])


def _ms(secs: float) -> int:
    return round(secs * 1000)
