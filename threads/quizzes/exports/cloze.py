r"""Moodle's embedded answers: `{1:SHORTANSWER:=yes~%50%maybe}` inside a sentence.

Moodle undoes entities in the alternatives, but only two of its own backslash escapes: so every character with a
meaning is written as an entity.
"""

from ..model import Json
from . import marks, markup
from .losses import Losses

_PLAIN = set(" .,_'-")


def text(question: Json, losses: Losses) -> str:
    """The stem as HTML with an embedded answer in place of each blank."""
    blanks = {blank["id"]: blank for blank in question["answer"]}
    weight = _weight(question, losses)
    pieces = markup.split_blanks(markup.html(question["stem"]))
    return "".join(
        _blank(blanks[piece], weight) if place % 2 else piece.replace("{", "&#123;")
        for place, piece in enumerate(pieces)
    )


def _weight(question: Json, losses: Losses) -> int:
    """How much each blank counts: Moodle adds whole numbers up."""
    points, blanks = question.get("points", 1), len(question["answer"])
    if points % blanks == 0:
        return int(points // blanks)
    losses.add(question, "points", f"The question counts {blanks}, one for each blank.")
    return 1


def _blank(blank: Json, weight: int) -> str:
    right = blank["accepted"]
    if wrong := marks.wrong_words(blank):
        choices = [*("=" + _choice(word) for word in right), *(_choice(word) for word in wrong)]
        return f"{{{weight}:MULTICHOICE_S:{'~'.join(choices)}}}"
    kind = "SHORTANSWER_C" if blank.get("match") == "exact" else "SHORTANSWER"
    return f"{{{weight}:{kind}:{'~'.join('=' + _escape(marks.no_wildcards(word)) for word in right)}}}"


def _choice(word: str) -> str:
    return _escape(markup.inline_html(word))


def _escape(text: str) -> str:
    return "".join(mark if mark.isalnum() or mark in _PLAIN else f"&#{ord(mark)};" for mark in text)
