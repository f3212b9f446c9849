"""Questions from a text: every stem, key and distractor stands in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from random import Random
from typing import Any

from chat.llm.offline import definitions, distractors, lexicon, prose
from chat.llm.offline.distractors import Pool
from chat.llm.offline.items import Item
from chat.llm.offline.lexicon import Lexicon
from chat.llm.offline.prose import Sentence
from chat.llm.offline.terms import Term, Terms

TAG = "text"
TYPES = ("single_choice", "short_answer", "fill_blank")

# What a question is worth, the lower the better: a definition, a choice, an open answer; names before numbers.
_DEFINITION, _CHOICE, _NAMED, _OPEN = 0, 1, 3, 6
_WORTH = {
    "person": 0,
    "acronym": 1,
    "thing": 1,
    "name": 1,
    "place": 1,
    "label": 2,
    "origin": 2,
    "noun": 2,
    "plural": 2,
}
_LEAST = 3  # years, dates, numbers


@dataclass(frozen=True, slots=True)
class Question:
    """One way to ask about a sentence. `told_by` are the sentences in which its answer stands."""

    worth: int
    item: Item
    sentence: int
    told_by: set[int]


@dataclass(frozen=True, slots=True)
class Extract:
    """`items` holds at most one question per sentence, the better ones first.

    `usable` counts the sentences that have something to ask for, in whatever type and difficulty.
    """

    items: list[Item]
    usable: int
    title: str | None
    lexicon: Lexicon


def extract(text: str, rng: Random, *, types: tuple[str, ...] = (), difficulty: str | None = None) -> Extract:
    """All that can be asked about the text, in the types and of the difficulty that are wanted (None: any)."""
    words = lexicon.load(lexicon.language_of(text))
    read = prose.read(text)
    sentences = prose.sentences(read, words)
    writer = _Writer(sentences, words, rng, types or TYPES)
    drafts: list[tuple[Question, Iterator[Question]]] = []
    for number in range(len(sentences)):
        fitting = (q for q in writer.questions(number) if difficulty in (None, q.item.difficulty))
        if first := next(fitting, None):
            drafts.append((first, fitting))
    usable = sum(map(writer.is_usable, range(len(sentences))))
    return Extract(_one_each(drafts, rng), usable, read.title or writer.subject(), words)


def _one_each(drafts: list[tuple[Question, Iterator[Question]]], rng: Random) -> list[Item]:
    """One question per sentence, no two of which give each other away, in the order of their worth."""
    rng.shuffle(drafts)
    drafts.sort(key=lambda draft: draft[0].worth)
    chosen: dict[int, Question] = {}
    for first, more in drafts:
        for question in chain([first], more):
            if not any(question.sentence in chosen[n].told_by for n in question.told_by & chosen.keys()):
                chosen[question.sentence] = question
                break
    return [question.item for question in chosen.values()]


@dataclass(frozen=True, slots=True)
class _Ask:
    """A term, its sentence around it, and the sentences in which it stands."""

    term: Term
    before: str
    after: str
    told_by: set[int]

    @property
    def worth(self) -> int:
        return _WORTH.get(self.term.kind, _LEAST)

    @property
    def is_rare(self) -> bool:
        return len(self.told_by) == 1


class _Writer:
    """Writes the questions of one text."""

    def __init__(self, sentences: Sequence[Sentence], words: Lexicon, rng: Random, types: tuple[str, ...]) -> None:
        self._sentences, self._words, self._rng, self._types = sentences, words, rng, types
        self._terms = Terms(sentences, words)
        self._pools = {kind: Pool(terms) for kind, terms in self._terms.by_kind.items()}
        self._definitions = definitions.find(sentences, words)
        self._defined = Pool(term for term, _ in self._definitions.values())

    def is_usable(self, number: int) -> bool:
        return bool(self._terms.by_sentence[number])

    def subject(self) -> str | None:
        """What the first sentence defines, else the first name that comes again in another sentence."""
        if 0 in self._definitions:
            return self._definitions[0][0]
        named = (
            term
            for terms in self._terms.by_sentence
            for term in terms
            if term.kind in ("person", "thing", "name", "place")
        )
        return next((term.text for term in named if len(self._terms.sentences_with(term.text)) > 1), None)

    def questions(self, number: int) -> Iterator[Question]:
        """The questions on the sentence, made one by one, the best first."""
        asks = self._asks(number)
        yield from self._of_definition(number, "single_choice")
        yield from filter(None, (self._choice(ask) for ask in asks))
        yield from self._of_definition(number, "short_answer")
        yield from filter(None, (self._open(ask) for ask in asks))

    def _asks(self, number: int) -> list[_Ask]:
        """The terms that stand in the sentence once, the worthiest first."""
        text = self._sentences[number].text
        found = []
        for term in self._terms.by_sentence[number]:
            before, after = text[: term.start], text[term.start + len(term.text) :]
            if not _stands_in(term.text, before + after):
                found.append(_Ask(term, before, after, self._terms.sentences_with(term.text)))
        return sorted(found, key=lambda ask: ask.worth)

    def _of_definition(self, number: int, type_: str) -> Iterator[Question]:
        if number not in self._definitions or type_ not in self._types:
            return
        key, told = self._definitions[number]
        is_choice = type_ == "single_choice"
        wrong = self._defined.draw(key, distractors.marks(told), self._rng) if is_choice else ()
        if wrong or not is_choice:
            item = self._item(
                number,
                type=type_,
                stem=self._words.describe.format(told),
                difficulty="easy" if is_choice else "medium",
                bloom="understand",
                correct=(key,),
                wrong=tuple(wrong),
            )
            yield Question(_DEFINITION if is_choice else _NAMED, item, number, self._terms.sentences_with(key))

    def _choice(self, ask: _Ask) -> Question | None:
        wrong = self._wrong(ask) if "single_choice" in self._types else []
        if not wrong:
            return None
        item = self._item(
            ask.term.sentence,
            type="single_choice",
            stem=self._words.complete.format(f"{ask.before}____{ask.after}"),
            difficulty="medium" if ask.is_rare else "easy",
            correct=(ask.term.text,),
            wrong=tuple(wrong),
        )
        return Question(_CHOICE + ask.worth, item, ask.term.sentence, ask.told_by)

    def _open(self, ask: _Ask) -> Question | None:
        if "fill_blank" not in self._types:
            return None
        item = self._item(
            ask.term.sentence,
            type="fill_blank",
            stem=f"{ask.before}[[1]]{ask.after}",
            difficulty="hard" if ask.is_rare else "medium",
            blanks=((ask.term.text,),),
        )
        return Question(_OPEN + ask.worth, item, ask.term.sentence, ask.told_by)

    def _wrong(self, ask: _Ask) -> list[str]:
        term, rest = ask.term, ask.before + ask.after
        if term.kind in ("year", "number"):
            others = self._terms.by_kind["year"] if term.kind == "year" else []
            near = [year for year in others if year != term.text and year not in rest]
            return distractors.numbers(term.text, near, self._rng)
        around = distractors.marks(rest)
        if not distractors.marks(term.text).isdisjoint(around):
            return []
        article = ask.before.split()[-1:] if ask.before.endswith(" ") else []
        vowel = {"a": False, "an": True}.get("".join(article).casefold())
        return self._pools[term.kind].draw(term.text, around, self._rng, vowel=vowel)

    def _item(self, number: int, **values: Any) -> Item:
        sentence = self._sentences[number]
        return Item(tags=(TAG,), explanation=self._words.says.format(sentence.text), source=sentence.raw, **values)


def _stands_in(term: str, rest: str) -> bool:
    """Whether the sentence has the term a second time."""
    return bool(re.search(rf"(?<!\w){re.escape(term)}(?!\w)", rest, re.IGNORECASE))
