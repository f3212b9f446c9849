"""Where the reading stands between two lines."""

from collections.abc import Callable
from dataclasses import dataclass, field

from chat.reader.book import Book
from chat.reader.draft import Claim, Draft, Note, Part
from chat.reader.fences import Fence
from chat.reader.lines import Line
from chat.reader.section import KeySection

# A question is put together anew at each blank line, so its length has a bound.
MOST_LINES = 500


class Role:
    """What a line was read as."""

    TALK = "talk"
    TITLE = "title"
    HEAD = "head"
    STEM = "stem"
    ROW = "row"
    KEY = "key"  # a key, or anything that stands with one
    BLANK = "blank"


Trace = Callable[[Line, str, Draft | None], None]  # a line, its role, the question it went to


@dataclass(slots=True)
class State:
    book: Book
    trace: Trace | None = None
    title: str | None = None
    caption: str | None = None  # a heading inside a fence, a title if the fence wraps the answer
    draft: Draft | None = None  # the question that lines go to
    fence: Fence | None = None
    fence_holds_options: bool = False
    fence_holds_key: bool = False
    outer: Fence | None = None  # a fence around the whole answer
    section: KeySection | None = None
    held: list[Line] = field(default_factory=list)  # lines that a later one explains
    waiting: bool = False  # a key label stood alone: its value comes next
    listing: bool = False  # the key is a list, a line for each
    gap: bool = True  # the line before was blank
    fresh: bool = True  # no question since the last heading or rule
    wrapped: int = 0  # how deep inside <details>

    def mark(self, line: Line, role: str, draft: Draft | None = None) -> None:
        """Says what `line` was, to whoever listens."""
        if self.trace is not None:
            self.trace(line, role, draft)
        if draft is not None:
            draft.source.append(line.text)
            if len(draft.source) == MOST_LINES:
                draft.broken = draft.broken or ("" if draft.keyed else "The question does not end.")
                self.change(draft)
                self.end_draft()

    def tell(self, line: Line, role: str, draft: Draft | None) -> None:
        """The same for a part of a line."""
        if self.trace is not None:
            self.trace(line, role, draft)

    def listed(self, line: Line) -> None:
        """`line` went to the list of the open question."""
        draft = self.draft
        assert draft is not None, "a list belongs to a question"
        self.book.touch(draft)
        self.mark(line, Role.ROW if draft.part is Part.ROWS else Role.KEY, draft)

    def change(self, draft: Draft) -> None:
        self.book.touch(draft)

    def claim(self, draft: Draft, value: str, *, decimal_comma: bool = False) -> None:
        """One place in the text says that `value` is the key."""
        if all(claim.value != value for claim in draft.claims):
            draft.claims.append(Claim(value, decimal_comma))
        draft.part = Part.KEY
        self.waiting = False
        self.change(draft)

    def note(self, draft: Draft, text: str) -> None:
        """Begins a piece of explanation; nothing begins with an empty text, but the next lines belong to it."""
        draft.notes.append(Note([text] if text else []))
        draft.part = Part.NOTES
        self.waiting = False
        self.change(draft)

    def end_draft(self, *, by_head: bool = False) -> None:
        """No more lines go to the open question. What came after its explanation was talk, unless a head follows."""
        draft, self.draft, self.waiting = self.draft, None, False
        if draft is None:
            return
        if draft.tail and by_head and draft.notes:
            draft.notes[-1].lines.extend(["", *draft.tail])
            self.change(draft)
        draft.tail.clear()
        self.book.finish(draft)

    def end_section(self) -> None:
        if self.section is not None:
            self.section.close()
            self.section = None
