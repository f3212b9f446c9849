"""Questions without a number, known only by the options that follow them, and `Q:` with its `A:`.

Their first line is held back until the lines below say what it is.
"""

from collections.abc import Callable
from enum import Enum, auto

from chat.reader import inline, rows
from chat.reader.draft import Part
from chat.reader.lines import Line
from chat.reader.state import Role, State

_MOST_HELD_LINES = 80


class Verdict(Enum):
    HOLD = auto()
    QUESTION = auto()
    TEXT = auto()


def may_ask(state: State, line: Line) -> bool:
    """Whether `line` can be the stem of a question without a number, or the `A:` of a flash card."""
    if is_flash_answer(state, line):
        return True
    draft = state.draft
    if draft is not None and draft.part is Part.STEM:
        return False
    if draft is not None and draft.part is Part.ROWS and not state.gap:
        return False
    end = line.core.rstrip("*_ ")[-1:]
    if line.heading:
        return end in ("?", ":", "？")
    return end in ("?", "？") and all(other.head.number is None for other in state.book.drafts)


def is_flash_answer(state: State, line: Line) -> bool:
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
        return Verdict.HOLD
    if is_flash_answer(state, held[0]):
        return Verdict.TEXT
    options = [other for other in held[1:] if _row(other, 0)]
    if options:
        if _row(line, 1):
            return Verdict.QUESTION
        return Verdict.HOLD if line.indent > options[0].indent and len(held) < _MOST_HELD_LINES else Verdict.TEXT
    if _row(line, 0):
        return Verdict.QUESTION if len(inline.split(line.core)[1]) > 1 else Verdict.HOLD
    return Verdict.HOLD if _in_fence(held, line) and len(held) < _MOST_HELD_LINES else Verdict.TEXT


def begin(state: State) -> list[Line]:
    held, state.held = state.held, []
    return held


def refuse(state: State, line: Line, read: Callable[..., None]) -> None:
    """The held line was not the stem of a question: it is read as what it is otherwise."""
    draft = state.draft
    if draft is not None and is_flash_answer(state, line):
        state.claim(draft, line.rest.lstrip("*_ ")[2:].lstrip("*_ "))
        state.mark(line, Role.KEY, draft)
    else:
        read(line, asks=False)


def _row(line: Line, place: int) -> bool:
    if line.blank:
        return False
    row = rows.match(line, "letter" if place else None, place) or rows.match(line, "task", place)
    return row is not None and row.kind in ("letter", "task")


def _in_fence(held: list[Line], line: Line) -> bool:
    fences = sum(other.core.startswith("```") for other in held[1:])
    return line.core.startswith("```") or fences % 2 == 1
