"""HTML as markdown: what a quiz can show is kept, the rest becomes its text."""

import re

from lxml import etree

from ..exports.markup import FORMULA

_BLOCKS = {"p", "div", "ul", "ol", "blockquote", "table", "pre", "h1", "h2", "h3", "h4", "h5", "h6"}
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_MARKS = {"strong": "**", "b": "**", "em": "*", "i": "*", **dict.fromkeys(_HEADINGS, "**")}
_SILENT = {"script", "style", "title"}
_TAG = re.compile(
    r"</?(?:p|div|br|b|i|em|strong|span|ul|ol|li|code|pre|a|img|sub|sup|table|h[1-6])\b[^<>]{0,500}>", re.IGNORECASE
)
# What would be markdown if it stood there bare: stars and underscores at words, ticks, written-out entities.
_SIGNS = re.compile(r"(?<![\w\s])[*_](?=\S)|(?<=\S)[*_](?!\w)|\*(?=\S)|`|&(?=#?\w{1,32};)")
_TICKS = re.compile("`+")
_SPACE = re.compile(r"[ \t\n\r]+")


def is_html(text: str) -> bool:
    """Whether a text of no stated format is HTML."""
    return _TAG.search(text) is not None


def to_markdown(html: str) -> str:
    if not html.strip():
        return ""
    # Not the standard library's parser: it takes quadratic time on tags that are never closed.
    parser = etree.HTMLParser(target=_Writer(), encoding="utf-8", no_network=True)
    return str(etree.fromstring(html.encode(), parser))


class _Writer:
    """A target of the parser: markdown, piece by piece."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._data: list[str] = []  # text that the parser gives in parts
        self._lists: list[int | None] = []  # the last number of each open list, None for bullets
        self._links: list[str] = []
        self._code: int | None = None  # where the pieces of the open code begin
        self._info: str | None = None  # the language of an open block of code
        self._cells = 0  # of the open row
        self._rows = 0  # of the open table
        self._silent = 0

    def close(self) -> str:
        self._take_data()
        self._close_code()
        text = re.sub(r"(?m)[ \t]+$", "", "".join(self._pieces))
        return re.sub(r"\n{3,}", "\n\n", text).strip()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._take_data()
        self._silent += tag in _SILENT
        if tag in _BLOCKS and not self._lists:
            self._pieces.append("\n\n")
        if tag in ("ul", "ol"):
            self._lists.append(0 if tag == "ol" else None)
        elif tag in ("pre", "code"):
            self._open_code(tag, attributes.get("class", ""))
        elif tag == "img":
            self._pieces.append(f"[{attributes.get('alt') or 'image'}]")
        elif tag == "a":
            self._links.append(attributes.get("href", ""))
            self._pieces.append("[")
        elif tag in ("table", "tr", "td", "th"):
            self._open_table(tag)
        elif tag == "li":
            self._pieces.append("\n" + self._bullet())
        else:
            self._pieces.append({"br": "\n", "hr": "\n\n---\n\n"}.get(tag, _MARKS.get(tag, "")))

    def end(self, tag: str) -> None:
        self._take_data()
        self._silent -= tag in _SILENT
        if tag in ("ul", "ol") and self._lists:
            self._lists.pop()
        elif tag == "pre" or (tag == "code" and self._info is None):
            self._close_code()
        elif tag == "a" and self._links:
            self._pieces.append(f"]({self._links.pop()})")
        elif tag == "tr":
            self._close_row()
        elif tag == "table":
            self._rows = 0
        elif tag in _MARKS:
            self._pieces.append(_MARKS[tag])
        if tag in _BLOCKS and not self._lists:
            self._pieces.append("\n\n")

    def data(self, data: str) -> None:
        self._data.append(data)

    def _take_data(self) -> None:
        data = "".join(self._data)
        self._data.clear()
        if not data or self._silent or (self._rows and "\n" in data and not data.strip()):
            return
        if self._code is not None:
            self._pieces.append(data)
        else:
            self._pieces.append(_words(data, first=not self._pieces or self._pieces[-1].endswith("\n")))

    def _bullet(self) -> str:
        if not self._lists or (number := self._lists[-1]) is None:
            return "- "
        self._lists[-1] = number + 1
        return f"{number + 1}. "

    def _open_table(self, tag: str) -> None:
        if tag == "table":
            self._rows = 0
        elif tag == "tr":
            self._rows, self._cells = self._rows + 1, 0
            self._pieces.append("\n")
        else:
            self._pieces.append(" | " if self._cells else "| ")
            self._cells += 1

    def _close_row(self) -> None:
        self._pieces.append(" |")
        if self._rows == 1:
            self._pieces.append("\n" + "|---" * self._cells + "|")
        self._cells = 0

    def _open_code(self, tag: str, style: str) -> None:
        if self._code is None:
            self._code = len(self._pieces)
        if tag == "pre":
            self._info = ""
        elif self._info is not None and style.startswith("language-"):
            self._info = style.removeprefix("language-")

    def _close_code(self) -> None:
        if self._code is None:
            return
        text = "".join(self._pieces[self._code :])
        del self._pieces[self._code :]
        longest = max((len(ticks) for ticks in _TICKS.findall(text)), default=0)
        if self._info is not None:
            fence = "`" * max(3, longest + 1)
            body = text.strip("\n")
            self._pieces.append(f"{fence}{self._info}\n{body}\n{fence}")
        else:
            ticks, space = "`" * (longest + 1), " " if longest else ""
            self._pieces.append(f"{ticks}{space}{text}{space}{ticks}")
        self._code = self._info = None


def _words(data: str, *, first: bool) -> str:
    """Text with its white space folded and the signs of markdown disarmed, formulas as they stand."""
    pieces, start = [], 0
    for formula in FORMULA.finditer(data):
        pieces += [_disarm(data[start : formula.start()]), formula[0]]
        start = formula.end()
    folded = "".join([*pieces, _disarm(data[start:])])
    return folded.lstrip(" ") if first else folded


def _disarm(text: str) -> str:
    return _SIGNS.sub(lambda sign: "&amp;" if sign[0] == "&" else "\\" + sign[0], _SPACE.sub(" ", text))
