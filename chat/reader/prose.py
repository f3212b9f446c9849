"""Lines without a sign of their own: they belong to what is open."""

from chat.reader import heads, inline, keys, labels, lists, looks, rows, signs
from chat.reader.draft import Draft, Note, Part
from chat.reader.fences import Fence
from chat.reader.lines import Line
from chat.reader.state import Role, State

_LONGEST_VALUE_CHARS = 400


def blank(state: State, line: Line) -> None:
    draft = state.draft
    state.gap = True
    if draft is not None:
        if draft.part is Part.STEM and any(draft.stem):
            draft.stem.append("")
        elif draft.part in (Part.KEY, Part.NOTES) and draft.head.style == "dialect" and not state.waiting:
            draft.part = Part.OVER
        elif draft.tail:
            draft.tail.append("")
        elif draft.after:
            draft.after.append("")
    state.mark(line, Role.BLANK, draft)
    state.book.settle(draft)


def rule(state: State, line: Line) -> None:
    """A line across the page ends whatever text is open, but a key may still follow."""
    draft = state.draft
    if draft is not None and (draft.part is not Part.STEM or any(draft.stem)) and not state.waiting:
        draft.part = Part.OVER
    state.gap = state.fresh = True
    state.mark(line, Role.BLANK, draft)


def text(state: State, line: Line) -> None:
    draft = state.draft
    if draft is None:
        return _talk(state, line)
    if draft.part is Part.STEM:
        return _stem(state, draft, line)
    if draft.rows and not draft.keyed and said(state, draft, line):
        return state.mark(line, Role.KEY, draft)
    if draft.part is Part.ROWS:
        return _under_row(state, draft, line)
    if draft.part is Part.OVER:
        draft.after.append(_as_written(line))
        _think_again(state, draft, line)
        return state.mark(line, Role.KEY, draft)
    _explain(state, draft, line)
    state.change(draft)
    return state.mark(line, Role.KEY, draft)


def said(state: State, draft: Draft, line: Line) -> bool:
    """Takes the key from "The correct answer is …" in the middle of talk; False when none is there for certain."""
    found = labels.PROSE_KEY.search(line.core)
    if found is None:
        return False
    value = line.rest[found.end() :][:_LONGEST_VALUE_CHARS]
    if keys.Options(draft.rows).read(value).chosen is None:
        return False
    before = line.rest[: found.start()].strip(" *_")
    if labels.DOUBT.search(before):
        return False
    state.claim(draft, line.rest[found.end() :])
    if len(before.split()) > 2:
        state.note(draft, line.rest)
    return True


def _talk(state: State, line: Line) -> None:
    """Words that belong to no question; a bold line before all questions is their title."""
    if signs.is_key_line(line):
        return state.mark(line, Role.KEY)
    state.book.unseen = state.book.unseen or rows.letter(line.core) is not None
    title = state.title is None and not state.book.drafts and line.bold and line.core.endswith(line.core[:2])
    if title and "\n" not in line.core and len(line.core) < 120:
        state.title = looks.bare(line.rest) or None
    state.mark(line, Role.TITLE if title else Role.TALK)


def _stem(state: State, draft: Draft, line: Line) -> None:
    state.change(draft)
    before, pieces = inline.split(line.rest)
    if not pieces:
        draft.stem.append(_as_written(line))
        return state.mark(line, Role.STEM, draft)
    if before:
        draft.stem.append(before)
        state.tell(Line(before), Role.STEM, draft)
    lists.extend(draft, pieces)
    return state.mark(line, Role.ROW, draft)


def _as_written(line: Line) -> str:
    return line.rest if line.quoted or line.heading else line.text.strip()


def _under_row(state: State, draft: Draft, line: Line) -> None:
    """A line under an option: feedback when quoted, the option's next line when it hangs on it, else talk."""
    row = draft.rows[-1]
    if line.quoted and not state.gap:
        row.feedback.append(line.rest)
        state.change(draft)
        return state.mark(line, Role.KEY, draft)
    if lists.is_out_of_order(draft, line):
        draft.broken, draft.part = "A letter is missing between two options.", Part.OVER
        state.change(draft)
        return state.mark(line, Role.KEY, draft)
    if draft.head.type in lists.LISTS and not state.gap and line.indent <= row.indent:
        draft.broken = "Something stands in the middle of the list."
    hangs = line.indent > row.indent if state.gap else True
    if not hangs or signs.may_be_key(line) or signs.is_key_line(line):
        draft.part = Part.OVER
        draft.after.append(_as_written(line))
        return state.mark(line, Role.KEY, draft)
    row.add(line.rest, loose=line.indent <= row.indent)
    state.change(draft)
    return state.mark(line, Role.ROW, draft)


