"""The queue's Lua scripts, read from `lua/` once. `stream.py` and `breaker.py` are their only callers."""

import hashlib
from pathlib import Path

_FOLDER = Path(__file__).parent / "lua"


class Script:
    """One script; the shared clock stands before its text."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.sha = hashlib.sha1(source.encode(), usedforsecurity=False).hexdigest()


def load(name: str) -> Script:
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
