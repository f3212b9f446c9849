"""The lines of a key section: which question each speaks of, and what it says."""

import re
from dataclasses import dataclass
from itertools import pairwise

from chat.reader import heads
from chat.reader.lines import Line

_MANY = re.compile(
    r"(?:^|(?<=[\s,;|]))(?:Q(?:uestion)?[ ]?)?#?(\d{1,3})[ ]?[.):=–—-]*[ ]?[*_(]{0,3}"
    r"([A-Ka-k](?![\w'])|True\b|False\b|T\b|F\b)[)*_.]{0,3}",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"[*_]*[ ]*(?:Q|Question|No\.?|#)?[ ]?(\d{1,3})[*_]*[ ]*(?:[.):=–—-]+|(?=[ ][A-Ka-k]\b))[*_]*[ ]*", re.IGNORECASE
)
_CELL = re.compile(r"(?:Q|Question)?[ ]?#?(\d{1,3})[.):]?$", re.IGNORECASE)


@dataclass(slots=True)
class Entry:
    """`number` is None when the line only has a key."""

    number: int | None
    value: str
    reason: str = ""


def parse(line: Line) -> list[Entry] | None:
    """The numbered keys of a line; None when it has none."""
    core = line.core
    if core.startswith("|"):
        return _cells(line.rest)
    many = list(_MANY.finditer(core))
    rising = all(int(one[1]) < int(two[1]) for one, two in pairwise(many))
    if len(many) > 1 and rising and _are_all(many, core):
        return [Entry(int(found[1]), found[2]) for found in many]
    head = heads.parse(line)
    if head is not None and head.number is not None:
        return [Entry(head.number, head.rest.removesuffix(head.opened or "\n").strip())]
    found = _NUMBER.match(core)
    return [Entry(int(found[1]), line.rest[found.end() :])] if found else None


def _are_all(many: list[re.Match[str]], core: str) -> bool:
    """Nothing but keys stands in the line."""
    left = len(core) - sum(len(found[0]) for found in many)
    return left <= 4 * len(many) and not core[: many[0].start()].strip(" *_|-")


def _cells(row: str) -> list[Entry] | None:
    """A row of a table: number, key, and the text of the key or the reason."""
    cells = [cell.strip(" *_`") for cell in row.strip("| ").split("|")]
    number = _CELL.match(cells[0]) if len(cells) > 1 else None
    if number is None:
        return None
    return [Entry(int(number[1]), cells[1], " ".join(cells[2:]).strip())]
