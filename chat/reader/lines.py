"""Text pieces in, whole lines out, each line taken apart once."""

import re

# A longer line is no quiz; what lies beyond is not read (the stream's text itself is never touched).
LONGEST_LINE_CHARS = 65_536
_MOST_PARTS = 25  # then they are joined: a string for each token takes many times its text

# Characters a keyboard in another script gives for the signs the reader looks for. One for one, so that
# a place in the folded line is the same place in the line.
_FOLDS = {
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # full-width letters, digits, signs
    **dict.fromkeys((0x00A0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000), " "),
    0xFEFF: " ",
    0xFE55: ":",
    0x2236: ":",
    0x3010: "[",
    0x3011: "]",
}

# Indentation, quote signs, heading signs, one list sign.
_LEAD = re.compile(
    r"[ \t]*((?:>[ \t]*)*)((?:#{2,6}[ \t]*|#[ \t]+))?((?:[-+•●▪◦‣–·]|\*(?!\*))[ \t]+)?",
)
_EMOJI = "\u200d\ufe0f\u20e3\u2190-\u21ff\u2300-\u23ff\u2460-\u24ff\u25a0-\u27bf\u2b00-\u2bff\U0001f000-\U0001faff"
EMOJI_RUN = re.compile(f"[{_EMOJI}]+[ \t]*")
EMOJI_EDGES = re.compile(f"^[{_EMOJI} \t]+|[{_EMOJI} \t]+$")


def fold(text: str) -> str:
    """`text` with typographic variants of the signs replaced, at the same length."""
    return text if text.isascii() else text.translate(_FOLDS)


class Splitter:
    """Cuts a stream of pieces at line feeds, however the pieces fall."""

    __slots__ = ("_parts", "_size")

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._size = 0

    def feed(self, text: str) -> list[str]:
        """The lines that `text` completes, without their line ends."""
        *ended, last = text.split("\n")
        lines: list[str] = []
        if ended:
            self.keep(ended[0])
            lines = [self._take(), *map(_trim, ended[1:])]
        self.keep(last)
        return lines

    def close(self) -> list[str]:
        """The last line when no line feed ended it."""
        return [self._take()] if self._parts else []

    def keep(self, piece: str) -> None:
        """Takes a piece without a line feed."""
        if piece and self._size < LONGEST_LINE_CHARS:
            self._parts.append(piece)
            self._size += len(piece)
            if len(self._parts) > _MOST_PARTS:
                self._parts = ["".join(self._parts)]

    def _take(self) -> str:
        line = "".join(self._parts)
        self._parts.clear()
        self._size = 0
        return _trim(line)


def _trim(line: str) -> str:
    return line[:LONGEST_LINE_CHARS].removesuffix("\r")


class Line:
    """One line: `text` as it came, `core` folded and without its leading signs, `rest` the same place in the text."""

    __slots__ = ("begins_with_word", "bullet", "core", "heading", "indent", "quoted", "rest", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.indent = self.heading = 0
        self.quoted, self.bullet = False, ""
        folded = text if text.isascii() else text.translate(_FOLDS)
        if folded[:1].isalnum() or folded[:2] == "**" or not folded:
            start = 0
        elif folded[:2] == "- " and folded[2:3].isalnum():  # what the pattern would say, for a most usual line
            self.bullet, start = "-", 2
        else:
            start = self._take_lead(folded)
        # No list begins so: its letter or number has a sign behind it.
        self.begins_with_word = folded[start : start + 2].isalpha() and not self.bullet
        self.core = core = folded[start:].rstrip()
        self.rest = text[start : start + len(core)]

    def _take_lead(self, folded: str) -> int:
        lead = _LEAD.match(folded)
        assert lead is not None, "every part of the pattern is optional"
        quotes, heading, bullet = lead.groups()
        self.indent = len(folded) - len(folded.lstrip())
        self.quoted = bool(quotes)
        self.heading = len(heading.rstrip()) if heading else 0
        self.bullet = bullet[0] if bullet else ""
        return lead.end()

    @property
    def blank(self) -> bool:
        return not self.core and not self.heading and not self.bullet

    @property
    def bold(self) -> bool:
        """Bold from its first character on."""
        return self.core.startswith(("**", "__"))
