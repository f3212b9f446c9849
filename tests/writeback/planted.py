"""Bugs to plant, one line each, and for each the shortest story in which it loses or doubles an operation."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tests.writeback.machine import QueueMachine
from writeback import scripts, table
from writeback.models import State, WriteOperation

Steps = list[tuple[str, dict[str, Any]]]


@dataclass(frozen=True)
class Bug:
    """`plant` changes the code through `monkeypatch`. The story is told in the rules of `TableMachine`."""

    plant: Callable[[Any], None]
    story: str

    @property
    def of_queue(self) -> bool:
        """Its story needs the rules of `machine.QueueMachine` alone."""
        return all(hasattr(QueueMachine, rule) for rule, _ in steps(self.story))


def in_script(name: str, old: str, new: str) -> Callable[[Any], None]:
    def plant(monkeypatch: Any) -> None:
        source = getattr(scripts, name).source
        assert source.count(old) == 1, f"the text to change is not in {name}.lua"
        monkeypatch.setattr(scripts, name, scripts.Script(source.replace(old, new)))

    return plant


def in_table(name: str, function: Callable[..., Any]) -> Callable[[Any], None]:
    return lambda monkeypatch: monkeypatch.setattr(table, name, function)


def steps(story: str) -> Steps:
    """`a takes` and the like, one step a comma."""
    return [_STEPS[step.strip()] for step in story.split(",")]


def _of_worker(who: str) -> dict[str, tuple[str, dict[str, Any]]]:
    def settles(outcome: str) -> tuple[str, dict[str, Any]]:
        return "settle", {"who": who, "pick": 0, "outcome": outcome, "delay_secs": 30.0, "keep": False}

    return {
        f"{who} takes": ("take", {"who": who, "count": 4}),
        f"{who} delivers": settles("ok"),
        f"{who} charges": settles("retry"),
        f"{who} holds": settles("hold"),
        f"{who} gives up": settles("dead"),
        f"{who} puts back": settles("back"),
        f"{who} buries": ("bury", {"who": who, "pick": 0}),
        f"{who} settles it": ("settle_buried", {"who": who}),
        f"{who} corrects": ("correct_row", {"who": who}),
        f"{who} takes to park": ("take_to_park", {"who": who}),
        f"{who} writes parked": ("write_parked", {"who": who}),
        f"{who} parks": ("park", {"who": who}),
    }


_STEPS: dict[str, tuple[str, dict[str, Any]]] = {
    "accept": ("accept", {"count": 1}),
    "accept again": ("accept_again", {"pick": 0}),
    "spill": ("spill", {}),
    "spill again": ("spill_what_redis_has_too", {"pick": 0}),
    "promote": ("promote", {"all_due": True}),
    "requeue": ("requeue", {"pick": 0}),
    "read": ("read_spilled", {}),
    "put": ("put_spilled", {"pick": 0}),
    "drop": ("drop_spilled", {"pick": 0}),
    **_of_worker("a"),
    **_of_worker("b"),
}


def _unchanged_but(*ignored: str) -> Callable[..., Any]:
    """`table._unchanged` that does not look at one of the columns."""

    def unchanged(rows: Any) -> Any:
        for row in rows:
            same = {name: getattr(row, name) for name in ("requeue", "entry") if name not in ignored}
            yield WriteOperation.objects.filter(id=row.id, state=State.SPILLED, **same)

    return unchanged


def _withdraw_always(taken: Any, *, gone: bool) -> None:
    WriteOperation.objects.filter(id=taken.id, state=State.FAILED, entry=taken.entry).delete()


BUGS = {
    "a late verdict counts": Bug(
        in_script("settle", "  if not first and known[2] ~= entry then return 'late:alive' end\n", ""),
        "accept, a takes, b takes, a charges, b holds",
    ),
    "success cancels no charged wait": Bug(
        in_script("settle", "  redis.call('ZREM', retry, id)\n", ""),
        "accept, a takes, b takes, a charges, b delivers",
    ),
    "success cancels no free wait": Bug(
        in_script("settle", "  redis.call('ZREM', held, id)\n", ""),
        "accept, a takes, b takes, a holds, b delivers",
    ),
    "success leaves another entry": Bug(
        in_script("settle", "  if current then forget_entry(current) end\n", ""),
        "accept, a takes, b takes, a puts back, b delivers",
    ),
    "an entry is never deleted": Bug(
        in_script("settle", "  redis.call('XDEL', q, entry)\n", ""), "accept, a takes, a delivers"
    ),
    "a retry is scheduled nowhere": Bug(
        in_script("settle", "  redis.call('ZADD', waiting, now + delay_ms, id)\n", ""), "accept, a takes, a charges"
    ),
    "a receipt never expires": Bug(
        in_script("settle", "  redis.call('EXPIRE', hash, window_secs)\n", ""), "accept, a takes, a gives up"
    ),
    "a hold is charged": Bug(
        in_script("settle", "'HINCRBY', hash, 'holds', 1", "'HINCRBY', hash, 'attempts', 1"),
        "accept, a takes, a holds",
    ),
    "parking keeps the hash": Bug(
        in_script("settle", "    redis.call('DEL', hash)\n", ""),
        "accept, a takes to park, a writes parked, a parks",
    ),
    "an end stays open": Bug(
        in_script("settle", "  redis.call('ZREM', open, id)\nend", "end"), "accept, a takes, a delivers"
    ),
    "what goes back goes nowhere": Bug(
        in_script("settle", "redis.call('HSET', hash, 'entry', redis.call('XADD', q, '*', 'id', id))", ""),
        "accept, a takes, a puts back",
    ),
    "a known id is queued again": Bug(
        in_script("enqueue", "elseif known[1] then", "elseif false then"), "accept, accept again"
    ),
    "a delivered id is queued again": Bug(
        in_script("enqueue", "if final == 'delivered' then return 0 end", ""),
        "accept, a takes to park, b takes, a writes parked, a parks, b delivers, read, put",
    ),
    "a pending operation expires": Bug(
        in_script(
            "enqueue", "redis.call('ZADD', KEYS[2]", "redis.call('EXPIRE', hash, 9)\n  redis.call('ZADD', KEYS[2]"
        ),
        "accept",
    ),
    "a requeued dead letter is swallowed": Bug(
        in_script("enqueue", "if requeue == '' or same then return 3 end", "do return 0 end"),
        "accept, a takes, a gives up, requeue, read, put, drop",
    ),
    "a dead one counts as known": Bug(
        in_script("enqueue", "then return 3 end", "then return 0 end"),
        "accept, b takes to park, a takes, a buries, b writes parked, a settles it, b parks, read, put, drop",
    ),
    "a request to requeue counts twice": Bug(
        in_script("enqueue", "if requeue == '' or same then return 3 end", "if requeue == '' then return 3 end"),
        "accept, a takes, a gives up, requeue, read, read, put, b takes, b gives up, put",
    ),
    "one that lives is requeued away": Bug(
        in_script("enqueue", "requeue ~= '' and not same or ", ""),
        "accept, a takes, a buries, requeue, read, put, drop, a settles it",
    ),
    "one that is being parked counts as known": Bug(
        in_script("enqueue", " or known[4] == parked then", " then"),
        "accept, a takes to park, a writes parked, read, put, a parks, drop",
    ),
    "promotion forgets to queue": Bug(
        in_script("promote", "local entry = redis.call('XADD', KEYS[1], '*', 'id', id)", "local entry = '0-1'"),
        "accept, a takes, a charges, promote",
    ),
    "promotion leaves the wait": Bug(
        in_script("promote", "  redis.call('ZREM', waiting, id)\n", ""), "accept, a takes, a holds, promote"
    ),
    "an orphan is never claimed": Bug(
        in_script("take", "entries[#entries + 1] = claim(pending) end", "lost() end"), "accept, a takes"
    ),
    "bringing back drops a row that was parked again": Bug(
        in_table("_unchanged", _unchanged_but("entry")),
        "spill, read, put, a takes to park, a writes parked, drop, a parks",
    ),
    "bringing back drops a row that was requeued again": Bug(
        in_table("_unchanged", _unchanged_but("requeue", "entry")),
        "accept, a takes, a gives up, requeue, read, put, b takes, b gives up, requeue, drop",
    ),
    "a late death deletes the row of what is parked": Bug(
        in_table("withdraw", _withdraw_always),
        "accept, a takes, b takes, b puts back, b takes to park, b writes parked, a buries, b parks, a settles it, "
        "a corrects",
    ),
    "parking leaves the row of a late death": Bug(
        in_table("park", lambda taken: table.spill([table.from_body(t.body) for t in taken])),
        "accept, a takes, b takes, b puts back, a buries, a settles it, b takes to park, b writes parked, b parks, "
        "a corrects",
    ),
}
