"""Lines that carry a label: keys, explanations, hints, sources."""

import re
from dataclasses import dataclass

from chat.reader import entries, heads, keys, labels, looks, prose, rows, signs, starts, values
from chat.reader.draft import Draft, Part
from chat.reader.entries import Entry
from chat.reader.inline import split
from chat.reader.labels import Kind
from chat.reader.lines import Line
from chat.reader.signs import Label
from chat.reader.state import Role, State

_KEY_KINDS = (Kind.KEY, Kind.KEYS)
_LONGEST_SAID_CHARS = 80
_ENDS = (".", "?", "!", ":", ")", "]", "？", "。", "！", "：", "）", "_")
_QUOTES = "\"'“”„«»「」"
_REASON = re.compile(
    r"[ \t]+[(\[]?[*_]{0,3}(?:explanation|rationale|reasoning|explicación|explication|erklärung|解析|解释)[*_]{0,3}"
    r"[ ]?:[*_]{0,3}[ \t]*",
    re.IGNORECASE,
)
_SECS = re.compile(r"(\d{1,5})[ ]?(s|sec|secs|seconds?|m|min|mins|minutes?)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class InlineKey:
    line: Line  # without the key
    value: str


def labelled(state: State, line: Line, label: Label) -> bool:
    """Takes a labelled line; False when the label means nothing here."""
    if signs.is_section_title(label, line) and state.book.drafts:
        starts.open_section(state, line)
        return True
    if label.kind in _KEY_KINDS:
        return _key(state, line, label)
    draft = state.draft
    if draft is not None and label.kind is Kind.LEARNER:
        state.mark(line, Role.KEY, draft)
        return True
    if draft is None or (line.bullet and draft.kind == "bullet" and draft.part is Part.ROWS):
        return False
    in_stem = draft.part is Part.STEM and draft.head.style != "dialect"
    if label.kind is Kind.HINT and label.value:
        draft.hint = label.value
        state.change(draft)
    elif in_stem or not _take(state, draft, label):
        return False
    state.mark(line, Role.KEY, draft)
    return True


def _take(state: State, draft: Draft, label: Label) -> bool:
    if label.kind is Kind.EXPLANATION:
        if draft.rows and not draft.keyed:
            prose.said(state, draft, Line(label.value))
        state.note(draft, label.value)
        return True
    if not label.value:
        return False
    if label.kind is Kind.SOURCE:
        draft.quotes.append(label.value.strip().strip(_QUOTES))
    elif label.kind is Kind.BANK or label.kind is Kind.RUBRIC:
        draft.facts[label.kind.value] = label.value
    elif label.kind is Kind.DIFFICULTY:
        draft.facts["difficulty"] = labels.DIFFICULTIES.get(labels.normal(looks.bare(label.value)))
    elif label.kind is Kind.TAGS:
        draft.facts["tags"] = [tag.strip() for tag in label.value.split(",") if tag.strip()]
    elif label.kind in (Kind.POINTS, Kind.TIME):
        _count(draft, label)
    if draft.part is not Part.STEM:
        draft.part = Part.OVER
    state.change(draft)
    return True


def _count(draft: Draft, label: Label) -> None:
    found = _SECS.match(looks.bare(label.value))
    if label.kind is Kind.POINTS:
        points = values.number(looks.bare(label.value).split(" ")[0], decimal_comma=False)
        if points is not None and points >= 0:
            draft.facts["points"] = points
    elif found:
        draft.facts["time"] = int(found[1]) * (60 if (found[2] or "").lower().startswith("m") else 1)


def _key(state: State, line: Line, label: Label) -> bool:
    draft = state.draft
    if label.number is not None and not (draft is not None and _has_blank(draft, label.number)):
        draft = state.book.latest(label.number)
    elif draft is not None:
        draft = _not_a_phantom(state, draft)
    if draft is None or draft.head.action == "delete":
        return False
    if label.spoken and not _says_key(draft, label.value):
        return False
    if label.number is None and _is_of_another(draft):
        state.mark(line, Role.KEY, draft)
        return True
    if state.book.count() > 1 and not values.BLANK.search("\n".join(draft.stem)) and _many(state, line, label):
        return True
    value = label.value.removesuffix(".") if label.spoken and not draft.rows else label.value
    if _may_be_of_all(state, draft, label):
        _keys_by_order(state, line, value)
        return True
    if not any(char.isalnum() or (char.isprintable() and not char.isascii()) for char in value):
        state.waiting, draft.part = not value.strip("*_ "), Part.KEY
        state.change(draft)
    elif label.number is not None and draft is state.draft and _has_blank(draft, label.number):
        _blank_claim(state, draft, f"{label.number}) {value}", label)
    else:
        claim(state, draft, value, decimal_comma=label.decimal_comma)
    state.mark(line, Role.KEY, draft)
    return True


def _says_key(draft: Draft, value: str) -> bool:
    """What is said in a sentence is a key when it can be nothing else."""
    if len(draft.rows) > 1:
        return keys.Options(draft.rows).read(value).chosen is not None
    return len(value) <= _LONGEST_SAID_CHARS


def _is_of_another(draft: Draft) -> bool:
    """Options that are not its own stand between `draft` and here, so a key may be the key of a question unseen."""
    return draft.sealed or (any(note.place is not None for note in draft.notes) and not draft.claims)


def _may_be_of_all(state: State, draft: Draft, label: Label) -> bool:
    """`Answers: A, B` apart from the question above, while others have no key either."""
    if label.kind is not Kind.KEYS or not state.gap or draft.head.type or not keys.is_label(label.value):
        return False
    return any(other.rows and not other.keyed for other in state.book.drafts if other is not draft)


def _keys_by_order(state: State, line: Line, value: str) -> None:
    starts.open_section(state, line)
    assert state.section is not None, "it was just opened"
    state.section.open.extend(Entry(None, token) for token in keys.tokens(value))
    state.end_section()


def _many(state: State, line: Line, label: Label) -> bool:
    """`Answers: 1-B, 2-C`: a key section in a line."""
    found = entries.parse(Line(label.value)) if label.value[:1].isdigit() or label.value[:1] in "Qq*#" else None
    if not found or len(found) < 2 or _is_of_parts(state.draft, found):
        return False
    starts.open_section(state, line)
    assert state.section is not None, "it was just opened"
    state.section.read(Line(label.value), None)
    return True


def _is_of_parts(draft: Draft | None, found: list[Entry]) -> bool:
    """The numbers are those of lines inside the open question, or none is its own although it has no key yet."""
    if draft is None or draft.keyed:
        return False
    lines = [*draft.stem, *(line for row in draft.rows for line in row.text[1:])]
    own = draft.head.number
    return any(map(values.is_numbered, lines)) or (own is not None and all(entry.number != own for entry in found))


def _not_a_phantom(state: State, draft: Draft) -> Draft:
    """A head with nothing but a key under it speaks of the earlier question of its number."""
    number = draft.head.number
    if any(draft.stem) or draft.rows or number is None:
        return draft
    earlier = state.book.latest(number, before=draft)
    if earlier is None:
        return draft
    state.book.drop(draft)
    state.draft = earlier
    return earlier


def _has_blank(draft: Draft, number: int) -> bool:
    names = values.BLANK.findall("\n".join(draft.stem))
    return len(names) > 1 and number <= len(names)


def _blank_claim(state: State, draft: Draft, value: str, label: Label) -> None:
    if draft.claims:
        draft.claims[-1].value += f" {value}"
        state.change(draft)
    else:
        state.claim(draft, value, decimal_comma=label.decimal_comma)


def claim(state: State, draft: Draft, value: str, *, decimal_comma: bool = False) -> None:
    """The key, and the reason that may stand behind it in the same line."""
    if value.count("**") == 1:
        value = value.replace("**", "")
    reason = _REASON.search(value) if ":" in value else None
    if reason is not None:
        state.claim(draft, value[: reason.start()].rstrip(" .|(["), decimal_comma=decimal_comma)
        state.note(draft, value[reason.end() :])
    else:
        state.claim(draft, value, decimal_comma=decimal_comma)


def awaited(state: State, line: Line) -> bool:
    """The line after a key label that stood alone; False when it is no key."""
    draft = state.draft
    if draft is None:
        state.waiting = False
        return False
    head = heads.parse(line)
    if head is not None and (head.word or head.type):
        state.waiting = False
        return False
    if state.listing and draft.claims and not (line.bullet or values.is_numbered(line.core)):
        state.waiting = False
        return False
    listed = state.listing and head is not None and _has_blank(draft, head.number or 0)
    follows = head is not None and not listed and starts.follows(state, head)
    if len(draft.rows) > 1:
        reading = keys.Options(draft.rows).read(line.rest)
        if reading.chosen is None or (follows and reading.rest):
            state.waiting = False
            return not follows and prose.said(state, draft, line) and _marked(state, line, draft)
    elif follows:
        state.waiting = False
        return False
    _awaited_claim(state, draft, line)
    return True


def _marked(state: State, line: Line, draft: Draft) -> bool:
    state.mark(line, Role.KEY, draft)
    return True


def _awaited_claim(state: State, draft: Draft, line: Line) -> None:
    """One line of the key; more may follow as a list."""
    if draft.claims and state.listing:
        draft.claims[-1].value += f"{', ' if draft.rows else ' '}{line.rest}"
        state.change(draft)
    else:
        claim(state, draft, line.rest)
    state.waiting = state.listing = (bool(line.bullet) or values.is_numbered(line.core)) and not _fills_blanks(draft)
    state.mark(line, Role.KEY, draft)


def _fills_blanks(draft: Draft) -> bool:
    """The key has a word for every blank."""
    count = len(values.BLANK.findall("\n".join(draft.stem)))
    return count > 0 and values.blanks(draft.claims[-1].value, list(range(1, count + 1))) is not None


def flash(state: State, line: Line) -> None:
    """`A: …` that answers a `Q: …`."""
    draft = state.draft
    assert draft is not None, "only an open question has an answer"
    state.claim(draft, line.rest.lstrip("*_ ")[2:].lstrip("*_ "))
    state.mark(line, Role.KEY, draft)


def inline(state: State, line: Line) -> InlineKey | None:
    """A key at the end of `line` behind a stem or options; None when there is none."""
    found = signs.inline_key(line.rest)
    if found is None or not (state.draft or heads.parse(line)):
        return None
    before, value = found
    if not before.endswith(_ENDS) and not (_has_options(state, before, line) and keys.begins_with_label(f"{value}.")):
        return None
    start = line.text.find(line.rest)
    return InlineKey(Line(line.text[:start] + before), value)


def _has_options(state: State, before: str, line: Line) -> bool:
    draft = state.draft
    if len(split(before)[1]) > 1 or len(split(before, len(draft.rows) if draft else 0)[1]) > 1:
        return True
    return draft is not None and rows.match(line, draft.kind, len(draft.rows)) is not None


def settle_inline(state: State, found: InlineKey) -> None:
    """The key goes to the question that the rest of the line began or belongs to."""
    if state.draft is not None:
        claim(state, state.draft, found.value)


def wrapper(state: State, title: str, line: Line) -> None:
    """The title of a fold-out: `Show answer` makes its first line the key, `Answers` opens a key section."""
    label = signs.label(Line(title)) if title else None
    draft = state.draft
    if label is not None and labelled(state, Line(title), label):
        return
    head = heads.parse(Line(title)) if title else None
    if head is not None and starts.head(state, Line(title), head):
        return
    if draft is not None and len(draft.rows) > 1 and not draft.claims:
        draft.part = Part.KEY
        state.waiting = True
    state.mark(line, Role.KEY, draft)
