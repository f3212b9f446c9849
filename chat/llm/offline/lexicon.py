"""What is known of a text's language: its small words, how it defines things, how a question is put in it."""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "languages"
_WORD = re.compile(r"[^\W\d_]+")
_SETS = ("leads", "small", "leaning", "negative", "vague")
_VOTERS = 400  # words looked at


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words and stems of one language.

    `leads` stand before a noun (articles, prepositions); `small` are all words without content. A sentence that
    starts with one of `leaning` cannot stand alone; `negative` ones turn its meaning round; `vague` nouns are not
    asked for. `defines` is a pattern of what stands between a term and its definition. `complete` and `describe` are
    stems, `says` is an explanation, each with a place to fill; `title`, `note` and `fewer` stand above the quiz.
    """

    leads: frozenset[str]
    small: frozenset[str]
    leaning: frozenset[str]
    negative: frozenset[str]
    vague: frozenset[str]
    articles: str
    defines: str
    complete: str
    describe: str
    says: str
    title: str
    note: str
    fewer: str


@cache
def load(language: str) -> Lexicon:
    """The words of `languages/{language}.toml`."""
    with (_FOLDER / f"{language}.toml").open("rb") as file:
        content: dict[str, str] = tomllib.load(file)
    words = {name: frozenset(content.pop(name).split()) for name in _SETS}
    words["small"] |= words["leads"] | words["negative"]
    return Lexicon(**words, **content)  # type: ignore[arg-type]


@cache
def languages() -> tuple[str, ...]:
    """English first: it wins where a text shows no language at all."""
    return tuple(sorted((path.stem for path in _FOLDER.glob("*.toml")), key=lambda code: (code != "en", code)))


def language_of(text: str) -> str:
    """The language whose small words are the most."""
    words = [word.casefold() for word in _WORD.findall(text[: _VOTERS * 12])][:_VOTERS]
    votes = {code: sum(word in load(code).small for word in words) for code in languages()}
    return max(votes, key=lambda code: votes[code])
