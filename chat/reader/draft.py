"""A question while it is being read: everything its lines said, nothing decided yet."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from chat.reader.heads import Head
from chat.reader.rows import Row

if TYPE_CHECKING:
    from chat.reader.assemble import Shape

Json = dict[str, Any]


# The places of the key, whether there is a contradiction, and the reasons beside it.
Key = tuple[frozenset[int], bool, list[str]]


class Part:
    """Where in a question the next line falls. No Enum: each line looks up several, and those are slow to look up."""

    STEM = "stem"
    ROWS = "rows"
    KEY = "key"  # after its key
    NOTES = "notes"  # in its explanation
    OVER = "over"  # after a line that belongs to no question


@dataclass(slots=True)
class Note:
    """A piece of explanation; lettered when it stands after the key and begins like an option."""

    lines: list[str]
    place: int | None = None
    cut: int = 0  # how long the letter is, with its signs


@dataclass(slots=True)
class Claim:
    """What one place in the text says the key is."""

    value: str
    decimal_comma: bool = False


@dataclass(slots=True, eq=False)
class Draft:
    head: Head
    section: int = 0
    part: str = Part.STEM
    stem: list[str] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    overflow: bool = False  # more rows than a question may have
    broken: str = ""  # why what was read is not the whole question
    cut: bool = False  # the text ended where more options, or more of the key, might have followed
    after: list[str] = field(default_factory=list)  # lines after its rows that hang on nothing
    sealed: bool = False  # another question began unseen: what follows is not its key
    claims: list[Claim] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    thoughts: list[str] = field(default_factory=list)  # second ones, apart from its explanation
    tail: list[str] = field(default_factory=list)  # after a blank line in the explanation: it, or talk
    hint: str = ""
    quotes: list[str] = field(default_factory=list)
    facts: Json = field(default_factory=dict)  # bank, rubric, points, time
    reading: tuple[object, Key] | None = None  # what its claims and rows say, and what they were then
    folded: str | None = None  # its stem to compare with, once it is whole
    source: list[str] = field(default_factory=list)
    ids: dict[str, str] = field(default_factory=dict)
    index: int = -1
    sent: Json | None = None
    made: "Shape | None" = None  # the question as it was last put together
    changed: bool = True

    def id(self, prefix: str, place: object, new_id: Callable[[str], str]) -> str:
        """The id of a part, the same one each time the question is put together."""
        name = f"{prefix}{place}"
        if name not in self.ids:
            self.ids[name] = new_id(prefix)
        return self.ids[name]

    @property
    def kind(self) -> str | None:
        """Of which kind its rows are; None without rows."""
        return self.rows[0].kind if self.rows else None

    @property
    def keyed(self) -> bool:
        return bool(self.claims) or any(row.ticked for row in self.rows)

    def unlist(self) -> None:
        """The list so far, and what came after it, was part of the stem."""
        for row in self.rows:
            self.stem.extend(row.source)
        self.stem.extend(self.after)
        self.rows.clear()
        self.after.clear()
        self.broken, self.reading = "", None

    def take_loose(self) -> list[str]:
        """The lines since the last row, which are none of this question's after all."""
        lines = "\n".join(self.after).strip("\n").split("\n\n")[-1].split("\n") if self.after else []
        if not lines and self.rows[-1].loose:
            lines = self.rows[-1].loose
            self.rows[-1].drop(len(lines))
        self.after, self.rows[-1].loose = [], []
        return lines
