"""What a person sees of the loop: one live line on a terminal, an event in the log when it runs as a service."""

import logging
import time
from collections import Counter
from typing import Protocol, TextIO

from writeback import queue
from writeback.flusher import Step
from writeback.queue import Counts

logger = logging.getLogger(__name__)

_DRAW_EVERY_SECS = 0.5
_LOG_EVERY_SECS = 10.0


class Watcher(Protocol):
    async def saw(self, step: Step) -> None: ...

    def end(self) -> None: ...


class Log:
    """One event when a run of full batches is over, or every ten seconds of it."""

    def __init__(self) -> None:
        self._became: Counter[str] = Counter()
        self._due_at = time.monotonic() + _LOG_EVERY_SECS

    async def saw(self, step: Step) -> None:
        self._became += step.became
        now = time.monotonic()
        if not step.more or now >= self._due_at:
            self.end()
            self._due_at = now + _LOG_EVERY_SECS

    def end(self) -> None:
        if self._became:
            logger.info("writeback.flushed", extra=dict(self._became))
            self._became.clear()


class Line:
    """`delivered 1,204 (612/s) · waiting 88 · retrying 2 · dead 0 · main-api`, drawn over itself."""

    def __init__(self, out: TextIO, sink: str) -> None:
        self._out, self._sink = out, sink
        self._became: Counter[str] = Counter()
        self._drawn_at, self._drawn_delivered = time.monotonic(), 0

    async def saw(self, step: Step) -> None:
        self._became += step.became
        now = time.monotonic()
        if now - self._drawn_at < _DRAW_EVERY_SECS and step.more:
            return
        delivered = self._became["delivered"] + self._became["revived"]
        rate = (delivered - self._drawn_delivered) / max(now - self._drawn_at, 0.001)
        self._drawn_at, self._drawn_delivered = now, delivered
        state = f"away, next try in {step.wait_secs:.0f} s" if step.wait_secs is not None else "up"
        self._out.write(f"\r\x1b[K{self._words(await queue.counts(), delivered, rate)} · {self._sink} {state}")
        self._out.flush()

    def end(self) -> None:
        self._out.write("\n")

    def _words(self, counts: Counts, delivered: int, rate: float) -> str:
        parts = (
            f"delivered {delivered:,} ({rate:,.0f}/s)",
            f"waiting {counts.pending:,}",
            f"retrying {counts.retrying:,}",
            f"dead {counts.failed:,}",
        )
        return " · ".join(parts)
