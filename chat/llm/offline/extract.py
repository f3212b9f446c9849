"""Questions from a text: every stem, key and distractor stands in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from chat.llm.offline import definitions, distractors, lexicon, prose
from chat.llm.offline.distractors import Pool
from chat.llm.offline.items import Item, reveals
from chat.llm.offline.lexicon import Lexicon
from chat.llm.offline.prose import Sentence
from chat.llm.offline.terms import Term, Terms

TAG = "text"
TYPES = ("single_choice", "short_answer", "fill_blank")

# What a question is worth, the lower the better: a definition, a choice, an open answer; names before numbers.
_DEFINITION, _CHOICE, _NAMED, _OPEN = 0, 1, 3, 6
_WORTH = {"person": 0, "acronym": 1, "name": 1, "place": 1, "label": 2, "origin": 2, "noun": 2, "plural": 2}
_LEAST = 3  # years, dates, numbers

Ranked = tuple[int, Item]


@dataclass(frozen=True, slots=True)
class Extract:
    """`items` holds at most one question per sentence, the better ones first. `usable` counts the sentences."""

    items: list[Item]
    usable: int
    title: str | None
    lexicon: Lexicon


def extract(text: str, rng: Random, *, types: tuple[str, ...] = ()) -> Extract:
    """All that can be asked about the text, in the types that are wanted (all when none is named)."""
    words = lexicon.load(lexicon.language_of(text))
    read = prose.read(text)
    writer = _Writer(prose.sentences(read, words), words, rng, types or TYPES)
    usable = list(filter(None, writer.all()))
    return Extract(_one_each(usable, rng), len(usable), read.title, words)


def _one_each(ranked: list[list[Ranked]], rng: Random) -> list[Item]:
    """One question per sentence, so that no two give each other away, in the order of their worth."""
    rng.shuffle(ranked)
    ranked.sort(key=lambda questions: questions[0][0])
    chosen: list[Item] = []
    for questions in ranked:
        free = (item for _, item in questions if not any(_mutual(item, other) for other in chosen))
        chosen += [item] if (item := next(free, None)) else []
    return chosen


def _mutual(one: Item, other: Item) -> bool:
    return reveals(one.stem, other) and reveals(other.stem, one)


class _Writer:
    """Writes the questions of one text."""

    def __init__(self, sentences: Sequence[Sentence], words: Lexicon, rng: Random, types: tuple[str, ...]) -> None:
        self._sentences, self._words, self._rng, self._types = sentences, words, rng, types
        self._terms = Terms(sentences, words)
        self._pools = {kind: Pool(terms) for kind, terms in self._terms.by_kind.items()}
        self._definitions = definitions.find(sentences, words)
        self._defined = Pool(term for term, _ in self._definitions.values())

    def all(self) -> Iterator[list[Ranked]]:
        """For every sentence its questions, the best first; empty when there is none."""
        for number in range(len(self._sentences)):
            found = [*self._of_definition(number), *self._of_terms(number)]
            yield sorted(found, key=lambda ranked: ranked[0])

    def _of_definition(self, number: int) -> Iterator[Ranked]:
        if number not in self._definitions:
            return
        key, told = self._definitions[number]
        stem = self._words.describe.format(told)
        wrong = self._defined.draw(key, distractors.marks(told), self._rng)
        if wrong and "single_choice" in self._types:
            yield _DEFINITION, self._item(number, "single_choice", stem, "easy", key, wrong, bloom="understand")
        if "short_answer" in self._types:
            yield _NAMED, self._item(number, "short_answer", stem, "medium", key)

    def _of_terms(self, number: int) -> Iterator[Ranked]:
        text = self._sentences[number].text
        for term in self._terms.by_sentence[number]:
            before, after = text[: term.start], text[term.start + len(term.text) :]
            if _stands_in(term.text, before + after):
                continue
            worth = _WORTH.get(term.kind, _LEAST)
            is_rare = self._terms.spread(term.text) == 1
            wrong = self._wrong(term, before, after) if "single_choice" in self._types else []
            if wrong:
                stem = self._words.complete.format(f"{before}____{after}")
                level = "medium" if is_rare else "easy"
                yield _CHOICE + worth, self._item(number, "single_choice", stem, level, term.text, wrong)
            if "fill_blank" in self._types:
                level = "hard" if is_rare else "medium"
                yield _OPEN + worth, self._item(number, "fill_blank", f"{before}[[1]]{after}", level, term.text)

    def _wrong(self, term: Term, before: str, after: str) -> list[str]:
        if term.kind in ("year", "number"):
            others = self._terms.by_kind["year"] if term.kind == "year" else []
            near = [year for year in others if year != term.text and year not in before + after]
            return distractors.numbers(term.text, near, self._rng)
        around = distractors.marks(f"{before} {after}")
        if not distractors.marks(term.text).isdisjoint(around):
            return []
        article = before.rpartition(" ")[0].rpartition(" ")[2].casefold() if before.endswith(" ") else ""
        vowel = {"a": False, "an": True}.get(article)
        return self._pools[term.kind].draw(term.text, around, self._rng, vowel=vowel)

    def _item(
        self,
        number: int,
        type_: str,
        stem: str,
        difficulty: str,
        key: str,
        wrong: Sequence[str] = (),
        *,
        bloom: str = "remember",
    ) -> Item:
        sentence = self._sentences[number]
        is_blank = type_ == "fill_blank"
        return Item(
            type=type_,
            stem=stem,
            difficulty=difficulty,
            bloom=bloom,
            tags=(TAG,),
            correct=() if is_blank else (key,),
            wrong=tuple(wrong),
            blanks=((key,),) if is_blank else (),
            explanation=self._words.says.format(sentence.text),
            source=sentence.raw,
        )


def _stands_in(term: str, rest: str) -> bool:
    """Whether the sentence has the term a second time."""
    return bool(re.search(rf"(?<!\w){re.escape(term)}(?!\w)", rest, re.IGNORECASE))
