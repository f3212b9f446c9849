"""The pieces of a question that several types share: stem, explanation, blanks, pairs, order."""

import re
from collections.abc import Callable

from chat.reader import values
from chat.reader.draft import Draft
from chat.reader.lines import fold
from chat.reader.looks import bare
from chat.reader.rows import Row

_ARROW = re.compile(r"(?:^|[ \t])(?:=>|⇒|→|->|⟶|➔|➜|:=)(?=[ \t]|$)")
_CODE = re.compile(r"`[^`]*`|\$[^$]*\$")
_WHOLE_BOLD = re.compile(r"(\*\*|__)((?:(?!\1).)+)\1$")
# An option or an explanation that speaks of a place would be wrong in another order.
_PLACE = re.compile(
    r"\b(?:[Bb]oth|[Nn]either|[Ee]ither|[Aa]ll|[Nn]one)\b.{0,12}"
    r"\b(?:[A-K] (?:and|or|nor) [A-K]|of the above|of these|above)\b"
    r"|\b(?:[Oo]ptions?|[Cc]hoices?) [A-K]\b|\b[A-K] (?:and|or) [A-K](?: only)?$",
    re.MULTILINE,
)
# One of these is in all that the pattern finds; to look for them is much quicker.
_PLACE_WORDS = ("above", "of these", "ption", "hoice")
_PLACE_LETTERS = re.compile(r"[A-K] (?:and|or|nor) [A-K]\b")


def stem(draft: Draft, *, with_rows: bool = False) -> str:
    """The stem, without bold around all of it; `with_rows`: the list below belongs to it."""
    lines = [*draft.stem, *(source for row in draft.rows for source in row.source)] if with_rows else draft.stem
    text = "\n".join(lines).strip()
    opened = draft.head.opened
    if opened and text.endswith(opened) and text.count(opened) % 2:
        text = text[: -len(opened)].rstrip()
    whole = _WHOLE_BOLD.match(text) if "\n" not in text else None
    return whole[2].strip() if whole else text


def text(row: Row) -> str:
    """The text of a row, its lines joined."""
    return "\n".join(row.text).strip()


def plain(value: float) -> float | int:
    """A whole number without its `.0`."""
    return int(value) if float(value).is_integer() else value


def explanation(draft: Draft, reasons: list[str]) -> tuple[str, dict[int, str]]:
    """The explanation, and the feedback of each option by its place.

    Lettered lines after the key are feedback when every option has exactly one, else they are explanation.
    """
    feedback = {place: "\n".join(row.feedback).strip() for place, row in enumerate(draft.rows) if row.feedback}
    places = [note.place for note in draft.notes if note.place is not None]
    each = len(places) > 1 and sorted(places) == list(range(len(draft.rows)))
    lines = [*reasons]
    for note in draft.notes:
        if each and note.place is not None:
            feedback.setdefault(note.place, "\n".join([note.lines[0][note.cut :], *note.lines[1:]]).strip())
        else:
            lines.extend(note.lines)
    if not draft.rows:
        lines[:0] = [rest for rest in (values.statement(claim.value)[1] for claim in draft.claims) if rest]
    return "\n".join(lines).strip(), feedback


def may_shuffle(draft: Draft) -> bool:
    """False when the options are sorted numbers, or something speaks of their places."""
    texts = [row.plain for row in draft.rows]
    if all(item[-1:].isdigit() for item in texts):
        known = [number for item in texts if (number := values.number(item, decimal_comma=False)) is not None]
        if len(known) == len(texts) and known in (sorted(known), sorted(known, reverse=True)):
            return False
    notes = [line for note in draft.notes for line in note.lines]
    spoken = "\n".join((*texts, *notes))
    may_name = _PLACE_LETTERS.search(spoken) or any(word in spoken for word in _PLACE_WORDS)
    return not (may_name and _PLACE.search(spoken))


def _arrow(line: str) -> re.Match[str] | None:
    folded = fold(line)
    if "`" in folded or "$" in folded:
        folded = _CODE.sub(lambda found: "x" * len(found[0]), folded)
    return _ARROW.search(folded)


def paired(rows: list[Row]) -> bool:
    """Every row of an unlettered list is a pair."""
    return rows[0].kind in ("bullet", "number", "emoji") and all(_arrow(row.text[0]) for row in rows)


def pairs(rows: list[Row]) -> list[tuple[str, str]] | None:
    """Left and right of each row, left empty for a spare right; None when a row is no pair."""
    found: list[tuple[str, str]] = []
    for row in rows:
        line = text(row)
        arrow = _arrow(line)
        if arrow is None or not line[arrow.end() :].strip():
            return None
        found.append((line[: arrow.start()].strip(), line[arrow.end() :].strip()))
    return found


def order(draft: Draft) -> list[int] | None:
    """The places of the items in the right order; None when the key does not fit or is missing.

    Without a key they stand in their order, but for lettered ones: letters are given so that a key can name them.
    """
    if not draft.claims:
        return None if draft.kind == "letter" else list(range(len(draft.rows)))
    orders = {tuple(_named_order(claim.value, draft.rows)) for claim in draft.claims}
    only = next(iter(orders))
    return list(only) if len(orders) == 1 and sorted(only) == list(range(len(draft.rows))) else None


def _named_order(value: str, rows: list[Row]) -> list[int]:
    labels_ = {row.label.casefold(): place for place, row in enumerate(rows) if row.label}
    texts = {bare(text(row)).casefold(): place for place, row in enumerate(rows)}
    tokens = [bare(token).casefold() for token in re.split(r"[,;>→|]|->|=>", value)]
    return [labels_.get(token.strip(" ().-="), texts.get(token, -1)) for token in tokens if token]


def blanks(draft: Draft, new_id: Callable[[str], str]) -> tuple[str, list[int]]:
    """The stem with an id for each blank, and the numbers of the blanks as they come."""
    names: list[int] = []

    def name(found: re.Match[str]) -> str:
        names.append(int(found[1]) if found[1] else len(names) + 1)
        return f"{{{{{draft.id('bl', names[-1], new_id)}}}}}"

    return values.BLANK.sub(name, stem(draft)), names


def banks(draft: Draft, count: int) -> list[list[str]]:
    """The words to choose from, for each blank: one bank for all, or a numbered one for each."""
    bank = draft.facts.get("bank", "")
    if not bank:
        return [[] for _ in range(count)]
    single = values.blanks(bank, list(range(1, count + 1))) if count > 1 and re.match(r"[( ]*1[).:]", bank) else None
    return single or [keys_of(bank) for _ in range(count)]


def keys_of(bank: str) -> list[str]:
    """The words of a bank, parted by bars, else by commas."""
    return values.accepted(bank if "|" in bank else bank.replace(",", "|"))
