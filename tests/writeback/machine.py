"""The queue as a state machine: whatever two workers, crashes and an operator do in whatever order, nothing is lost.

Workers take with a claim time of zero, so that both have the same operation in hand all the time. The server, the
scripts and the table are the real ones. `table_machine.py` has the rules of what goes through the table.
"""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from quizagent import redis
from tests.writeback.support import make_due, some
from writeback import database, overflow, settling, stream, table
from writeback.models import State, WriteOperation
from writeback.operations import Operation
from writeback.stream import Settlement, Taken

# Read apart from the code under test. Everything there is of one partition, and of each id ARGV[2] and on.
_SNAPSHOT = """
local ids = {}
for _, entry in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do ids[#ids + 1] = entry[2][2] end
local function all(key) return redis.call('ZRANGE', key, 0, -1) end
local ops = {}
for i = 2, #ARGV do
  local hash = ARGV[1] .. ARGV[i]
  local fields = redis.call('HMGET', hash, 'final', 'attempts', 'body')
  ops[#ops + 1] = {fields[1] or '', tonumber(fields[2] or 0), fields[3] and 1 or 0, redis.call('TTL', hash)}
end
local pending = redis.pcall('XPENDING', KEYS[1], 'flush', '-', '+', 1000)
return {ids, all(KEYS[2]), all(KEYS[3]), all(KEYS[4]), all(KEYS[5]), ops, pending.err and 0 or #pending}
"""
WORKERS = st.sampled_from(["a", "b"])
PICK = st.integers(0, 10**6)
_DELAYS = st.sampled_from([0.0, 30.0])


@dataclass
class Truth:
    """What must be so of one operation, from the words that Redis gave."""

    operation: Operation
    arrived: bool = False  # some worker settled a success
    dead: bool = False
    maybe_dead: bool = False  # a row was written and its worker died
    attempts: int = 0


@dataclass
class Place:
    """Where one operation is."""

    stream: int
    retry: int
    held: int
    open: bool
    done: bool
    final: str
    attempts: int
    has_body: bool
    ttl: int
    row: str

    @property
    def lives(self) -> int:
        return self.stream + self.retry + self.held


@dataclass
class Hands:
    """What a worker has in hand, each list one step further; it keeps what went stale."""

    taken: list[Taken] = field(default_factory=list)
    buried: list[Settlement] = field(default_factory=list)  # row written, not settled
    late: list[tuple[Settlement, str]] = field(default_factory=list)  # settled, row not corrected
    to_park: list[Taken] = field(default_factory=list)
    parked: list[Taken] = field(default_factory=list)  # row written, not settled


