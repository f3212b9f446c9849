"""The key section at the end of a quiz: by number, or by order when the counts agree."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from chat.reader import entries, keys, signs
from chat.reader.draft import Claim, Draft, Note, Part
from chat.reader.entries import Entry
from chat.reader.labels import Kind
from chat.reader.lines import Line
from chat.reader.looks import bare

_SHORT_KEY = re.compile(r"[(\[*_`]*(?:[A-K]|[a-k](?=[)\]*_`.]|$))(?![\w'])")


@dataclass(slots=True)
class KeySection:
    """`drafts` are the questions it may speak of; `change` is told of each that it gave something."""

    drafts: list[Draft]
    unseen: bool  # there may be more questions than these
    change: Callable[[Draft], None]
    target: Draft | None = None
    waiting: bool = False  # the number of a question was read, its key comes next
    open: list[Entry] = field(default_factory=list)  # keys whose question only the whole list tells
    _asked: list[Draft] = field(init=False)

    def __post_init__(self) -> None:
        # Numbered lines of talk are no questions where there are others.
        asked = [draft for draft in self.drafts if draft.rows or draft.index >= 0 or draft.head.word]
        self._asked = asked or list(self.drafts)

    def read(self, line: Line, label: signs.Label | None) -> bool:
        """Takes a line; False when it belongs to no key section."""
        if label is not None:
            return self._labelled(label)
        found = entries.parse(line)
        if found is None:
            return self._plain(line)
        taken = [self._entry(entry) for entry in found]
        return any(taken)

    def close(self) -> None:
        """Places the keys that no number placed: all of them, or none."""
        found, self.open = self.open, []
        free = [draft for draft in self._asked if not draft.keyed]
        if len(found) > 1 and len(free) == 1 and all(entry.number is None for entry in found):
            return self._claim(free[0], ", ".join(entry.value for entry in found))
        if len(found) != len(free) or not all(map(_fits, (entry.value for entry in found), free)):
            return None
        if self.unseen or any(draft.sealed for draft in self.drafts) or self._is_one_of_several(found, free):
            return None
        numbers = [entry.number for entry in found if entry.number is not None]
        if not self._is_numbered() and numbers and numbers != list(range(1, len(self._asked) + 1)):
            return None
        for entry, draft in zip(found, free, strict=True):
            self._take(draft, entry)
        return None

    def _is_one_of_several(self, found: list[Entry], free: list[Draft]) -> bool:
        """A number was given to a question with a key and to one without: the entry may repeat that key."""
        numbers = {entry.number for entry in found if entry.number is not None}
        return any(draft.head.number in numbers and draft not in free for draft in self._asked)

    def _labelled(self, label: signs.Label) -> bool:
        draft = self._find(label.number) if label.number is not None else self.target
        if label.kind in (Kind.KEY, Kind.KEYS):
            if draft is None:
                self.open.append(Entry(label.number, label.value))
            elif label.value:
                self._claim(draft, label.value)
            self.waiting = not label.value
        elif draft is not None and label.kind is Kind.EXPLANATION:
            self._explain(draft, label.value)
        return True

    def _entry(self, entry: Entry) -> bool:
        draft = self._with_stem(entry.value)
        if draft is not None or ((draft := self._find(entry.number)) is not None and not entry.value):
            self.target, self.waiting = draft, True
            return True
        if draft is None:
            if self._may_be_placed(entry):
                self.open.append(entry)
                self.target = None
                return True
            return False
        if not _may_be_key(entry.value, draft):
            return False
        self._take(draft, entry)
        return True

    def _plain(self, line: Line) -> bool:
        if line.heading:
            return False
        if self.waiting and self.target is not None and _may_be_key(line.rest, self.target):
            self._claim(self.target, line.rest)
        elif self.target is not None and self.target.claims:
            self._explain(self.target, line.rest)
        elif _SHORT_KEY.match(line.core):
            self.open.append(Entry(None, line.rest))
        elif self.open:
            self.open[-1].reason = f"{self.open[-1].reason}\n{line.rest}".strip()
        return True

    def _claim(self, draft: Draft, value: str) -> None:
        if all(claim.value != value for claim in draft.claims):
            draft.claims.append(Claim(value))
        draft.part = Part.OVER
        self.target, self.waiting = draft, False
        self.change(draft)

    def _take(self, draft: Draft, entry: Entry) -> None:
        """The key; what stands beside it is a reason, or the text of an option and then a key as well."""
        self._claim(draft, entry.value)
        said, _, more = entry.reason.partition("\n")
        if len(draft.rows) > 1 and keys.Options(draft.rows).has(said):
            self._claim(draft, said)
            self._explain(draft, more)
        else:
            self._explain(draft, entry.reason)

    def _explain(self, draft: Draft, text: str) -> None:
        if text:
            draft.notes.append(Note([text]))
            self.change(draft)

    def _is_numbered(self) -> bool:
        return any(draft.head.number is not None for draft in self._asked)

    def _find(self, number: int | None) -> Draft | None:
        """The latest question of that number; None when an earlier one has no key either, or alone has none."""
        same = [draft for draft in self._asked if draft.head.number == number and number is not None]
        return same[-1] if same and all(draft.keyed for draft in same[:-1]) else None

    def _with_stem(self, text: str) -> Draft | None:
        """The question whose stem is repeated here."""
        wanted = _folded(text)
        return next((draft for draft in self._asked if _stem(draft) == wanted), None) if wanted else None

    def _may_be_placed(self, entry: Entry) -> bool:
        """No question has this number for itself: its order may tell."""
        asked, place = self._asked, (entry.number or 0) - 1
        if self._is_numbered():
            return sum(draft.head.number == entry.number for draft in asked) > 1 and bool(
                _SHORT_KEY.match(entry.value)
            )
        return bool(_SHORT_KEY.match(entry.value)) or (0 <= place < len(asked) and _fits(entry.value, asked[place]))


def _may_be_key(value: str, draft: Draft) -> bool:
    """`value` is put as a key of `draft`, right or wrong."""
    return _fits(value, draft) or (len(draft.rows) > 1 and bool(_SHORT_KEY.match(value)))


def _fits(value: str, draft: Draft) -> bool:
    """`value` names an option of `draft`; anything does where there are none."""
    if len(draft.rows) > 1:
        return keys.Options(draft.rows).read(value).chosen is not None
    return bool(value.strip())


def _stem(draft: Draft) -> str:
    if draft.folded is None:
        draft.folded = _folded(" ".join(draft.stem))
    return draft.folded


def _folded(text: str) -> str:
    return bare(text).casefold().rstrip("?:. ")
