"""HTML: list tags become lines, wrappers go, what they hold is read."""

import re
from html import unescape

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,9})((?:[ \t][^<>]{0,200})?)/?>")
_CODE = re.compile(r"`[^`]*`")
_BREAKING = frozenset(
    ["br", "p", "div", "section", "details", "summary", "ol", "ul", "li", "hr", "h1", "h2", "h3", "h4", "h5", "h6"]
)
_BOLD = frozenset(("b", "strong"))
_TYPE = re.compile(r"type[ ]*=[ ]*[\"']?([1aAiI])")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Html:
    """Rewrites the lines that begin with a tag, keeping count of the lists they open."""

    __slots__ = ("_lists", "details", "in_comment")

    def __init__(self) -> None:
        self.in_comment = False
        self._lists: list[list[str | int]] = []
        self.details = 0  # how many <details> are open

    def lines(self, text: str) -> list[str]:
        """`text` as plain lines: itself when it does not begin with a tag."""
        if self.in_comment or ("<!--" in text and "<!--" in _CODE.sub("", text)):
            text = self._uncommented(text)
        if "<" not in text:
            return [text]
        found = _TAG.match(text.lstrip(" \t>-"))
        if found is None or found[2].lower() not in _BREAKING | _BOLD:
            return [text]
        return [line for line in self._rewrite(text).split("\n") if line.strip()] or [""]

    def _uncommented(self, text: str) -> str:
        """`text` without comments, which may run over several lines: nobody sees them."""
        kept: list[str] = []
        while text:
            before, mark, text = text.partition("-->" if self.in_comment else "<!--")
            if not self.in_comment:
                kept.append(before)
            if mark:
                self.in_comment = not self.in_comment
        return "".join(kept)

    def _rewrite(self, text: str) -> str:
        parts: list[str] = []
        done = 0
        for tag in _TAG.finditer(text):
            parts.append(text[done : tag.start()])
            parts.append(self._tag(tag))
            done = tag.end()
        return unescape("".join((*parts, text[done:])))

    def _tag(self, tag: re.Match[str]) -> str:
        name, closing = tag[2].lower(), bool(tag[1])
        if name in _BOLD:
            return "**"
        if name == "code":
            return "`"
        if name == "summary":
            return '"\n' if closing else '\n??? summary "'
        if name in ("ol", "ul"):
            self._list(name, tag[3], closing=closing)
        elif name == "li" and not closing:
            return "\n" + self._item()
        elif name == "details":
            self.details = max(0, self.details + (-1 if closing else 1))
        elif name[0] == "h" and name[1:].isdigit() and not closing:
            return "\n" + "#" * int(name[1:]) + " "
        return "\n" if name in _BREAKING else ""

    def _list(self, name: str, attributes: str, *, closing: bool) -> None:
        if not closing:
            kind = _TYPE.search(attributes)
            self._lists.append(["-" if name == "ul" else kind[1] if kind else "1", 0])
        elif self._lists:
            self._lists.pop()

    def _item(self) -> str:
        if not self._lists:
            return "- "
        here = self._lists[-1]
        kind, count = str(here[0]), int(here[1])
        here[1] = count + 1
        if kind in "aA":
            return f"{_LETTERS[count % 26]}) "
        return "- " if kind == "-" else f"{count + 1}. "
