"""Writing verdicts down, first in the table where one is needed, then in Redis.

When Redis says that a dead verdict came too late, its row follows what is true: delivered, or still on its way.
"""

import logging
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import orjson
from django.db import Error as DatabaseError

from writeback import database, retry, stream, table
from writeback.stream import Settlement

logger = logging.getLogger(__name__)


class Settler:
    """Of one worker. `became` counts what operations have become since it was last emptied.

    Verdicts that Redis could not take are kept and tried again: the sink's word is not asked for twice.
    """

    def __init__(self) -> None:
        self.became: Counter[str] = Counter()
        self._unsettled: list[Settlement] = []

    async def settle(self, settlements: Sequence[Settlement]) -> None:
        """Raises Redis' errors; the verdicts are then kept for `settle_again`."""
        if not settlements:
            return
        settlements = await self._bury(settlements)
        self._unsettled.extend(settlements)
        await self.settle_again()

    async def settle_again(self) -> None:
        while self._unsettled:
            partition = self._unsettled[0].taken.partition
            part = [s for s in self._unsettled if s.taken.partition == partition]
            words = await stream.settle(partition, part)
            self._unsettled = [s for s in self._unsettled if s.taken.partition != partition]
            for settlement, word in zip(part, words, strict=True):
                await self._follow_up(settlement, word)

    async def _bury(self, settlements: Sequence[Settlement]) -> Sequence[Settlement]:
        """Write the rows of the dead. With the database away they are held instead: nothing dies unseen."""
        dead = [s for s in settlements if s.outcome == "dead"]
        if not dead:
            return settlements
        try:
            await database.call(table.bury, [(s.taken, s.cause, s.error, _errors(s)) for s in dead])
        except DatabaseError:
            logger.error("writeback.database_away", extra={"dead": len(dead)})
            return [_held_for_database(s) if s.outcome == "dead" else s for s in settlements]
        return settlements

    async def _follow_up(self, settlement: Settlement, word: str) -> None:
        self.became[word] += 1
        _log(settlement, word)
        try:
            await _correct_row(settlement, word)
        except DatabaseError:
            logger.warning("writeback.database_away")  # `overflow.reconcile` closes the row of what is delivered


async def _correct_row(settlement: Settlement, word: str) -> None:
    taken, dead = settlement.taken, settlement.outcome == "dead"
    if dead and word in ("late:alive", "late:gone"):
        await database.call(table.withdraw, taken, gone=word == "late:gone")
    elif word == "revived" or (dead and word == "late:delivered") or (word == "delivered" and taken.owners):
        await database.call(table.resolve_delivered, [taken.id])


def _errors(settlement: Settlement) -> str:
    """Every attempt's error, one JSON object a line; the last one is this verdict's."""
    now_ms = round(datetime.now(UTC).timestamp() * 1000)
    return settlement.taken.errors + orjson.dumps({"at": now_ms, "error": settlement.error}).decode() + "\n"


def _held_for_database(settlement: Settlement) -> Settlement:
    delay_secs = retry.delay_secs(settlement.taken.holds, 0.0, random.uniform)
    return replace(settlement, outcome="hold", cause="database", delay_secs=delay_secs)


def _log(settlement: Settlement, word: str) -> None:
    extra = {"operation": settlement.taken.id, "attempts": settlement.taken.attempts, "error": settlement.error}
    if word == "retrying":
        logger.warning("writeback.retry_scheduled", extra={**extra, "delay_secs": round(settlement.delay_secs, 2)})
    elif word == "dead":
        logger.error("writeback.dead", extra={**extra, "reason": settlement.cause})
    elif word.startswith("late:"):
        logger.info("writeback.late_verdict", extra={**extra, "is": word.removeprefix("late:")})
