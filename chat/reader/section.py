"""The key section at the end of a quiz: `1. B`, `Q1: B – because`, `1. B 2. C 3. A`, a table row, or bare letters."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from chat.reader import heads, keys, signs
from chat.reader.draft import Claim, Draft, Note, Part
from chat.reader.keys import bare
from chat.reader.labels import Kind
from chat.reader.lines import Line

_MANY = re.compile(
    r"(?:^|(?<=[\s,;|]))(?:Q(?:uestion)?[ ]?)?#?(\d{1,3})[ ]?[.):=–—-]*[ ]?[*_(]{0,3}"
    r"([A-Ka-k](?![\w'])|True\b|False\b|T\b|F\b)[)*_.]{0,3}",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"[*_|]*[ ]*(?:Q|Question|No\.?|#)?[ ]?(\d{1,3})[*_]*[ ]*(?:[.):=–—-]+|(?=[ ][A-Ka-k]\b))[*_]*[ ]*", re.IGNORECASE
)
_CELL = re.compile(r"(?:Q|Question)?[ ]?#?(\d{1,3})[.):]?$", re.IGNORECASE)
_SHORT_KEY = re.compile(r"[(\[*_`]*(?:[A-K]|[a-k](?=[)\]*_`.]|$))(?![\w'])")


@dataclass(slots=True)
class Entry:
    number: int | None
    value: str
    reason: str = ""


@dataclass(slots=True)
class KeySection:
    """`find` gives the question of a number, `keep` says that a question changed."""

    drafts: list[Draft]
    keep: Callable[[Draft], None]
    target: Draft | None = None
    waiting: bool = False  # the number of a question was read, its key comes next
    open: list[Entry] = field(default_factory=list)  # entries that no number places

    def read(self, line: Line, label: signs.Label | None) -> bool:
        """Takes a line; False when it belongs to no key section."""
        if label is not None:
            return self._labelled(label)
        found = entries(line)
        if found is None:
            return self._plain(line)
        taken = [self._numbered(entry) for entry in found]
        return any(taken)

    def _labelled(self, label: signs.Label) -> bool:
        draft = self._find(label.number) if label.number is not None else self.target
        if label.kind in (Kind.KEY, Kind.KEYS):
            if draft is None:
                self.open.append(Entry(None, label.value))
            elif label.value:
                self._claim(draft, label.value)
            self.waiting = not label.value
        elif draft is not None and label.kind is Kind.EXPLANATION:
            draft.notes.append(Note([label.value]))
            self.keep(draft)
        return True

    def _numbered(self, entry: Entry) -> bool:
        draft = self._find(entry.number)
        if draft is None:
            if entry.number is not None and self._repeats(entry.number) and _SHORT_KEY.match(entry.value):
                self.open.append(entry)
                return True
            return False
        if not entry.value or _same(entry.value, draft):
            self.target, self.waiting = draft, True
            return True
        if not _fits(entry.value, draft):
            return False
        self._claim(draft, entry.value)
        if entry.reason:
            draft.notes.append(Note([entry.reason]))
        return True

    def _plain(self, line: Line) -> bool:
        if self.waiting and self.target is not None and _fits(line.rest, self.target):
            self._claim(self.target, line.rest)
        elif self.target is not None and self.target.claims and not line.heading:
            self.target.notes.append(Note([line.rest]))
            self.keep(self.target)
        elif _SHORT_KEY.match(line.core) and not line.heading:
            self.open.append(Entry(None, line.rest))
        return not line.heading

    def _claim(self, draft: Draft, value: str) -> None:
        draft.claims.append(Claim(value))
        draft.part = Part.OVER
        self.target, self.waiting = draft, False
        self.keep(draft)

    def _find(self, number: int | None) -> Draft | None:
        """The question of that number: the only one, or the only one still without a key, or the latest."""
        asked = [draft for draft in self.drafts if draft.rows or draft.index >= 0 or draft.head.word]
        drafts = asked or self.drafts
        same = [draft for draft in drafts if draft.head.number == number]
        if not same and number is not None and all(draft.head.number is None for draft in drafts):
            return drafts[number - 1] if 0 < number <= len(drafts) else None
        free = [draft for draft in same if not draft.keyed]
        if len(free) > 1:
            return None
        return free[0] if free else same[-1] if same else None

    def _repeats(self, number: int) -> bool:
        return sum(draft.head.number == number and not draft.keyed for draft in self.drafts) > 1

    def close(self) -> None:
        """Entries without a place go by order, when there are as many as questions without a key."""
        free = [draft for draft in self.drafts if not draft.keyed and (draft.rows or draft.index >= 0)]
        if len(self.open) == len(free):
            for entry, draft in zip(self.open, free, strict=True):
                self._claim(draft, entry.value)
        elif len(free) == 1 and self.open and all(entry.number is None for entry in self.open):
            self._claim(free[0], ", ".join(entry.value for entry in self.open))
        self.open.clear()


def entries(line: Line) -> list[Entry] | None:
    """The numbered keys of a line; None when it has none."""
    core = line.core
    if core.startswith("|"):
        return _cells(core)
    many = list(_MANY.finditer(core))
    rising = all(int(one[1]) < int(two[1]) for one, two in pairwise(many))
    if len(many) > 1 and rising and _only(many, core):
        return [Entry(int(found[1]), found[2]) for found in many]
    head = heads.parse(line)
    if head is not None and head.number is not None:
        return [Entry(head.number, head.rest.removesuffix(head.opened or "\n").strip() if head.opened else head.rest)]
    found = _NUMBER.match(core)
    return [Entry(int(found[1]), line.rest[found.end() :])] if found else None


def _only(many: list[re.Match[str]], core: str) -> bool:
    """Nothing but keys stands in the line."""
    left = len(core) - sum(len(found[0]) for found in many)
    return left <= 4 * len(many) and not core[: many[0].start()].strip(" *_|-")


def _cells(core: str) -> list[Entry] | None:
    cells = [cell.strip(" *_`") for cell in core.strip("|").split("|")]
    number = _CELL.match(cells[0]) if len(cells) > 1 else None
    return [Entry(int(number[1]), cells[1], " ".join(cells[2:]).strip())] if number else None


def _fits(value: str, draft: Draft) -> bool:
    """`value` can be a key of `draft`: it names an option, or anything when there are none."""
    if len(draft.rows) > 1:
        reading = keys.Options(draft.rows).read(value)
        return reading.chosen is not None or bool(_SHORT_KEY.match(value))
    return bool(value.strip())


def _same(value: str, draft: Draft) -> bool:
    stem = bare(" ".join(draft.stem)).casefold().rstrip("?:. ")
    return bool(stem) and bare(value).casefold().rstrip("?:. ") == stem
