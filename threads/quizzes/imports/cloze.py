"""Moodle's embedded answers, `{1:SHORTANSWER:=yes~%50%maybe}`, as blanks."""

import re
from collections.abc import Iterator
from html import unescape

from ..model import Json
from . import html
from .build import Builder, Unread

_SIGN = re.compile(r"\\.|\{(?P<weight>\d*):(?P<kind>[A-Z_]+):|(?P<end>\})", re.DOTALL)
# An alternative ends at an unescaped sign; the sign of an entity is no sign.
_ALTERNATIVES = re.compile(r"(?:\\.|[^\\~])+", re.DOTALL)
_ALTERNATIVE = re.compile(r"(?:(=)|%(-?\d+(?:[.,]\d*)?)%)?((?:\\.|&#?\w+;|[^\\#])*+)(#.*)?", re.DOTALL)
_TYPED = {"SHORTANSWER": "caseless", "SA": "caseless", "MW": "caseless"}
_TYPED |= {"SHORTANSWER_C": "exact", "SAC": "exact", "MWC": "exact", "NUMERICAL": "caseless", "NM": "caseless"}
_CHOSEN = re.compile(r"MULTICHOICE(?:_[HVS]{1,2})?|MC[HVS]{0,2}")
_NUMBERS = ("NUMERICAL", "NM")
_FULL = 99.9


def read(stem: str, is_html: bool, builder: Builder, notes: list[str]) -> tuple[Json, int]:
    """A question with blanks, and its points. Raises `Unread` for a kind of answer that no blank can be."""
    pieces: list[str] = []
    blanks: list[Json] = []
    start = points = 0
    for begin, end, weight, kind, body in _embedded(stem):
        blanks.append(_blank(kind, body, builder, notes))
        pieces += [stem[start:begin], f"{{{{{blanks[-1]['id']}}}}}"]
        start, points = end, points + weight
    if not blanks:
        raise Unread("It has no embedded answers.")
    text = "".join([*pieces, stem[start:]])
    return builder.fill_blank(html.to_markdown(text) if is_html else text, blanks), points


def _embedded(stem: str) -> Iterator[tuple[int, int, int, str, str]]:
    """Begin, end, weight, kind and alternatives of each embedded answer; one pass over the text."""
    opened: re.Match[str] | None = None
    for sign in _SIGN.finditer(stem):
        if opened is None:
            opened = sign if sign["kind"] else None
        elif sign["end"]:
            body = stem[opened.end() : sign.start()]
            yield opened.start(), sign.end(), int(opened["weight"] or 1), opened["kind"], body
            opened = None


def _blank(kind: str, body: str, builder: Builder, notes: list[str]) -> Json:
    chosen = _CHOSEN.fullmatch(kind) is not None
    if not chosen and kind not in _TYPED:
        raise Unread(f"Embedded answers of the kind {kind[:20]} cannot be read.")
    accepted, words = [], []
    for share, text in _alternatives(body, notes):
        if chosen:
            text = html.to_markdown(text)
        elif kind in _NUMBERS:
            text = _number(text, notes)
        elif re.search(r"(?<!\\)\*", text):
            _note(notes, "An answer with a wildcard is not kept.")
            continue
        else:
            text = text.replace("\\*", "*")
        words.append(text)
        if share > _FULL:
            accepted.append(text)
        elif share > 0:
            _note(notes, "Answers of partial credit are not kept.")
    if not accepted:
        raise Unread("One of its embedded answers has no right one.")
    return builder.blank(accepted, bank=words if chosen else (), match=_TYPED.get(kind, "caseless"))


def _alternatives(body: str, notes: list[str]) -> Iterator[tuple[float, str]]:
    """How much each alternative is worth, in percent, and its text."""
    for alternative in _ALTERNATIVES.findall(body):
        if (found := _ALTERNATIVE.fullmatch(alternative)) is None:
            continue
        if found[4]:
            _note(notes, "The feedback of embedded answers is not kept.")
        share = 100.0 if found[1] else float((found[2] or "0").replace(",", "."))
        yield share, re.sub(r"\\([}#~/\"\\])", r"\1", unescape(found[3])).strip()


def _number(text: str, notes: list[str]) -> str:
    value, colon, width = text.partition(":")
    if colon and width.strip() not in ("0", ""):
        _note(notes, "The tolerance of an embedded number is not kept.")
    return value.strip()


def _note(notes: list[str], note: str) -> None:
    if note not in notes:
        notes.append(note)
