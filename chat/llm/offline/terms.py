"""The words of a text that a question can ask for, and of which kind each is."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from chat.llm.offline.lexicon import Lexicon
from chat.llm.offline.prose import Sentence

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:[-'’.]?[^\W_]+)*|\S")
_YEAR = re.compile(r"1[0-9]\d\d|20\d\d")
_ACRONYM = re.compile(r"[A-Z]{2,6}\d?|[A-Z][A-Za-z]?\d[A-Z]?")
_ORIGIN = re.compile(r"[A-Z][a-z]+(?:ese|ish|ian|ean|can|man|ench|utch|reek)s?")
_NO_NOUN = re.compile(r".*(?:ly|ing|ed|ous|ful|ive|less|able|ible|ical|er than)$")
_CALENDAR = re.compile(
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december)"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
)
_DEED = re.compile(r"wrote|built|led|won|became|began|found|taught|drew|sang|[a-z]{2,}ed")
_PLACED = frozenset(("in", "at", "from", "near", "en", "à", "bei", "aus", "nach", "em"))
_JOINED = frozenset(("of", "de", "di", "du", "von"))
_SHORTEST_NOUN_CHARS = 4
_LONGEST_NAME_WORDS = 4


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of one sentence. `kind` groups what can stand in for another: year, number, acronym, origin, date,
    person, place, thing (a name with an article), name, label (a name before its noun), noun, plural."""

    text: str
    kind: str
    sentence: int
    start: int


@dataclass(frozen=True, slots=True)
class Token:
    text: str
    start: int

    @property
    def is_word(self) -> bool:
        return self.text[0].isalpha()

    @property
    def is_capital(self) -> bool:
        return self.text[0].isupper()


def tokens(text: str) -> list[Token]:
    return [Token(match[0], match.start()) for match in _TOKEN.finditer(text)]


