"""Reads quizzes from the markdown of a stream, question by question, in whatever shape they come.

Line-fed, without I/O: the same text gives the same questions however it is cut into pieces. A key is read or it is
unknown; it is never guessed.
"""

from collections.abc import Callable
from typing import Any

from chat.reader.book import Found, ReadQuestion
from chat.reader.draft import Draft
from chat.reader.lines import Line, Splitter
from chat.reader.machine import Machine
from chat.reader.rows import Row
from chat.reader.state import Role, Trace
from quizagent import ids

__all__ = ["Draft", "Found", "Line", "ReadQuestion", "Reader", "Role", "Row", "Trace", "read"]

_ID_CHARS = 10
_IDS_AT_ONCE = 64


class _Ids:
    """Random ids. The characters are drawn for many at once: a quiz has a hundred of them."""

    __slots__ = ("_stock",)

    def __init__(self) -> None:
        self._stock = ""

    def __call__(self, prefix: str) -> str:
        if not self._stock:
            self._stock = ids.new("", _ID_CHARS * _IDS_AT_ONCE)[1:]
        chars, self._stock = self._stock[:_ID_CHARS], self._stock[_ID_CHARS:]
        return f"{prefix}_{chars}"


class Reader:
    """One answer of a model, read while it comes."""

    __slots__ = ("_lines", "_machine")

    def __init__(self, *, new_id: Callable[[str], str] | None = None, trace: Trace | None = None) -> None:
        self._lines = Splitter()
        self._machine = Machine(new_id or _Ids(), trace)

    def feed(self, text: str) -> list[Found]:
        """The questions that `text` completes or changes."""
        if "\n" not in text:
            self._lines.keep(text)
            return []
        for line in self._lines.feed(text):
            self._machine.line(line)
        return self._machine.state.book.take()

    def close(self, *, cut: bool = False) -> list[Found]:
        """What only the end completes. `cut`: the text was cut off, so its last, unfinished line is not believed."""
        for line in self._lines.close():
            if not cut:
                self._machine.line(line)
        self._machine.close(cut=cut)
        return self._machine.state.book.take()

    def question(self, draft: Draft) -> ReadQuestion | None:
        """What became of a draft that the trace spoke of; None when it is no question of the quiz."""
        return self._machine.state.book.read(draft) if draft.index >= 0 else None

    @property
    def title(self) -> str | None:
        return self._machine.state.title

    @property
    def questions(self) -> list[ReadQuestion]:
        """All questions in their order, deletions last."""
        return self._machine.state.book.questions()

    @property
    def final_count(self) -> int:
        """How many questions have a key that was read with certainty, so far."""
        return len(self._machine.state.book.final)


def read(text: str) -> tuple[str | None, list[dict[str, Any]]]:
    """Title and questions of a whole text; a question whose key is unknown has the answer None."""
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader.title, [read.question for read in reader.questions if read.question]
