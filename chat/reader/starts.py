"""What begins a question, and what only looks like it."""

from chat.reader import inline, keys, lists, looks, signs
from chat.reader.draft import Draft, Part
from chat.reader.heads import Head
from chat.reader.lines import Line
from chat.reader.section import KeySection
from chat.reader.state import Role, State

_LONGEST_KEY_CHARS = 200


def head(state: State, line: Line, found: Head) -> bool:
    """Begins the question `found` says, or takes it as the key of an earlier one; False when it is neither."""
    if _is_key(state, line, found):
        return True
    if not _starts(state, line, found):
        return False
    _begin(state, found, line, found.rest.strip())
    return True


def follows(state: State, found: Head) -> bool:
    """`found` has the number after that of the open question."""
    before = state.book.number
    return found.number is not None and before is not None and found.number == before + 1


def question(state: State, line: Line) -> None:
    """Begins a question without a number, whose whole first line is its stem."""
    opened = line.core[:2] if line.bold else ""
    head = Head(strong=True, rest=line.rest[len(opened) :], opened=opened, style="unnumbered")
    _begin(state, head, line, head.rest.strip())


def heading(state: State, line: Line) -> None:
    """A heading that is no question: the title, a key section, or the end of what was open."""
    draft = state.draft
    if signs.names_key_section(line):
        return open_section(state, line)
    if signs.is_key_line(line):
        return state.mark(line, Role.KEY)
    if draft is not None and draft.part is Part.STEM and not any(draft.stem):
        draft.stem.append(line.rest)
        state.change(draft)
        return state.mark(line, Role.STEM, draft)
    state.end_draft()
    state.book.settle(None)
    state.fresh = True
    if state.title is None:
        state.title = looks.bare(line.rest) or None
        return state.mark(line, Role.TITLE)
    return state.mark(line, Role.TITLE if not state.book.drafts else Role.TALK)


def open_section(state: State, line: Line) -> None:
    """From here on there are keys by number."""
    state.end_draft()
    state.book.settle(None)
    state.section = KeySection(state.book.drafts, state.book.unseen, state.change)
    state.mark(line, Role.KEY)


def _begin(state: State, found: Head, line: Line, text: str) -> None:
    """Opens a question with the rest of its first line, in which options may stand."""
    draft = _open(state, found)
    before, pieces = inline.split(text)
    if before:
        draft.stem.append(before)
    state.mark(Line(line.text[: line.text.find(pieces[0])]) if pieces else line, Role.HEAD, draft)
    if pieces:
        lists.extend(draft, pieces)
        state.tell(Line(""), Role.ROW, draft)


def _open(state: State, found: Head) -> Draft:
    state.end_draft(by_head=True)
    state.book.settle(None)
    state.draft = draft = state.book.start(found)
    state.fresh = False
    return draft


def _is_key(state: State, line: Line, found: Head) -> bool:
    """`### Question 1: B` after question 1: its key."""
    value = found.rest.strip().removesuffix(found.opened or "\n") if found.opened else found.rest.strip()
    if found.number is None or found.type or found.action or not value or len(value) > _LONGEST_KEY_CHARS:
        return False
    if not found.strong and value.endswith(("?", "？")):
        return False
    draft = state.book.latest(found.number)
    in_stem = state.draft is not None and state.draft.part is Part.STEM and any(state.draft.stem)
    if draft is None or len(draft.rows) < 2 or (in_stem and not found.strong):
        return False
    if not found.strong and value[:1].islower() and keys.is_label(value):
        return False
    if not keys.is_label(value):
        read = keys.Options(draft.rows).read(value).chosen is not None
        if not read or not (found.strong or keys.begins_with_label(value)):
            return False
    open_section(state, line)
    assert state.section is not None, "it was just opened"
    return state.section.read(line, None)


def _starts(state: State, line: Line, found: Head) -> bool:
    """Whether a head here is the head of a question."""
    if state.book.full:
        return False
    if found.type or found.action or found.word or line.heading:
        return True
    last = state.book.last()
    if last is None or found.number is None:
        return True
    before, draft = last.head.number, state.draft
    if before is None:
        return found.strong or state.gap
    finished = draft is None or draft.keyed or len(draft.rows) > 1
    apart = finished and (state.gap or state.fresh)
    if draft is not None and not found.strong and _continues_list(draft, found):
        return False
    if found.number == before + 1:
        return found.strong or not last.head.strong or apart
    if not found.strong and last.head.strong and not state.fresh:
        return False
    return apart and (found.number == 1 or (found.number > before and found.style == last.head.style))


def _continues_list(draft: Draft, found: Head) -> bool:
    """`2. …` under `1. …` in a stem or an explanation."""
    lines = draft.stem if draft.part is Part.STEM else draft.tail or (draft.notes[-1].lines if draft.notes else [])
    last = next((line for line in reversed(lines) if line), "").lstrip(" *_")
    number = found.number or 0
    return number > 1 and last.startswith((f"{number - 1}.", f"{number - 1})"))


def unseen(state: State, draft: Draft) -> None:
    """A second list from A: options of a question whose head was no head. What stands before them is its stem."""
    lines = draft.take_loose()
    if lines and not state.book.full and not any(signs.may_be_key(Line(line)) for line in lines):
        _open(state, Head(strong=True, style="unnumbered")).stem.extend(lines)
    else:
        draft.sealed, draft.part = True, Part.OVER
