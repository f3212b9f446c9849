"""A question before it has a number, an id or an order of options."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

DIFFICULTIES = ("easy", "medium", "hard")
CHOICES = ("single_choice", "multiple_choice")

_BLANK = re.compile(r"\[\[\d+\]\]|\{\{[^{}]*\}\}|_{3,}")
_MARKUP = re.compile(r"[`*]")
_SHORTEST_TELLING_KEY_CHARS = 4


@dataclass(frozen=True, slots=True)
class Item:
    """One question. `correct` and `wrong` hold, by type:

    choices: options that are right and options that are not; true_false: `True` or `False`; short_answer: what is
    accepted; numeric: `12.5 ± 0.1 m/s`; matching: spare right sides in `wrong`. The stem of a fill_blank marks its
    blanks `[[1]]`, `[[2]]`, …, and `blanks` holds what each accepts. `items` of an ordering stand in the right order.
    The first of the tags names the topic. `source` is the sentence of the user's text behind the question.
    """

    type: str
    stem: str
    difficulty: str
    bloom: str = "remember"
    tags: tuple[str, ...] = ()
    correct: tuple[str, ...] = ()
    wrong: tuple[str, ...] = ()
    blanks: tuple[tuple[str, ...], ...] = ()
    pairs: tuple[tuple[str, str], ...] = ()
    items: tuple[str, ...] = ()
    explanation: str = ""
    source: str = ""

    def telling_keys(self) -> list[str]:
        """The words, plain, that would give the key away if an earlier question used them."""
        asked: tuple[str, ...] = self.correct if self.type in (*CHOICES, "short_answer") else ()
        if self.type == "numeric":
            asked = (self.correct[0].split()[0],)
        keys = (*asked, *(text for accepted in self.blanks for text in accepted))
        return [key for key in map(plain, keys) if len(key) >= _SHORTEST_TELLING_KEY_CHARS]


def fold(stem: str) -> str:
    """The stem for comparison: blanks alike, white space collapsed, case ignored."""
    return " ".join(_BLANK.sub("____", stem).casefold().split())


def plain(text: str) -> str:
    """The text folded and without markup."""
    return " ".join(_MARKUP.sub(" ", fold(text)).split())


def reveals(text: str, keys: Iterable[str]) -> bool:
    """Whether a plain text holds one of the plain keys, word for word."""
    return any(key in text and re.search(rf"(?<!\w){re.escape(key)}(?!\w)", text) for key in keys)
