"""Questions without a number, known only by the options that follow them, and `Q:` with its `A:`.

Their first line is held back until the lines below say what it is.
"""

from enum import Enum, auto

from chat.reader import inline, rows
from chat.reader.draft import Part
from chat.reader.lines import Line
from chat.reader.state import State

_MOST_HELD_LINES = 80
_NEVER_ASKS = frozenset(".,;)abcdefghijklmnopqrstuvwxyz")


class Verdict(Enum):
    """What the first held line is."""

    WAIT = auto()  # not known yet
    QUESTION = auto()
    KEY = auto()
    OTHER = auto()


def may_ask(state: State, line: Line) -> bool:
    """Whether `line` can be the stem of a question without a number."""
    draft = state.draft
    if state.book.full or line.core[-1:] in _NEVER_ASKS:
        return False
    if draft is not None and (
        draft.part is Part.STEM or (draft.part is Part.ROWS and draft.kind not in ("letter", "task"))
    ):
        return False
    end = line.core.rstrip("*_ ")[-1:]
    return end in ("?", "？", "؟") or (line.heading > 0 and end == ":")


def is_flash_answer(state: State, line: Line) -> bool:
    """`A: …` right under `Q: …`: the answer, unless a `B: …` makes it an option."""
    draft = state.draft
    return bool(
        draft
        and draft.part is Part.STEM
        and draft.head.word
        and not draft.head.type
        and any(draft.stem)
        and line.core.lstrip("*_").startswith("A:")
    )


def explain(state: State, line: Line) -> Verdict:
    """What `line` says about the held ones."""
    held = state.held
    if line.blank:
        return Verdict.WAIT
    if is_flash_answer(state, held[0]):
        return Verdict.OTHER if rows.letter(line.core) else Verdict.KEY
    wait = Verdict.WAIT if len(held) < _MOST_HELD_LINES else Verdict.OTHER
    tasks = not held[0].heading
    options = [other for other in held[1:] if _row(other, 0, tasks=tasks)]
    if options:
        hangs = line.indent > options[0].indent
        return Verdict.QUESTION if _row(line, 1, tasks=tasks) else wait if hangs else Verdict.OTHER
    if _row(line, 0, tasks=tasks):
        return Verdict.QUESTION if len(inline.split(line.core)[1]) > 1 else wait
    return wait if line.core.startswith("```") or holds_open_fence(state) else Verdict.OTHER


def at_end(state: State) -> Verdict:
    """What the first held line is when no more lines come."""
    return Verdict.KEY if is_flash_answer(state, state.held[0]) else Verdict.OTHER


def _row(line: Line, place: int, *, tasks: bool = False) -> bool:
    if line.blank:
        return False
    row = rows.match(line, "letter" if place else None, place) or rows.match(line, "task", place)
    return row is not None and (row.kind == "letter" or (tasks and row.kind == "task"))


def holds_open_fence(state: State) -> bool:
    """The held lines end inside code."""
    return len(state.held) > 1 and sum(line.core.startswith("```") for line in state.held[1:]) % 2 == 1
