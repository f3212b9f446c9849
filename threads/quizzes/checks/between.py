"""Rules over the whole quiz: questions against each other, and against what was asked for."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from threads.quizzes import folding, likeness
from threads.quizzes.folding import Text
from threads.quizzes.model import Json

from . import wording, words
from .facts import Facts
from .flags import flag

NEAR_DUPLICATE_RATIO = 92
MIN_LANGUAGE_WORDS = 8
MIN_CHOICES = 4
MIN_KEYED = 8
IN_A_ROW = 4
# Chi-square at p = 0.05 for 2, 3, 4 and 5 options.
CRITICAL = {2: 3.841, 3: 5.991, 4: 7.815, 5: 9.488}
_QUOTED = re.compile(r"[\"“”„«»']([^\"“”„«»'\n]+)[\"“”„«»']")


@dataclass(frozen=True, slots=True)
class Requested:
    """What the user asked a new quiz to hold; empty members were left to the service."""

    count: int | None = None
    types: tuple[str, ...] = ()
    difficulty: str | None = None


def duplicates(every: Sequence[Facts], standing: Collection[str]) -> dict[str, Json]:
    """The questions that repeat another one of this quiz, by id. Of two the later goes, or the one not `standing`."""
    first: dict[object, Facts] = {}
    found: dict[str, Json] = {}
    for facts in sorted(every, key=lambda facts: facts.id not in standing):
        earlier = first.setdefault(facts.fingerprint, facts)
        if earlier is not facts:
            found[facts.id] = flag(
                "question-duplicate", "This question stands in the quiz already.", question_id=facts.id
            )
    return found


def check(every: Sequence[Facts], quiz: Json, requested: Requested | None, others: Iterable[Json]) -> Iterator[Json]:
    yield from _asked_before(every, others)
    yield from _near_duplicates(every)
    yield from _languages(every, quiz)
    yield from _revealed_earlier(every, quiz)
    yield from _key_longest_often(every)
    yield from _key_position(every)
    if requested:
        yield from _request(every, requested)


def _asked_before(every: Sequence[Facts], others: Iterable[Json]) -> Iterator[Json]:
    stems = {facts.stem.folded for facts in every}
    known = {Facts(question).fingerprint for question in others if folding.folded(question["stem"]) in stems}
    for facts in every:
        if known and facts.fingerprint in known:
            yield flag(
                "question-duplicate",
                "Another quiz of this conversation has the same question.",
                question_id=facts.id,
                severity="warning",
            )


def _near_duplicates(every: Sequence[Facts]) -> Iterator[Json]:
    alike: dict[object, list[tuple[Facts, str]]] = defaultdict(list)
    for facts in every:
        if facts.key:
            alike[facts.type, facts.key, _tokens(facts)].append((facts, facts.stem.folded))
    for group in alike.values():
        for (one, stem), (other, other_stem) in combinations(group, 2):
            if likeness.ratio(stem, other_stem, at_least=NEAR_DUPLICATE_RATIO):
                yield flag(
                    "question-near-duplicate",
                    f"This question is almost the same as “{one.stem.raw[:60]}”.",
                    question_id=other.id,
                )


def _tokens(facts: Facts) -> tuple[str, ...]:
    """What is quoted or set as code in a stem: questions that differ in it are different questions."""
    code = [piece.text for piece in facts.stem.pieces if piece.is_code]
    return tuple(sorted(code + _QUOTED.findall(facts.stem.prose)))


def _languages(every: Sequence[Facts], quiz: Json) -> Iterator[Json]:
    for facts in every:
        expected = str(facts.question.get("language") or quiz["language"]).partition("-")[0].lower()
        if expected not in words.LANGUAGES or len(facts.prose_words) < MIN_LANGUAGE_WORDS:
            continue
        votes = facts.votes
        best = max(votes, key=lambda language: votes[language])
        if votes[best] >= 3 and votes[best] > 2 * votes[expected]:
            yield flag(
                "language-differs",
                f"This question reads like another language (“{best}”) than the quiz (“{expected}”).",
                question_id=facts.id,
            )


def _revealed_earlier(every: Sequence[Facts], quiz: Json) -> Iterator[Json]:
    subject = Text(f"{quiz['title']} {quiz['topic']}").line
    for place, facts in enumerate(every):
        if not facts.key_lines or wording.reveals(subject, facts):
            continue
        for number, earlier in enumerate(every[:place], start=1):
            if wording.reveals(earlier.stem.line, facts):
                yield flag("answer-revealed", f"The answer stands in question {number}.", question_id=facts.id)
                break


def _key_longest_often(every: Sequence[Facts]) -> Iterator[Json]:
    choices = [facts for facts in every if len(facts.keys) == 1 and facts.distractors]
    longest = sum(
        len(facts.keys[0].bare) > max(len(option.bare) for option in facts.distractors) for facts in choices
    )
    if len(choices) >= MIN_CHOICES and longest > len(choices) / 2:
        yield flag(
            "key-longest-often",
            f"In {longest} of {len(choices)} choice questions the longest option is right; learners notice that.",
        )


def _key_position(every: Sequence[Facts]) -> Iterator[Json]:
    """Where the keys stand; learners see the options in another order, exports and prints may not."""
    places: dict[int, list[int]] = defaultdict(list)
    for facts in every:
        if facts.type == "single_choice" and len(facts.keys) == 1 and len(facts.options) in CRITICAL:
            places[len(facts.options)].append(facts.options.index(facts.keys[0]))
    for count, keys in places.items():
        expected = len(keys) / count
        found = Counter(keys)
        chi_square = sum((found[place] - expected) ** 2 / expected for place in range(count))
        if len(keys) >= MIN_KEYED and chi_square > CRITICAL[count]:
            place, often = found.most_common(1)[0]
            yield flag("key-position", f"The right option is {chr(65 + place)} in {often} of {len(keys)} questions.")
        elif row := _row(keys):
            yield flag("key-position", f"The right option is {chr(65 + row)} {IN_A_ROW} times in a row.")


def _row(keys: Sequence[int]) -> int | None:
    for start in range(len(keys) - IN_A_ROW + 1):
        if len(set(keys[start : start + IN_A_ROW])) == 1:
            return keys[start]
    return None


def _request(every: Sequence[Facts], requested: Requested) -> Iterator[Json]:
    if requested.count is not None and requested.count != len(every):
        yield flag("request-not-met", f"{requested.count} questions were asked for, {len(every)} are there.")
    others = sorted({facts.type for facts in every} - set(requested.types)) if requested.types else []
    if others:
        yield flag("request-not-met", f"There are questions of types nobody asked for: {', '.join(others)}.")
    wanted = requested.difficulty
    unlike = [facts for facts in every if (facts.question.get("difficulty") or wanted) != wanted]
    if wanted and unlike:
        yield flag("request-not-met", f"{len(unlike)} questions are not marked “{wanted}” as asked for.")
