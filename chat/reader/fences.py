"""Code fences."""

import re
from dataclasses import dataclass

from chat.reader.lines import Line

_OPEN = re.compile(r"(`{3,}|~{3,})[ \t]*([^`]*)$")
_CODE = re.compile(r"`[^`]*`")
_FORMULAS = {"$$": "$$", "\\[": "\\]"}
_WHOLE = frozenset(("markdown", "md", "mdx"))
_MAYBE = frozenset(("", "text", "txt", "plaintext", "quiz"))


@dataclass(frozen=True, slots=True)
class Fence:
    sign: str
    size: int
    info: str
    indent: int
    quoted: bool

    def closes(self, line: Line) -> bool:
        """`line` is as many of the same sign or more, and nothing else."""
        core = line.core
        if self.sign in _FORMULAS:
            return _FORMULAS[self.sign] in core or line.blank
        return core.startswith(self.sign * self.size) and not core.strip(self.sign)

    def inner(self, line: Line) -> str:
        """The line as it stands inside, without the indentation or quote signs of the fence."""
        text = re.sub(r"^[ \t]*(?:>[ \t]?)+", "", line.text) if self.quoted else line.text
        return text[min(self.indent, len(text) - len(text.lstrip())) :]

    @property
    def may_wrap(self) -> bool:
        """It may hold a whole answer: it is named markdown, or not at all."""
        return self.wraps or self.info in _MAYBE

    @property
    def wraps(self) -> bool:
        return self.info in _WHOLE


def opened(line: Line) -> Fence | None:
    """The fence that `line` opens."""
    if not line.core.startswith(("```", "~~~")):
        return None
    found = _OPEN.match(line.core)
    return Fence(found[1][0], len(found[1]), found[2].strip().lower(), line.indent, line.quoted) if found else None


def formula(line: Line) -> Fence | None:
    """The formula that `line` begins and later lines end."""
    core = line.core
    if "$$" not in core and "\\[" not in core:
        return None
    core = _CODE.sub("", core) if "`" in core else core
    if "$$" in core and core.count("$$") % 2:
        return Fence("$$", 2, "math", line.indent, line.quoted)
    if "\\[" in core and core.rfind("\\[") > core.rfind("\\]"):
        return Fence("\\[", 2, "math", line.indent, line.quoted)
    return None