class Terms:
    """All terms of the sentences, the kinds settled over the whole text, and in which sentences each word stands."""

    def __init__(self, sentences: Sequence[Sentence], lexicon: Lexicon) -> None:
        self.by_sentence: list[list[Term]] = []
        self._sentences_of: dict[str, set[int]] = defaultdict(set)
        self._lexicon = lexicon
        read = [tokens(sentence.text) for sentence in sentences]
        for number, found in enumerate(read):
            for token in found:
                self._sentences_of[token.text.casefold()].add(number)
        self._lower = {t.text for found in read for t in found if t.text.islower()}
        self._alone = {name for found in read for name in _lone_capitals(found)}
        names: defaultdict[str, Counter[str]] = defaultdict(Counter)
        drafts = [list(self._terms(number, found, names)) for number, found in enumerate(read)]
        for draft in drafts:
            self.by_sentence.append([self._settled(term, names) for term in draft])
        self.by_kind: dict[str, list[str]] = {}
        for term in (term for found in self.by_sentence for term in found):
            known = self.by_kind.setdefault(term.kind, [])
            if term.text not in known:
                known.append(term.text)

    def sentences_with(self, term: str) -> set[int]:
        """The numbers of the sentences that have all words of the term."""
        return set.intersection(*(self._sentences_of[token.text.casefold()] for token in tokens(term)))

    def _terms(self, number: int, found: list[Token], names: dict[str, Counter[str]]) -> Iterator[Term]:
        place = 0
        while place < len(found):
            length = self._name_length(found, place)
            if length:
                text = " ".join(token.text for token in found[place : place + length])
                kind = self._kind_of_name(found, place, length)
                names[text][kind] += 1
                yield Term(text, kind, number, found[place].start)
            elif found[place].text[0].isdigit():
                yield self._figure(number, found, place)
            elif self._is_noun(found, place):
                text = found[place].text
                yield Term(text, "plural" if _is_plural(text) else "noun", number, found[place].start)
            place += length or 1

    def _name_length(self, found: list[Token], place: int) -> int:
        """How many tokens of a name start here, 0 for none: `University of California` is one of three."""
        length = self._capitals(found, place)
        if length == 1 and found[place].text.casefold() in self._lexicon.vague:
            return 0
        if place == 0 and length == 1 and not self._opens_with_name(found):
            return 0
        link = place + length
        if length and link + 1 < len(found) and found[link].text in _JOINED:
            return length + 1 + rest if (rest := self._capitals(found, link + 1)) else length
        return length

    def _capitals(self, found: list[Token], place: int) -> int:
        """How many words with a capital follow each other from here."""
        length = 0
        while place + length < len(found) and length < _LONGEST_NAME_WORDS:
            token = found[place + length]
            barred = self._lexicon.leads if place + length else self._lexicon.small
            if not (token.is_word and token.is_capital) or token.text.casefold() in barred:
                break
            length += 1
        return length

    def _opens_with_name(self, found: list[Token]) -> bool:
        """A capital at the start of a sentence proves nothing by itself; one elsewhere does, or a deed."""
        first = found[0].text
        if first.lower() in self._lower:
            return False
        acts = len(found) > 1 and _DEED.fullmatch(found[1].text) and not first.endswith("s")
        return bool(first in self._alone or _ACRONYM.fullmatch(first) or acts)

    def _kind_of_name(self, found: list[Token], place: int, length: int) -> str:
        text = found[place].text
        before = found[place - 1].text.casefold() if place else ""
        after = found[place + length].text if place + length < len(found) else ""
        if length == 1 and _CALENDAR.fullmatch(text.casefold()):
            return "date"
        if before in self._lexicon.leads and self._is_content(after) and not after.endswith("ed"):
            return "label"
        if length == 1 and _ACRONYM.fullmatch(text):
            return "acronym"
        if length == 1 and _ORIGIN.fullmatch(text):
            return "origin"
        if _DEED.fullmatch(after) or (before == "by" and length > 1):
            return "person"
        if before in self._lexicon.articles.split():
            return "thing"
        return "place" if before in _PLACED else "name"

    def _is_content(self, word: str) -> bool:
        return word.isalpha() and word.islower() and word not in self._lexicon.small

    def _figure(self, number: int, found: list[Token], place: int) -> Term:
        text = found[place].text
        after = found[place + 1].text if place + 1 < len(found) else "."
        is_year = _YEAR.fullmatch(text) and (not after[0].isalpha() or after.casefold() in self._lexicon.small)
        return Term(text, "year" if is_year else "number", number, found[place].start)

    def _is_noun(self, found: list[Token], place: int) -> bool:
        """A word without a neighbour of its own kind, led in by an article or a preposition."""
        word = found[place].text
        before = found[place - 1].text.casefold() if place else ""
        after = found[place + 1] if place + 1 < len(found) else None
        return (
            len(word) >= _SHORTEST_NOUN_CHARS
            and word.islower()
            and word not in self._lexicon.small
            and word not in self._lexicon.vague
            and before in self._lexicon.leads
            and (after is None or not after.is_word or after.text.casefold() in self._lexicon.small)
            and not _NO_NOUN.fullmatch(word)
        )

    def _settled(self, term: Term, names: dict[str, Counter[str]]) -> Term:
        """A name is what it was taken for most often, unless that is nothing in particular."""
        if term.text not in names:
            return term
        telling = [(n, kind) for kind, n in names[term.text].items() if kind != "name"]
        kind = max(telling)[1] if telling else "name"
        return Term(term.text, kind, term.sentence, term.start)


def _lone_capitals(found: Sequence[Token]) -> Iterator[str]:
    """Words with a capital inside a sentence, without another one beside them."""
    for before, token, after in zip(found, found[1:], [*found[2:], None], strict=False):
        if token.is_word and token.is_capital and not before.is_capital and not (after and after.is_capital):
            yield token.text


def _is_plural(word: str) -> bool:
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))
