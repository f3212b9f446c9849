"""One batch to the sink: send, judge, halve what is refused as a whole, settle each verdict once it is known."""

import logging
import random
import time
from collections.abc import Callable, Sequence

from django.conf import settings

from writeback import breaker, retry, sinks, stream
from writeback.retry import Ruling
from writeback.settling import Settler
from writeback.stream import Settlement, Taken

logger = logging.getLogger(__name__)


class Delivery:
    """What one worker does with one take."""

    def __init__(
        self, sink: sinks.Sink, settler: Settler, consumer: str, gate: breaker.Gate, *, claim_secs: float
    ) -> None:
        self._sink = sink
        self._settler = settler
        self._consumer = consumer
        self._failures = gate.failures
        self._probing = gate.is_probe
        self._claim_secs = claim_secs
        self._renewed_at = time.monotonic()

    async def run(self, taken: Sequence[Taken], *, secs_left: Callable[[], float]) -> None:
        """Send everything once, in as few calls as the sink lets it. What there is no time for goes back."""
        todo = self._calls(taken)
        while todo:
            timeout_secs = min(sinks.CALL_TIMEOUT_SECS, secs_left())
            if timeout_secs <= 0:
                break
            await self._renew(todo)
            batch = todo.pop() if todo else []
            if batch and not await self._send(batch, todo, timeout_secs):
                break
        await self._settler.settle([Settlement(taken, "back") for call in todo for taken in call])

    def _calls(self, taken: Sequence[Taken]) -> list[list[Taken]]:
        """The calls to make, the last one first. A probe is one operation, the one that waited least; an operation
        that the sink hung on goes alone."""
        calls = [[t] for t in reversed(taken) if t.hangs >= retry.HANGS_BEFORE_ALONE]
        if together := [t for t in taken if t.hangs < retry.HANGS_BEFORE_ALONE]:
            calls.append(together)
        if self._probing:
            probe = min(taken, key=lambda t: t.holds + t.attempts)
            calls = [rest for call in calls if (rest := [t for t in call if t is not probe])]
            calls.append([probe])
        return calls

    async def _renew(self, todo: list[list[Taken]]) -> None:
        """Keep what is still to be sent from being claimed as a dead worker's; drop what was claimed already."""
        if time.monotonic() - self._renewed_at < self._claim_secs / 4:
            return
        mine = {t.entry for t in await stream.renew([t for call in todo for t in call], self._consumer)}
        todo[:] = [kept for call in todo if (kept := [t for t in call if t.entry in mine])]
        self._renewed_at = time.monotonic()

    async def _send(self, batch: list[Taken], todo: list[list[Taken]], timeout_secs: float) -> bool:
        """One call. False when the sink is away: nothing more should be sent now."""
        began = time.monotonic()
        answer = await self._sink.deliver(batch, timeout_secs=timeout_secs)
        sink_ms = round((time.monotonic() - began) * 1000)
        if answer.cause == "timeout" and timeout_secs < sinks.CALL_TIMEOUT_SECS:
            todo.append(batch)  # our own hurry, not the sink's fault
            return False
        ruling = retry.judge(answer, batch, max_attempts=settings.WRITEBACK_MAX_ATTEMPTS, draw=random.uniform)
        if ruling.halve:
            middle = len(batch) // 2
            todo += [batch[middle:], batch[:middle]]
        else:
            pairs = zip(batch, ruling.verdicts, strict=True)
            await self._settler.settle(
                [Settlement(taken, v.outcome, v.delay_secs, v.error, v.cause) for taken, v in pairs]
            )
        await stream.observe(batch[0].partition, batch=len(batch), sink_ms=sink_ms)
        return not await self._tell_breaker(ruling)

    async def _tell_breaker(self, ruling: Ruling) -> bool:
        """True when the breaker is open now."""
        if ruling.sink == "down":
            self._failures += 1
            logger.warning("writeback.sink_away", extra={"sink": self._sink.name, "error": ruling.error})
            return await breaker.fail(ruling.error, pause_secs=ruling.pause_secs)
        if ruling.sink == "up" and (self._failures or self._probing):
            await breaker.succeed()
            self._failures, self._probing = 0, False
        return False