class QueueMachine(RuleBasedStateMachine):
    loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        super().__init__()
        self.truths: dict[str, Truth] = {}
        self.hands = {"a": Hands(), "b": Hands()}
        self.run(_forget())

    def run(self, coroutine: Any) -> Any:
        return self.loop.run_until_complete(coroutine)

    def _any(self, pick: int) -> Truth:
        return list(self.truths.values())[pick % len(self.truths)]

    # --- in

    @precondition(lambda self: len(self.truths) < 6)
    @rule(count=st.integers(1, 3))
    def accept(self, count: int) -> None:
        made = some(count)
        codes = self.run(stream.put([stream.Entry(operation) for operation in made]))
        assert set(codes.values()) == {stream.QUEUED}
        self.truths |= {o.id: Truth(o) for o in made}

    @precondition(lambda self: self.truths)
    @rule(pick=PICK)
    def accept_again(self, pick: int) -> None:
        truth = self._any(pick)
        codes = self.run(stream.put([stream.Entry(truth.operation)]))
        if stream.QUEUED in codes.values():  # it was only in the table
            truth.attempts = 0

    # --- through

    @rule(who=WORKERS, count=st.integers(1, 4))
    def take(self, who: str, count: int) -> None:
        self.hands[who].taken += self.run(stream.take(0, who, count, claim_secs=0))

    @rule(first=WORKERS)
    def both_take_the_same(self, first: str) -> None:
        """One of them is a zombie from now on."""
        for who in (first, "ab"[first == "a"]):
            self.take(who, 1)

    @rule(all_due=st.booleans())
    def promote(self, all_due: bool) -> None:
        if all_due:
            self.run(make_due())
        self.run(stream.promote(0, 10))

    @precondition(lambda self: any(h.taken for h in self.hands.values()))
    @rule(
        who=WORKERS,
        pick=PICK,
        outcome=st.sampled_from(["ok", "retry", "hold", "dead", "back"]),
        delay_secs=_DELAYS,
        keep=st.booleans(),
    )
    def settle(self, who: str, pick: int, outcome: str, delay_secs: float, keep: bool) -> None:
        """`keep`: the worker forgets that it settled, and may settle once more."""
        taken = self._from_hand(self.hands[who].taken, pick, keep)
        if taken:
            cause = "rejected" if outcome == "dead" else ""
            self._settle([Settlement(taken, outcome, delay_secs, "an error", cause)])

    def _from_hand(self, hand: list[Any], pick: int, keep: bool) -> Any:
        if not hand:
            return None
        return hand[pick % len(hand)] if keep else hand.pop(pick % len(hand))

    def _settle(self, settlements: list[Settlement]) -> None:
        for settlement in settlements:
            settler = settling.Settler()
            self.run(settler.settle([settlement]))
            self._learn(settlement, next(iter(settler.became)))

    def _learn(self, settlement: Settlement, word: str) -> None:
        truth = self.truths[settlement.taken.id]
        if settlement.outcome == "ok":
            truth.arrived, truth.dead = True, False
        else:
            assert word not in ("delivered", "revived")
        truth.dead = truth.dead or word == "dead"
        truth.attempts += word == "retrying"

    @rule(who=WORKERS)
    def crash(self, who: str) -> None:
        for settlement in self.hands[who].buried:
            self.truths[settlement.taken.id].maybe_dead = True
        self.hands[who] = Hands()

    # --- what holds all the time

    @invariant()
    def nothing_is_lost_and_nothing_is_in_two_places(self) -> None:
        for truth, place in self._places():
            assert place.lives <= 1, place
            assert place.open == (place.lives == 1), place
            assert place.has_body == (place.lives == 1), place
            assert (place.ttl == -1) if place.lives else (place.ttl > 0 or place.ttl == -2), place
            assert place.lives or place.row or place.final == "delivered", place
            if truth.arrived:
                assert (place.final, place.done, place.lives) == ("delivered", True, 0), place
            if truth.dead:
                assert place.final == "dead" and place.row, place
            if place.lives:
                assert place.attempts == truth.attempts, place

    def _places(self) -> list[tuple[Truth, Place]]:
        stream_, retry, held, open_, done, ops, in_flight = self.run(self._snapshot())
        assert in_flight <= len(stream_), "the group holds what the stream does not"
        rows = dict(WriteOperation.objects.values_list("id", "state"))
        found = []
        for (operation_id, truth), (final, attempts, body, ttl) in zip(self.truths.items(), ops, strict=True):
            i = operation_id.encode()
            counts = (stream_.count(i), retry.count(i), held.count(i), i in open_, i in done)
            row = rows.get(operation_id, "")
            found.append((truth, Place(*counts, final.decode(), attempts, bool(body), ttl, row)))
        return found

    async def _snapshot(self) -> Any:
        keys = [stream.key(0, name) for name in ("q", "retry", "held", "open", "done")]
        return await redis.client().eval(_SNAPSHOT, len(keys), *keys, stream.key(0, "op", ""), *self.truths)

    # --- and what holds in the end

    def teardown(self) -> None:
        """A good worker finishes everything: what nobody gave up has arrived, and nothing waits any more."""
        self.run(self._finish())
        for truth, place in self._places():
            assert not place.lives and place.row != State.SPILLED, place
            if truth.arrived:
                assert place.row != State.FAILED, place
            else:
                assert truth.dead or truth.maybe_dead, (truth, place)
                assert place.row in (State.FAILED, State.RESOLVED), place

    async def _finish(self) -> None:
        for _ in range(10):
            await make_due()
            moved = await stream.promote(0, 100) or await database.call(table.oldest_spilled, 1)
            await overflow.bring_back()
            taken = await stream.take(0, "good", 100, claim_secs=0)
            if not taken and not moved:
                break
            await settling.Settler().settle([Settlement(t, "ok") for t in taken])
            for t in taken:
                self.truths[t.id].arrived = True
        await overflow.reconcile()


async def _forget() -> None:
    keys = [key async for key in redis.client().scan_iter(match=redis.key("{wb:*"), count=1000)]
    if keys:
        await redis.client().delete(*keys)
    await database.call(WriteOperation.objects.all().delete)
