"""The state machine of `machine.py` with the table beside the queue.

A dead verdict, a parking and a move back from the table can stop between any two of their steps, and go on later or
never.
"""

from dataclasses import dataclass

from hypothesis.stateful import precondition, rule

from tests.writeback.machine import PICK, WORKERS, QueueMachine, Truth
from tests.writeback.support import some
from writeback import database, overflow, settling, stream, table
from writeback.models import WriteOperation
from writeback.stream import Settlement


@dataclass
class Move:
    """Rows on their way from the table: read, then put, then dropped."""

    rows: list[WriteOperation]
    codes: dict[str, int] | None = None


class TableMachine(QueueMachine):
    """With the table beside the queue: what spills, dies, is parked, comes back and is requeued by hand."""

    def __init__(self) -> None:
        super().__init__()
        self.moves: list[Move] = []
        self.requests: set[str] = set()

    @precondition(lambda self: len(self.truths) < 6)
    @rule()
    def spill(self) -> None:
        (operation,) = some(1)
        self.run(database.call(table.spill, [operation]))
        self.truths[operation.id] = Truth(operation)

    @precondition(lambda self: self.truths)
    @rule(pick=PICK)
    def spill_what_redis_has_too(self, pick: int) -> None:
        """The transaction was committed, its reply was lost."""
        self.run(database.call(table.spill, [self._any(pick).operation]))

    # --- verdicts and moves that stop halfway

    @precondition(lambda self: any(h.taken for h in self.hands.values()))
    @rule(who=WORKERS, pick=PICK)
    def bury(self, who: str, pick: int) -> None:
        taken = self._from_hand(self.hands[who].taken, pick, keep=False)
        if taken:
            self.run(database.call(table.bury, [(taken, "rejected", "an error", "")]))
            self.hands[who].buried.append(Settlement(taken, "dead", 0.0, "an error", "rejected"))
            self.truths[taken.id].maybe_dead = True

    @precondition(lambda self: any(h.buried for h in self.hands.values()))
    @rule(who=WORKERS)
    def settle_buried(self, who: str) -> None:
        buried, self.hands[who].buried = self.hands[who].buried, []
        for settlement in buried:
            (word,) = self.run(stream.settle(0, [settlement]))
            self._learn(settlement, word)
            self.hands[who].late.append((settlement, word))

    @precondition(lambda self: any(h.late for h in self.hands.values()))
    @rule(who=WORKERS)
    def correct_row(self, who: str) -> None:
        late, self.hands[who].late = self.hands[who].late, []
        for settlement, word in late:
            self.run(settling._correct_row(settlement, word))

    @rule(who=WORKERS)
    def take_to_park(self, who: str) -> None:
        self.hands[who].to_park += self.run(stream.take(0, who, 3, claim_secs=10**9))

    @precondition(lambda self: any(h.to_park for h in self.hands.values()))
    @rule(who=WORKERS)
    def write_parked(self, who: str) -> None:
        hands = self.hands[who]
        self.run(database.call(table.park, hands.to_park))
        hands.parked, hands.to_park = hands.parked + hands.to_park, []

    @precondition(lambda self: any(h.parked for h in self.hands.values()))
    @rule(who=WORKERS)
    def park(self, who: str) -> None:
        parked, self.hands[who].parked = self.hands[who].parked, []
        self._settle([Settlement(taken, "park") for taken in parked])

    @precondition(lambda self: len(self.moves) < 3)
    @rule()
    def read_spilled(self) -> None:
        if rows := self.run(database.call(table.oldest_spilled, 3)):
            self.moves.append(Move(rows))

    @precondition(lambda self: any(move.codes is None for move in self.moves))
    @rule(pick=PICK)
    def put_spilled(self, pick: int) -> None:
        waiting = [move for move in self.moves if move.codes is None]
        move = waiting[pick % len(waiting)]
        move.codes = self.run(stream.put([overflow._entry(row) for row in move.rows]))
        for row in move.rows:
            if move.codes[row.id] == stream.QUEUED:
                assert row.requeue not in self.requests, "one request to requeue counted twice"
                self.requests |= {row.requeue} - {""}
                self.truths[row.id].dead, self.truths[row.id].attempts = False, row.attempts

    @precondition(lambda self: any(move.codes for move in self.moves))
    @rule(pick=PICK)
    def drop_spilled(self, pick: int) -> None:
        put = [move for move in self.moves if move.codes]
        move = put[pick % len(put)]
        self.moves.remove(move)
        self.run(database.call(overflow._let_go, move.rows, move.codes))

    # --- by hand

    @precondition(lambda self: self.truths)
    @rule(pick=PICK)
    def requeue(self, pick: int) -> None:
        self.run(database.call(table.requeue, [self._any(pick).operation.id], by="a person"))

    @precondition(lambda self: self.truths)
    @rule(pick=PICK)
    def discard(self, pick: int) -> None:
        self.run(database.call(table.discard, [self._any(pick).operation.id], note="no use"))

    @rule()
    def reconcile(self) -> None:
        self.run(overflow.reconcile())
