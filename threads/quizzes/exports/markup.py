r"""The markdown of stems, options and explanations in other forms: HTML, plain words, a title.

Raw HTML is text, never markup. Formulas between `\(…\)`, `\[…\]`, `$…$` and `$$…$$` are opaque: their backslashes and
stars are not markdown. The one-dollar form follows the usual rule (no space inside, no letter or digit behind), so
that prices and PHP variables stay words.
"""

import re
from collections.abc import Iterator
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from ..model import BLANK

# Two characters that Unicode keeps free for internal use; `cleaning.clean` removes them from every text.
_OPEN, _CLOSE = "\ufdd0", "\ufdd1"
_GAP = re.compile(f"{_OPEN}(bl_[0-9a-z]+){_CLOSE}")
# No formula holds the opening of another one, so a text of nothing but openings is read in linear time.
FORMULA = re.compile(
    r"\\\((?P<round>(?:\\[^()\n]|[^\\\n])++)\\\)"
    r"|\\\[(?P<square>(?:\\[^\[\]]|[^\\])++)\\\]"
    r"|\$\$(?P<double>[^$]++)\$\$"
    r"|\$(?P<single>(?![\s$])[^$\n]*?[^\s\\$])\$(?![0-9A-Za-z])"
)
_EXCERPT_CHARS = 60
_EXCERPT_SOURCE_CHARS = 600
# The parser looks for the end of a link from every bracket on; no text has so many links.
_MOST_BRACKETS = 400


def html(text: str) -> str:
    """Block HTML that is also well-formed XML."""
    return str(_PARSER.render(_prepared(text))).strip()


def brief_html(text: str) -> str:
    """HTML without the paragraph around it when there is only one."""
    made = html(text)
    if made.startswith("<p>") and made.endswith("</p>") and made.count("<p>") == 1:
        return made.removeprefix("<p>").removesuffix("</p>")
    return made


def inline_html(text: str) -> str:
    """HTML for a place that takes no blocks; the text's lines become one."""
    return str(_PARSER.renderInline(_prepared(" ".join(text.split("\n")))))


def plain(text: str) -> str:
    """The words alone; code and formulas as they stand."""
    return "\n".join(block for block in _words(_PARSER.parse(_prepared(text))) if block.strip())


def excerpt(text: str) -> str:
    """A short title from the first words of a text, in one line; empty when it has no words."""
    line = " ".join(_GAP.sub("_____", plain(text[:_EXCERPT_SOURCE_CHARS])).split())
    if len(line) <= _EXCERPT_CHARS:
        return line
    return line[:_EXCERPT_CHARS].rsplit(" ", 1)[0] + "…"


def split_blanks(text: str) -> list[str]:
    """Text, blank id, text, … of markup made here: odd places hold ids."""
    return _GAP.split(text)


def _prepared(text: str) -> str:
    # As a word of its own kind a blank survives every rule of markdown, in code too.
    text = text.replace("[", "&#91;") if text.count("[") > _MOST_BRACKETS else text
    return BLANK.sub(rf"{_OPEN}\1{_CLOSE}", text)


def _formula(state: StateInline, silent: bool) -> bool:
    """A rule of the parser: a formula becomes one token."""
    if state.src[state.pos] not in "\\$":
        return False
    found = FORMULA.match(state.src, state.pos, state.posMax)
    if found is None:
        return False
    if not silent:
        token = state.push("formula", "", 0)
        token.content = found[found.lastgroup or 0]
        token.markup = "display" if found.lastgroup in ("square", "double") else ""
        token.meta = {"source": found[0]}
    state.pos = found.end()
    return True


def _render_formula(self: RendererHTML, tokens: list[Token], index: int, options: Any, env: Any) -> str:
    # Moodle, Anki and MathJax at large know these two delimiters; dollars are a setting.
    token = tokens[index]
    left, right = (r"\[", r"\]") if token.markup else (r"\(", r"\)")
    return left + escape(token.content, quote=False) + right


def _words(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type == "inline":
            yield "".join(_inline_words(token.children or []))
        elif token.type in ("fence", "code_block"):
            yield token.content.rstrip("\n")


def _inline_words(tokens: list[Token]) -> Iterator[str]:
    for token in tokens:
        if token.type in ("text", "code_inline", "image"):
            yield token.content
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n"
        elif token.type == "formula":
            yield token.meta["source"]


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "xhtmlOut": True}).enable("table")
    parser.inline.ruler.before("escape", "formula", _formula)
    parser.add_render_rule("formula", _render_formula)
    return parser


_PARSER = _parser()
