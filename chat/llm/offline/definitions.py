"""Sentences that say what something is."""

import re
from collections.abc import Sequence

from chat.llm.offline import distractors
from chat.llm.offline.lexicon import Lexicon
from chat.llm.offline.prose import Sentence

_FEWEST_WORDS = 4
_TERM = r"(?P<term>[^\W\d_][\w'’.-]*(?: [^\W_][\w'’-]*){0,3}?)"


def find(sentences: Sequence[Sentence], words: Lexicon) -> dict[int, tuple[str, str]]:
    """By the number of the sentence: the term, and what it is said to be. One definition per term."""
    articles = "|".join(article + ("" if article.endswith("'") else " ") for article in words.articles.split())
    shape = re.compile(rf"(?:{articles})?{_TERM} {words.defines}(?P<told>[^;:()]+)\.", re.IGNORECASE)
    found: dict[int, tuple[str, str]] = {}
    known: set[str] = set()
    for number, sentence in enumerate(sentences):
        match = shape.fullmatch(sentence.text)
        if not match or not _tells(match["term"], match["told"], words):
            continue
        term = match["term"][0].upper() + match["term"][1:]
        if term not in known:
            known.add(term)
            found[number] = (term, match["told"])
    return found


def _tells(term: str, told: str, words: Lexicon) -> bool:
    return (
        len(told.split()) >= _FEWEST_WORDS
        and not any(part.casefold() in words.small for part in term.split())
        and distractors.marks(term).isdisjoint(distractors.marks(told))
    )
