"""Text as it is compared: which of it is code, and what is left when looks are taken away."""

import re
from collections import deque
from typing import NamedTuple
from unicodedata import normalize

_TICKS = re.compile(r"`+|~{3,}")
_MATH = re.compile(r"\$(?=\S)[^$\n]+(?<=\S)\$(?!\d)")
_EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=\S)([^*\n]+)(?<=\S)\1(?![\w*])")
_STRUCK = re.compile(r"~~(?=\S)([^~\n]+)~~")
_WORD = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+(?:['’][^\W_]+)*")


class Piece(NamedTuple):
    text: str
    is_code: bool


def pieces(text: str) -> list[Piece]:
    """The text cut at code and at `$math$`, whose marks are left out. Linear, whatever the text."""
    if "`" not in text and "~~~" not in text and "$" not in text:
        return [Piece(text, False)]
    if text.count("`") == 2 and "~~~" not in text and "$" not in text:
        before, code, after = text.split("`")
        if code:  # a short way for the most usual text with code
            return [Piece(before, False), Piece(code, True), Piece(after, False)]
    found: list[Piece] = []
    for piece in _cut_at_code(text):
        found += [piece] if piece.is_code else _cut_at_math(piece.text)
    return found


def _cut_at_code(text: str) -> list[Piece]:
    """A run of backticks is closed by the next run that is as long; one that nothing closes is text."""
    runs = [(match.start(), match.end(), match[0]) for match in _TICKS.finditer(text)]
    later: dict[str, deque[int]] = {}
    for place, (_, _, mark) in enumerate(runs):
        later.setdefault(mark, deque()).append(place)
    found, done, place = [], 0, 0
    while place < len(runs):
        start, end, mark = runs[place]
        while later[mark] and later[mark][0] <= place:
            later[mark].popleft()
        if not later[mark]:
            place += 1
            continue
        place = later[mark][0]
        found += [Piece(text[done:start], False), Piece(text[end : runs[place][0]], True)]
        done = runs[place][1]
        place += 1
    return [*found, Piece(text[done:], False)]


def _cut_at_math(text: str) -> list[Piece]:
    found, done = [], 0
    for match in _MATH.finditer(text):
        found += [Piece(text[done : match.start()], False), Piece(match[0].strip("$"), True)]
        done = match.end()
    return [*found, Piece(text[done:], False)]


class Text:
    """A text in every form it is compared in, each worked out once."""

    __slots__ = ("bare", "folded", "has_code", "line", "pieces", "prose", "prose_words", "raw", "words")

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.pieces = pieces(" ".join(raw.split()) if raw.isascii() else " ".join(normalize("NFC", raw).split()))
        self.has_code = len(self.pieces) > 1 and any(piece.is_code for piece in self.pieces)
        # Without its code; emphasis and case as they are.
        self.prose = " ".join([piece.text for piece in self.pieces if not piece.is_code])
        # Emphasis and code marks taken off; letters keep their case.
        self.bare = "".join([piece.text if piece.is_code else _unmarked(piece.text) for piece in self.pieces]).strip()
        self.folded = self._folded() if self.has_code else self.bare.casefold()
        self.words = words(self.bare)
        self.line = f" {' '.join(self.words)} "  # to look for words in a row
        self.prose_words = words(self.prose) if self.has_code else self.words

    def _folded(self) -> str:
        """`bare`, and case taken away outside code."""
        return "".join(
            piece.text if piece.is_code else _unmarked(piece.text).casefold() for piece in self.pieces
        ).strip()


def folded(text: str) -> str:
    return Text(text).folded


def words(text: str) -> list[str]:
    """The words of a text, casefolded."""
    return _WORD.findall(text.casefold())


def _unmarked(text: str) -> str:
    if "*" in text:
        text = _EMPHASIS.sub(r"\2", text)
    return _STRUCK.sub(r"\1", text) if "~~" in text else text
