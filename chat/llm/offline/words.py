"""The words of requests, from `words.toml`, as patterns for folded text."""

import re
import tomllib
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("words.toml")
_CONTENT: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))


def _pattern(name: str) -> str:
    return "|".join(_CONTENT[name])


def _patterns(table: str) -> dict[str, str]:
    return {name: "|".join(words) for name, words in _CONTENT[table].items()}


QUESTION = _pattern("question")
QUIZ = f"{_pattern('quiz')}|{QUESTION}"
MAKE, APPEND, REPLACE, RESIZE = _pattern("make"), _pattern("append"), _pattern("replace"), _pattern("resize")
HARDER, EASIER = _pattern("harder"), _pattern("easier")
TRANSLATE, TALK, TEXT = _pattern("translate"), _pattern("talk"), _pattern("text")
TYPES, DIFFICULTIES, LANGUAGES = _patterns("types"), _patterns("difficulties"), _patterns("languages")
FILLER = frozenset(_CONTENT["filler"].split())

NUMBER_OF_WORD = {word: int(number) for number, words in _CONTENT["numerals"].items() for word in words.split()}
NUMBER = r"(?:\d{1,3}|" + "|".join(sorted(NUMBER_OF_WORD, key=len, reverse=True)) + ")"


def matcher(words: str) -> re.Pattern[str]:
    """Finds one of the words as a whole."""
    return re.compile(rf"(?<![\w-])(?:{words})(?![\w-])")
