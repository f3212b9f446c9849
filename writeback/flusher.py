"""One step of the flush loop, and the loop.

The life of an operation. A turn queues it: a hash holds its body, the stream its id. A step takes a batch of ids; the
consumer group remembers who has them. The sink gives a verdict on each, alone or by halving a batch it refuses as a
whole, and each verdict is written down at once: delivered leaves a receipt; charged or held waits for its time and
comes back; dead is written into the table first and settled after. A worker that is killed in between leaves its
operations to the group, and another one claims them a minute later. What is sent twice so has one effect, by its id.
"""

import logging
import math
import time
from collections import Counter
from dataclasses import dataclass, field

from django.conf import settings
from django.db import Error as DatabaseError

from writeback import breaker, overflow, retry, sinks, stream
from writeback.delivery import Delivery
from writeback.settling import Settler
from writeback.stream import Settlement

logger = logging.getLogger(__name__)

CLAIM_SECS = 60.0
HIGH_WATER = 100_000  # operations in the streams; beyond it they move to the database
_PROBE_CHOICE = 10  # a probe is the one of so many that waited least
_LOOK_ASIDE_EVERY_SECS = 1.0
_TIDY_EVERY_SECS = 60.0
_FORGET_WORKER_SECS = 3600.0


@dataclass(slots=True)
class Step:
    """What a step did. `more`: another one has work at once. `wait_secs`: the breaker opens the gate then."""

    became: Counter[str] = field(default_factory=Counter)
    taken: int = 0
    more: bool = False
    wait_secs: float | None = None


class Flusher:
    """One worker. `deadline` is a moment of the monotonic clock, which may be set at any time: what is not sent by
    then is put back."""

    def __init__(
        self,
        *,
        sink: sinks.Sink | None = None,
        consumer: str | None = None,
        batch_size: int | None = None,
        claim_secs: float = CLAIM_SECS,
        high_water: int = HIGH_WATER,
    ) -> None:
        self.sink = sink or sinks.configured()
        self.consumer = consumer or stream.consumer()
        self.batch_size = batch_size or settings.WRITEBACK_BATCH_SIZE
        self.claim_secs = claim_secs
        self.high_water = high_water
        self.deadline: float | None = None
        self._settler = Settler()
        self._next_partition = 0
        self._look_aside_at = 0.0
        self._tidy_at = time.monotonic() + _TIDY_EVERY_SECS

    async def step(self) -> Step:
        """Deliver at most one batch. Raises Redis' errors; whatever was sent by then is settled by a later step.

        1. Settle what Redis could not take the last time.
        2. Ask the breaker. While it is open nothing is taken, so waiting costs nobody anything.
        3. Now and then look at the table: bring back what spilled, park what is too much.
        4. Take a batch of the next partition that has one, and deliver it.
        """
        await self._settler.settle_again()
        gate = await breaker.check(self.consumer)
        moved = await self._look_aside(gate)
        step = Step(more=moved, wait_secs=gate.wait_secs if gate.is_open else None)
        if not gate.is_open:
            await self._deliver_next(gate, step)
        step.became, self._settler.became = self._settler.became, Counter()
        return step

    async def _deliver_next(self, gate: breaker.Gate, step: Step) -> None:
        size = min(_PROBE_CHOICE, self.batch_size) if gate.is_probe else self.batch_size
        partitions = await stream.partitions()
        for _ in partitions:
            partition = self._next_partition % len(partitions)
            self._next_partition += 1
            await stream.promote(partition, size)
            taken = await stream.take(partition, self.consumer, size, claim_secs=self.claim_secs)
            if taken:
                step.taken = len(taken)
                step.more = step.more or len(taken) >= size or len(partitions) > 1
                await self._deliver(taken, gate)
                return
        if gate.is_probe:
            await breaker.release(self.consumer)

    async def _deliver(self, taken: list[stream.Taken], gate: breaker.Gate) -> None:
        poison = [t for t in taken if t.owners >= retry.DEAD_AFTER_OWNERS]
        await self._settler.settle(
            [Settlement(t, "dead", 0.0, f"{t.owners} workers died over it", "poison") for t in poison]
        )
        if rest := [t for t in taken if t not in poison]:
            delivery = Delivery(self.sink, self._settler, self.consumer, gate, claim_secs=self.claim_secs)
            await delivery.run(rest, secs_left=self._secs_left)

    def _secs_left(self) -> float:
        return math.inf if self.deadline is None else self.deadline - time.monotonic()

    async def _look_aside(self, gate: breaker.Gate) -> bool:
        """At most once a second unless there is more. True when there is more. The database may be away."""
        now = time.monotonic()
        if now < self._look_aside_at:
            return False
        self._look_aside_at = now + _LOOK_ASIDE_EVERY_SECS
        try:
            more = await self._move(gate)
            if now >= self._tidy_at:
                self._tidy_at = now + _TIDY_EVERY_SECS
                await self._tidy()
        except DatabaseError:
            logger.warning("writeback.database_away")
            return False
        if more:
            self._look_aside_at = 0.0
        return more

    async def _move(self, gate: breaker.Gate) -> bool:
        backlogs = {partition: await stream.backlog(partition) for partition in await stream.partitions()}
        mark = self.high_water / len(backlogs)
        full = [partition for partition, backlog in backlogs.items() if backlog > mark]
        for partition in full:
            await overflow.park(partition, self.consumer)
        if full or gate.is_open or sum(backlogs.values()) > self.high_water / 2:
            return bool(full)
        return await overflow.bring_back()

    async def _tidy(self) -> None:
        await overflow.reconcile()
        for partition in await stream.partitions():
            await stream.sweep(partition, idle_secs=_FORGET_WORKER_SECS)

    async def close(self) -> None:
        """Leave the group, unless something is still in this worker's hands, and close the sink."""
        try:
            for partition in await stream.partitions():
                await stream.sweep(partition, idle_secs=_FORGET_WORKER_SECS, name=self.consumer)
        except stream.REDIS_TROUBLE:
            logger.info("writeback.left_without_goodbye")
        await self.sink.close()
