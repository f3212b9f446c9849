"""Adds the lines of a list to a question: which of them are options, and which are not."""

import re

from chat.reader import inline, keys, rows
from chat.reader.draft import Draft, Note, Part
from chat.reader.lines import Line
from chat.reader.rows import Row

# Questions whose lists are part of the stem.
_WITHOUT_ROWS = frozenset(("short_answer", "fill_blank", "numeric"))


# Questions whose list is their key.
LISTS = frozenset(("matching", "ordering"))
# Nothing in it can be a mark, a key, a tag, or one more option.
_PLAIN = re.compile(r"[^*_:=<)\t\x80-\U0010ffff][^:=<)\t\x80-\U0010ffff]*(?<=[\w`\"'?])\.?$")


def add_plain(draft: Draft, line: Line) -> bool:
    """What `add` does, at once for most lines: `B) text` where B is next. False when it needs a closer look."""
    core = line.core
    if core[1:3] not in (") ", ". ") or draft.part not in (Part.STEM, Part.ROWS) or draft.sealed or line.heading:
        return False
    place = len(draft.rows)
    if rows.PLACES.get(core[0]) != place or (place and draft.rows[0].kind != "letter") or place == rows.MOST_ROWS:
        return False
    text = line.rest[3:].strip()
    if draft.head.type in _WITHOUT_ROWS or "  " in text or not _PLAIN.match(text):
        return False
    draft.rows.append(Row("letter", place, core[0], [text], [line.text], line.indent, delimiter=core[1]))
    draft.part = Part.ROWS
    return True


def add(draft: Draft, line: Line) -> bool:
    """Takes `line` as the next row of `draft`, or as feedback after its key; False when it is neither."""
    if draft.part in (Part.KEY, Part.NOTES) and not _lacks_rows(draft):
        return _remark(draft, line)
    if line.heading or draft.sealed or draft.head.type in _WITHOUT_ROWS:
        return False
    if draft.part is Part.OVER and not _restart(draft, line):
        draft.sealed = draft.sealed or not (draft.rows or draft.claims or not has_letter(line, 0))
        if not _goes_on(draft, line):
            return False
        draft.broken = draft.broken or "Something stands in the middle of the list."
        return True
    row = rows.match(line, draft.kind, len(draft.rows))
    anew = _restart(draft, line) if row is None or row.kind == "task" != draft.kind else None
    row = anew or row
    if row is None or not _belongs(draft, row) or (draft.claims and row.kind != "letter"):
        return False
    if anew is not None:
        draft.unlist()
    if len(draft.rows) == rows.MOST_ROWS:
        draft.overflow = True
        return True
    draft.part = Part.ROWS
    if _has_other_letter(row):
        draft.broken = "A letter is missing between two options."
    _append(draft, row)
    return True


def _has_other_letter(row: Row) -> bool:
    """A bare list line that begins with a letter, but not with the next one."""
    return row.kind in ("bullet", "emoji") and bool(rows.letter(row.text[0]))


def begins_anew(draft: Draft, line: Line) -> bool:
    """A second list from A: the options of a question whose head was not seen."""
    if draft.kind != "letter" or len(draft.rows) < 2 or draft.part not in (Part.ROWS, Part.OVER) or draft.claims:
        return False
    # Most lines are the next option: the first character tells.
    first = line.core.lstrip("*_([")[:1]
    return (rows.PLACES.get(first) == 0 or not first.isascii()) and has_letter(line, 0)


def has_letter(line: Line, place: int) -> bool:
    """`line` begins like the option of that place."""
    found = rows.letter(line.core)
    return found is not None and rows.PLACES[found[3]] == place


def is_out_of_order(draft: Draft, line: Line) -> bool:
    """`E)` or another `C)` after `C)`, or `B)` in a list without letters: one of the options was not read."""
    first, found = draft.rows[0], rows.letter(line.core)
    if draft.kind == "number":
        return rows.is_number(line, like=first) or (found is not None and rows.PLACES[found[3]] > 0)
    if draft.kind != "letter":
        return found is not None and rows.PLACES[found[3]] > 0
    if found is None or found[3].isupper() != first.label.isupper():
        return False
    return (found[5] or found[2] or "*").strip() == first.delimiter


def _lacks_rows(draft: Draft) -> bool:
    """Its key, letters alone, came before the options."""
    return not draft.rows and bool(draft.claims) and all(keys.is_label(claim.value) for claim in draft.claims)


def _goes_on(draft: Draft, line: Line) -> bool:
    """`line` is the next row of the list that something else ended."""
    if not draft.rows or draft.claims or (draft.kind in ("bullet", "emoji") and draft.head.type not in LISTS):
        return False
    row = rows.match(line, draft.kind, len(draft.rows))
    return row is not None and row.kind == draft.kind


def _restart(draft: Draft, line: Line) -> Row | None:
    """A list that begins with A although one is open: what looked like rows was part of the stem."""
    if not draft.rows or draft.claims or draft.kind == "task":
        return None
    row = rows.match(line, None, 0)
    if row is None or row.kind not in ("letter", "task"):
        return None
    return row if row.kind == "task" or draft.kind != "letter" or len(draft.rows) == 1 else None


def _belongs(draft: Draft, row: Row) -> bool:
    if row.kind in ("bullet", "emoji") and not any(draft.stem):
        return False
    if row.kind == "number" and not draft.rows:
        head = draft.head
        return head.strong or row.indent > 0 or row.delimiter not in head.style
    return not (draft.rows and row.kind == "number" and row.delimiter != draft.rows[0].delimiter)


def _append(draft: Draft, row: Row) -> None:
    """The row, or the several that share its line."""
    pieces: list[str] = []
    if row.kind == "letter" and (")" in row.text[0] or "." in row.text[0]):
        before, pieces = inline.split(row.text[0], len(draft.rows) + 1, least=1)
        pieces = pieces if before else []
        if pieces:
            row.text[0] = before
            rows.take_marks(row)
    draft.rows.append(row)
    extend(draft, pieces, row.indent)


def extend(draft: Draft, pieces: list[str], indent: int = 0) -> None:
    """Options that were found inside a line."""
    for piece in pieces[: rows.MOST_ROWS - len(draft.rows)]:
        row = rows.match(Line(piece), draft.kind, len(draft.rows))
        if row is not None:
            row.indent = indent
            draft.rows.append(row)
            draft.part = Part.ROWS


def _remark(draft: Draft, line: Line) -> bool:
    """`B) wrong, because …` after the key: kept with its letter until all of them are known."""
    if draft.kind not in ("letter", "number"):
        return False
    found = rows.letter(line.core)
    if found is None or rows.PLACES[found[3]] >= len(draft.rows):
        return False
    cut = len(line.core) - len(line.core[found.end() :])
    draft.notes.append(Note([line.rest], rows.PLACES[found[3]], cut))
    draft.part = Part.NOTES
    return True
