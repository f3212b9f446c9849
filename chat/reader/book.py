"""The questions found so far: their places, and what has been told about each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from chat.reader import assemble, values
from chat.reader.assemble import Shape
from chat.reader.draft import Draft
from chat.reader.heads import Head

Json = dict[str, Any]

# A quiz holds 50; numbered lines of talk are drafts too until nothing comes of them.
MOST_DRAFTS = 300


@dataclass(slots=True)
class Found:
    """What becomes a `question` event. The same index again: the later one counts."""

    index: int
    status: str  # final, provisional
    question: Json


@dataclass(slots=True)
class ReadQuestion:
    """A question as it was read in the end; a deletion has index -1 and an empty question."""

    index: int
    number: int | None
    ref: str | None
    action: str | None
    question: Json
    missing: list[str]
    flags: list[Json]
    source: str


@dataclass(slots=True)
class Book:
    new_id: Callable[[str], str]
    drafts: list[Draft] = field(default_factory=list)
    section: int = 0
    number: int | None = None  # of the latest question of the running list
    unseen: bool = False  # options stood where no question was seen: their number is not known
    found: list[Found] = field(default_factory=list)
    final: set[int] = field(default_factory=set)
    _touched: list[Draft] = field(default_factory=list)
    _count: int = 0

    @property
    def full(self) -> bool:
        """There is no place for more questions."""
        return len(self.drafts) >= MOST_DRAFTS

    def start(self, head: Head) -> Draft:
        """Opens a question; the list starts anew where its number does not go on."""
        if head.number is not None and self.number is not None and head.number <= self.number and not head.ref:
            self.section += 1
        self.number = head.number
        draft = Draft(head, section=self.section)
        self.drafts.append(draft)
        self.touch(draft)
        return draft

    def drop(self, draft: Draft) -> None:
        """Forgets a draft that turned out to be no question."""
        self.drafts.remove(draft)
        if draft in self._touched:
            self._touched.remove(draft)

    def touch(self, draft: Draft) -> None:
        if not draft.changed or draft not in self._touched:
            draft.changed = True
            self._touched.append(draft)

    def take(self) -> list[Found]:
        found, self.found = self.found, []
        return found

    def settle(self, open_draft: Draft | None) -> None:
        """Tells of every question that changed; all but `open_draft` are finished."""
        touched, self._touched = self._touched, []
        for draft in touched:
            self._tell(draft, closing=draft is not open_draft)
            draft.changed = False

    def last(self) -> Draft | None:
        return self.drafts[-1] if self.drafts else None

    def latest(self, number: int, *, before: Draft | None = None) -> Draft | None:
        """The latest question of that number that says more than a key."""
        for draft in reversed(self.drafts):
            if draft is not before and draft.head.number == number and (draft.rows or any(draft.stem)):
                return draft
        return None

    def count(self) -> int:
        return len(self.drafts)

    def finish(self, draft: Draft) -> None:
        """No more lines come to `draft`: it may be a question now that was none before."""
        if draft.index < 0:
            self.touch(draft)

    def _tell(self, draft: Draft, *, closing: bool) -> None:
        if draft.head.action == "delete":
            return
        made = draft.made = assemble.shape(draft, self.new_id)
        if draft.index < 0:
            if not self._counts(draft, made, closing=closing):
                return
            self._take_places(draft)
        if draft.sent is None and (not made.body or "stem" in made.missing):
            return  # nothing to show yet; what was told is taken back, though
        told = made.question | ({"missing": made.missing} if made.missing else {})
        if told == draft.sent:
            return
        draft.sent = told
        (self.final.discard if made.missing else self.final.add)(draft.index)
        self.found.append(Found(draft.index, "provisional" if made.missing else "final", told))

    def _counts(self, draft: Draft, made: Shape, *, closing: bool) -> bool:
        """Whether it is a question of the quiz, and not a numbered line of talk."""
        if "stem" in made.missing:
            return bool(closing and (draft.head.type or len(draft.rows) > 1))
        if made.final:
            return draft.head.strong or bool(draft.rows) or asks_for_answer(draft) or _is_one_paragraph(draft)
        asks = draft.head.word or asks_for_answer(draft)
        listed = draft.kind == "letter" or (draft.kind in ("task", "number", "emoji") and asks)
        if len(draft.rows) > 1 and listed:
            return True
        if not closing:
            return bool(draft.head.type and made.body)
        if draft.head.type or (draft.claims and asks):
            return True
        placed = any(other.index >= 0 and other.section == draft.section for other in self.drafts)
        return asks_for_answer(draft) and (draft.head.word or placed)

    def _take_places(self, draft: Draft) -> None:
        """Gives `draft` its place, after the open questions of its list that came before it."""
        place = self.drafts.index(draft)
        first = place
        while first and self._leads_to(self.drafts[first - 1], self.drafts[first]):
            first -= 1
        for earlier in self.drafts[first:place]:
            self._place(earlier)
            self._tell(earlier, closing=True)
        self._place(draft)

    def _leads_to(self, draft: Draft, after: Draft) -> bool:
        one, two = draft.head.number, after.head.number
        same = draft.section == after.section and draft.head.style == after.head.style
        return draft.index < 0 and same and one is not None and two == one + 1 and asks_for_answer(draft)

    def _place(self, draft: Draft) -> None:
        draft.index = self._count
        self._count += 1

    def questions(self) -> list[ReadQuestion]:
        """Every question that has a place, in their order, then the deletions."""
        placed = sorted((draft for draft in self.drafts if draft.index >= 0), key=lambda draft: draft.index)
        gone = [draft for draft in self.drafts if draft.head.action == "delete"]
        return [self.read(draft) for draft in placed] + [self._deletion(draft) for draft in gone]

    def read(self, draft: Draft) -> ReadQuestion:
        made = draft.made if draft.made is not None and not draft.changed else assemble.shape(draft, self.new_id)
        head = draft.head
        source = "\n".join(draft.source).strip()
        return ReadQuestion(
            draft.index, head.number, head.ref, head.action, {**made.question}, made.missing, made.flags, source
        )

    def _deletion(self, draft: Draft) -> ReadQuestion:
        head = draft.head
        return ReadQuestion(-1, head.number, head.ref, head.action, {}, [], [], "\n".join(draft.source).strip())


def _is_one_paragraph(draft: Draft) -> bool:
    return "" not in "\n".join(draft.stem).strip("\n").split("\n")


def asks_for_answer(draft: Draft) -> bool:
    """The stem reads like a question, or like one to complete, in its first line or its last."""
    stem = "\n".join(draft.stem).strip(" *_\n")
    lines = stem.split("\n")
    asks = any(line.rstrip(" *_").endswith(("?", ":", "？", "：", "؟")) for line in (lines[0], lines[-1]))
    return asks or bool(values.BLANK.search(stem))
