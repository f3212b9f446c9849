"""Edits that need no model: read only when the whole message is one, so that nothing else is taken for it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from threads.quizzes.model import Json

from . import requests
from .vocabulary import LANGUAGES, Vocabulary

# A longer message says more than a command.
MAX_CHARS = 120

_NUMBER = r"\d{1,3}"
_BETWEEN = r"\s*(?:,|-|–|—|&|to|through|and|y|et|und|e|a|à|al|bis|até)\s*"


@dataclass(frozen=True, slots=True)
class Command:
    """`op`: delete, move, swap, shuffle_questions, shuffle_options or undo. `numbers` as the user counts, from 1."""

    op: str
    numbers: tuple[int, ...]
    language: str


def parse_command(message: str, quiz: Json) -> Command | None:
    """The edit a message asks for and nothing else; None when it is not exactly one.

    Numbers may name questions that `quiz` does not have: `apply` answers that in words.
    """
    if len(message) > MAX_CHARS:
        return None
    text = " ".join(message.casefold().split())
    count = len(quiz["questions"])
    # The quiz's own language first: "elimina 2" is Spanish as well as Italian.
    for language in sorted(LANGUAGES, key=lambda code: code != quiz["language"].partition("-")[0]):
        if command := _command(text, language, count):
            return command
    return None


def _command(text: str, language: str, count: int) -> Command | None:
    plain = _polite(language).sub(" ", text).strip(" ,.!?")
    plain = " ".join(plain.split())
    for op, pattern in _patterns(language):
        if match := pattern.fullmatch(plain):
            numbers = tuple(number for text in match.groups() for number in _numbers(text, count))
            return Command(op, tuple(dict.fromkeys(numbers)) if op == "delete" else numbers, language)
    return None


def _numbers(text: str, count: int) -> list[int]:
    """The numbers in a list of them; a text without any is "the last one"."""
    return requests.expand(text) or [count]


@cache
def _polite(language: str) -> re.Pattern[str]:
    return re.compile(rf"(?:^|(?<=[\s,]))(?:{LANGUAGES[language].polite})(?=[\s,.!?]|$)")


@cache
def _patterns(language: str) -> list[tuple[str, re.Pattern[str]]]:
    return list(_compiled(LANGUAGES[language]))


def _compiled(words: Vocabulary) -> Iterator[tuple[str, re.Pattern[str]]]:
    head = rf"(?:{words.question}\s*#?|#)?\s*"
    one = rf"((?:{head}{_NUMBER})|{words.last})"
    several = rf"((?:{head}{_NUMBER}(?:{_BETWEEN}{head}{_NUMBER})*)|{words.last})"
    for op, forms in (("delete", words.delete), ("move", words.move), ("swap", words.swap)):
        for form in forms:
            yield op, re.compile(form.replace("{n}", several).replace("{a}", one).replace("{b}", one))
    yield "shuffle_options", re.compile(rf"{words.shuffle}\s?{words.options}|{words.options} mischen")
    yield "shuffle_questions", re.compile(rf"{words.shuffle}(?:\s?{words.questions})?|{words.questions} mischen")
    yield "undo", re.compile(words.undo)