def _explain(state: State, draft: Draft, line: Line) -> None:
    said = draft.part is Part.KEY or any(note.lines for note in draft.notes)
    apart = state.gap and not state.wrapped and line.indent < 2 and said
    if draft.tail or apart:
        draft.tail.append(line.rest)
        _think_again(state, draft, line)
    elif draft.notes:
        draft.notes[-1].lines.append(line.rest)
    else:
        draft.notes.append(Note([line.rest]))
    draft.part = Part.NOTES


def _think_again(state: State, draft: Draft, line: Line) -> None:
    """What stands apart from a question may still take its key back."""
    if labels.SECOND_THOUGHT.match(line.rest):
        draft.thoughts.append(line.rest)
        state.change(draft)


def is_open(state: State, draft: Draft) -> bool:
    """More options, or more of a key that is a list, may follow."""
    if draft.part is Part.ROWS:
        return not (state.gap and draft.head.style == "dialect")
    return draft.part is Part.KEY and state.listing and state.waiting


def open_fence(state: State, fence: Fence, line: Line) -> None:
    outer, draft = state.outer, state.draft
    if outer is not None and outer.closes(line) and not _asks_for_code(draft):
        state.outer = None
        return state.mark(line, Role.BLANK)
    if outer is None and not state.book.drafts and fence.wraps:
        state.outer = fence
        return state.mark(line, Role.BLANK)
    state.fence = fence
    return _keep(state, draft, line.text.strip() if not line.quoted else line.rest, line)


def _asks_for_code(draft: Draft | None) -> bool:
    return draft is not None and draft.part is Part.STEM and not draft.rows and any(draft.stem)


def fenced(state: State, fence: Fence, line: Line) -> bool:
    """Inside code nothing has a meaning but its end, and the head of the next question where the end is missing."""
    if fence.closes(line):
        state.fence = None
        _judge_fence(state)
    elif _is_next_head(state, line):
        unclosed(state)
        state.outer = state.outer or (None if state.book.drafts else fence)
        state.title = state.title or state.caption
        return False
    elif line.heading == 1 and not state.book.drafts and state.caption is None:
        state.caption = looks.bare(line.rest)
    elif state.draft is not None and not state.fence_holds_key:
        state.fence_holds_options = state.fence_holds_options or lists.has_letter(line, 1)
        state.fence_holds_key = signs.is_key_line(line)
    _keep(state, state.draft, fence.inner(line), line)
    return True


def _judge_fence(state: State) -> None:
    """Code with options and their key inside is a question that an open fence swallowed."""
    if state.fence_holds_options and state.fence_holds_key and state.draft is not None:
        state.draft.broken = "Code swallowed the options."
    state.fence_holds_options = state.fence_holds_key = False


def unclosed(state: State) -> None:
    """No end came to the code: what it swallowed is not known."""
    draft = state.draft
    if state.fence is not None and draft is not None and draft.part in (Part.STEM, Part.ROWS):
        draft.broken = "Code that does not end swallowed the rest."
        state.change(draft)
    state.fence = None
    state.fence_holds_options = state.fence_holds_key = False


def _is_next_head(state: State, line: Line) -> bool:
    """A head in words, in its place, at the margin: the fence above was never closed, or wraps the whole answer."""
    if line.indent or not (line.heading > 1 or line.bold):
        return False
    head = heads.parse(line)
    before = state.book.number
    named = head is not None and (head.word or head.type) and head.number is not None
    return bool(named and head and (before is None or head.number == before + 1))


def _keep(state: State, draft: Draft | None, code: str, line: Line) -> None:
    """A line of code goes to the stem, then to the open option or the explanation."""
    if draft is None or draft.part is Part.OVER:
        return state.mark(line, Role.TALK if draft is None else Role.KEY, draft)
    role = Role.KEY
    if draft.part is Part.STEM:
        draft.stem.append(code)
        role = Role.STEM
    elif draft.part is Part.ROWS:
        draft.rows[-1].add(code)
        role = Role.ROW
    elif draft.notes:
        draft.notes[-1].lines.append(code)
    else:
        draft.notes.append(Note([code]))
    state.change(draft)
    return state.mark(line, role, draft)
