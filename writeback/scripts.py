"""The queue's Lua scripts, read from `lua/` once. `stream.py` and `breaker.py` are their only callers."""

from pathlib import Path

from quizagent.atomic import Script

_FOLDER = Path(__file__).parent / "lua"


def load(name: str) -> Script:
    """The shared clock stands before its text."""
    return Script((_FOLDER / "clock.lua").read_text() + (_FOLDER / f"{name}.lua").read_text())


enqueue = load("enqueue")
promote = load("promote")
take = load("take")
settle = load("settle")
renew = load("renew")
sweep = load("sweep")
breaker = load("breaker")
figures = load("figures")
partitions = load("partitions")
find = load("find")
