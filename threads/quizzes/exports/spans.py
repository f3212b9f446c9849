"""Where the code and the formulas of a markdown text are, for writers that keep it markdown."""

import re
from collections.abc import Callable, Iterator

_TICKS = re.compile(r"`+")
_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_SHIELDED = re.compile(r"&lt;(?=[A-Za-z/!?])")


def has_fence(text: str) -> bool:
    return any(line.lstrip().startswith(("```", "~~~")) for line in text.split("\n"))


def shield(text: str) -> str:
    """Markdown in which what looks like an HTML tag stays text, for readers that let raw HTML through."""
    return _outside_code(text, lambda words: _TAG.sub("&lt;", words))


def unshield(text: str) -> str:
    """The text that `shield` was given."""
    return _outside_code(text, lambda words: _SHIELDED.sub("<", words))


def _outside_code(text: str, change: Callable[[str], str]) -> str:
    pieces, start = [], 0
    for begin, end in _code(text):
        pieces += [change(text[start:begin]), text[begin:end]]
        start = end
    return "".join([*pieces, change(text[start:])])


def _code(text: str) -> Iterator[tuple[int, int]]:
    """The code spans and fences: a run of backticks up to the next run of the same length."""
    runs = [(found.start(), found.end()) for found in _TICKS.finditer(text)]
    later: dict[int, list[int]] = {}
    for start, end in reversed(runs):
        later.setdefault(end - start, []).append(start)
    position = 0
    for start, end in runs:
        starts = later[end - start]
        while starts and starts[-1] <= start:
            starts.pop()
        if start >= position and starts:
            position = starts[-1] + (end - start)
            yield start, position
