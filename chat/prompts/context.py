"""What the model is told of the thread, all of it bounded: the quiz, what was asked before, what was said."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import TypeVar

import orjson
from django.conf import settings

import threads.quizzes.exports.markdown as dialect
from threads.quizzes import views
from threads.quizzes.model import Json

_BYTES_PER_TOKEN = 4  # English; other scripts take more bytes and more tokens alike
_SHOWN = frozenset({"id", "type", "stem", "options", "answer", "blanks", "left", "right", "items", "difficulty"})
_STEM_CHARS = 100
_SHORTENED = "(The questions that stand here with their stem alone cannot be changed.)"
_SAID_CHARS = {"user": 400, "assistant": 800}

Sized = TypeVar("Sized", str, bytes)


def tokens(text: str | bytes) -> int:
    """An estimate, good enough for a budget."""
    return len(text if isinstance(text, bytes) else text.encode()) // _BYTES_PER_TOKEN + 1


def message(role: str, content: str) -> bytes:
    # Copied: what orjson returns keeps the buffer it was written into. Twenty of them a prompt tear the heap so far
    # apart that an open stream takes 18 KB more, although its prompt is long gone.
    return b"%b" % orjson.dumps({"role": role, "content": content})


def quiz(quiz: Json, *, named: frozenset[int] | None, learner: bool, budget: int) -> str:
    """The quiz in the dialect, with ids, without explanations; for a learner without keys.

    What is too much for the budget is shortened to its stem: first the questions that are not named, from the end.
    """
    shown = {
        number: _whole(number, question, learner=learner) for number, question in enumerate(quiz["questions"], 1)
    }
    left = budget - sum(map(tokens, shown.values()))
    notes = [_SHORTENED] if left < 0 else []
    for number in sorted(shown, key=lambda n: (named is None or n in named, -n)):
        if left >= 0:
            break
        short = _head(number, quiz["questions"][number - 1])
        left += tokens(shown[number]) - tokens(short)
        shown[number] = short
    return "\n\n".join([f"# {quiz['title']}", *notes, *shown.values()])


def stems(used: Iterable[str], *, budget: int) -> str:
    """One line each, the latest first, until the budget is spent."""
    return "\n".join(_within((f"- {_cut(stem, _STEM_CHARS)}" for stem in used), budget))


def history(rows: Sequence[Json], *, learner: bool, budget: int) -> list[bytes]:
    """The newest messages that fit, oldest first. A learner's turn knows only what was said in learners' turns."""
    if learner:
        rows = [row for pair in pairwise(rows) if pair[1].get("view") == "learner" for row in pair]
    said = (message(row["role"], _said(row)) for row in reversed(rows) if row["content"].strip())
    return _within(said, budget)[::-1]


def _said(row: Json) -> str:
    """A message shortened; a quiz to its first line, since its present form stands elsewhere."""
    if row.get("quizId"):
        return f"(A quiz: {_cut(row['content'].strip().partition(chr(10))[0].lstrip('# '), _STEM_CHARS)})"
    return _cut(row["content"], _SAID_CHARS[row["role"]])


def _whole(number: int, question: Json, *, learner: bool) -> str:
    shown = views.learner_question(question, settings.SECRET_KEY) if learner else question
    brief = {name: value for name, value in shown.items() if name in _SHOWN}
    if "options" in brief:
        brief["options"] = [{"id": option["id"], "text": option["text"]} for option in brief["options"]]
    return dialect.shown(number, brief)


def _head(number: int, question: Json) -> str:
    return f"### Q{number} {{{question['id']}}} [{question['type']}]\n{_cut(question['stem'], _STEM_CHARS)}"


def _cut(text: str, chars: int) -> str:
    line = " ".join(text.split())
    return line if len(line) <= chars else f"{line[: chars - 1].rstrip()}…"


def _within(items: Iterable[Sized], budget: int) -> list[Sized]:
    taken: list[Sized] = []
    for item in items:
        budget -= tokens(item)
        if budget < 0:
            break
        taken.append(item)
    return taken
