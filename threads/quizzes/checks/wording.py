"""Rules of style: what lets a learner guess, or trips one who knows."""

import re
from collections.abc import Iterator
from itertools import combinations, pairwise

from threads.quizzes import numbers
from threads.quizzes.folding import Text
from threads.quizzes.model import Json

from . import phrases, words
from .facts import CHOICE, Facts
from .flags import flag

LONGER_THAN = 1.25
MIN_KEY_WORDS = 4
MIN_CLUE_LETTERS = 5
MAX_STEM_WORDS = 60
_EMPHASISED = re.compile(r"\*\*[^*\n]+\*\*|__[^_\n]+__")
_ENDS_IN_ARTICLE = re.compile(r"\b(an?)\s*(?:_{2,}|\.{3}|…|:)?\s*[.?:]?\s*$", re.IGNORECASE)
_VOWEL_SOUND = re.compile(
    r"(?i:(?!uni|use|usu|eu|one\b|once\b)[aeiou]|hour|honest|heir)|[FHLMNRSX](?:[A-Z]|\b)",
)
_FORMULA = re.compile(r"[=+*/^<>|²³√ⁿ]|\d[a-z]")
_DIGIT = re.compile(r"\d")
_RANGE = re.compile(r"\D{0,3}(\d+(?:[.,]\d+)?)\s*(?:-|–|—|to|bis|a|à|until)\s*\D?(\d+(?:[.,]\d+)?)\s*(\D{0,15})")


def check(facts: Facts) -> Iterator[Json]:
    if facts.is_choice:
        for rule in _OF_CHOICES:
            yield from rule(facts)
    for rule in _OF_ALL:
        yield from rule(facts)


def reveals(said: str, facts: Facts) -> bool:
    """Whether `said` (words between spaces) holds the whole key of the question, and no wrong option beside it."""
    for part in facts.key_lines:
        if not any(key in said for key in part):
            return False
    return bool(facts.key_lines) and not any(wrong in said for wrong in facts.distractor_lines)


def _all_or_none(facts: Facts) -> Iterator[Json]:
    if any(phrases.ALL_OR_NONE.fullmatch(option.folded) for option in facts.options):
        yield flag(
            "all-or-none-of-above", "An option refers to the others (“all of the above”); it can be guessed from two."
        )


def _absolute(facts: Facts) -> Iterator[Json]:
    absolute = facts.vocabulary.absolute
    if any(not absolute.isdisjoint(option.prose_words) for option in facts.keys):
        return
    plain = [option for option in facts.distractors if not phrases.ALL_OR_NONE.fullmatch(option.folded)]
    if found := absolute.intersection(word for option in plain for word in option.prose_words):
        message = f"Only wrong options use absolute words (“{min(found)}”); they give themselves away."
        yield flag("absolute-distractors", message)


def _key_longest(facts: Facts) -> Iterator[Json]:
    if not facts.keys or not facts.distractors:
        return
    key = min(facts.keys, key=lambda option: len(option.bare))
    longest = max(len(option.bare) for option in facts.distractors)
    if len(key.bare) > LONGER_THAN * longest and len(key.bare.split()) >= MIN_KEY_WORDS:
        yield flag("key-longest", "The right option is much longer than the others; learners can guess it.")


def _stem_key_clue(facts: Facts) -> Iterator[Json]:
    in_keys = {word for option in facts.keys for word in option.prose_words if len(word) >= MIN_CLUE_LETTERS}
    in_distractors = {word for option in facts.distractors for word in option.words}
    shared = in_keys.intersection(facts.stem.prose_words) - in_distractors - words.COMMON
    if clue := min(shared, default=None):
        yield flag("stem-key-clue", f"The word “{clue}” stands in the question and only in the right option.")


def _grammar_clue(facts: Facts) -> Iterator[Json]:
    match = _ENDS_IN_ARTICLE.search(facts.stem.raw)
    if not match or facts.language != "en" or not facts.keys:
        return
    wants_vowel = match[1].lower() == "an"
    fits = [bool(_VOWEL_SOUND.match(option.bare)) == wants_vowel for option in facts.distractors]
    if not all(fits) and all(bool(_VOWEL_SOUND.match(option.bare)) == wants_vowel for option in facts.keys):
        yield flag("grammar-clue", f"The question ends in “{match[1]}”, which does not fit every option.")


def is_sorted_numbers(options: list[Text]) -> bool | None:
    """None when the options are not all numbers of one unit, else whether they ascend or descend."""
    if not options or not _DIGIT.search(options[0].bare):
        return None
    amounts = [numbers.amount(option.bare) for option in options]
    values = [amount[0] for amount in amounts if amount]
    if len(values) < len(options) or len({amount[1] for amount in amounts if amount}) > 1 or len(values) < 2:
        return None
    steps = [after - before for before, after in pairwise(values)]
    return all(step >= 0 for step in steps) or all(step <= 0 for step in steps)


def _numbers_unsorted(facts: Facts) -> Iterator[Json]:
    if is_sorted_numbers(facts.options) is False:
        yield flag("numbers-unsorted", "The options are numbers in no order; sorted ones are easier to compare.")


def _combined(facts: Facts) -> Iterator[Json]:
    if any(phrases.COMBINED.fullmatch(option.bare) for option in facts.options):
        yield flag(
            "combined-options", "An option combines others (“both A and B”), which cannot be mixed and tests logic."
        )


def _overlap(facts: Facts) -> Iterator[Json]:
    spoken = [option for option in facts.options if not option.has_code and not _FORMULA.search(option.raw)]
    pairs = ((one, other) for one, other in combinations(spoken, 2) if _contains(one, other))
    if overlapping := next(pairs, None) or _ranges_that_meet(facts.options):
        one, other = overlapping
        yield flag("options-overlap", f"The options “{one.raw}” and “{other.raw}” overlap; both may be defended.")


def _contains(one: Text, other: Text) -> bool:
    """Whether one option stands inside the other and is not just denied there."""
    less, more = (one, other) if len(one.words) <= len(other.words) else (other, one)
    if less.line not in more.line or len(less.words) == len(more.words) or words.COMMON.issuperset(less.words):
        return False
    return words.NEGATIONS.isdisjoint(set(more.words) - set(less.words))


def _ranges_that_meet(options: list[Text]) -> tuple[Text, Text] | None:
    matches = [(option, match) for option in options if (match := _RANGE.fullmatch(option.bare))]
    ranges = [(option, *_edges(match), match[3]) for option, match in matches]
    for (one, low, high, unit), (other, other_low, other_high, other_unit) in combinations(ranges, 2):
        is_sound = low <= high and other_low <= other_high and unit == other_unit
        if is_sound and low <= other_high and other_low <= high:
            return one, other
    return None


def _edges(match: re.Match[str]) -> tuple[float, float]:
    return float(match[1].replace(",", ".")), float(match[2].replace(",", "."))


def _true_false_options(facts: Facts) -> Iterator[Json]:
    if facts.options and all(option.folded.strip(" .!") in words.TRUE_FALSE for option in facts.options):
        yield flag("true-false-options", "This is a true/false question in the shape of a choice.")


def _letters(facts: Facts) -> Iterator[Json]:
    if facts.options and all(
        option.bare.strip(" .)") == chr(ord("A") + place) for place, option in enumerate(facts.options)
    ):
        yield flag("letters-as-options", "The options are only letters; their text is missing.")


def _negative_stem(facts: Facts) -> Iterator[Json]:
    if facts.type not in CHOICE and facts.type != "true_false":
        return
    negative = facts.vocabulary.negative
    if not any(word in facts.stem.folded for word in negative):
        return
    plain = _EMPHASISED.sub(" ", facts.stem.prose)
    for match in words.any_of(negative).finditer(plain):
        if not match[0].isupper():
            yield flag("negative-stem", f"“{match[0]}” is easily missed; set it in bold or ask the other way round.")
            return


def _too_long(facts: Facts) -> Iterator[Json]:
    if (count := len(facts.stem.prose_words)) > MAX_STEM_WORDS:
        yield flag("stem-too-long", f"The question has {count} words; more than {MAX_STEM_WORDS} test reading.")


def _revealed(facts: Facts) -> Iterator[Json]:
    if reveals(facts.stem.line, facts):
        yield flag("answer-revealed", "The answer stands in the question itself.")


def _placeholder(facts: Facts) -> Iterator[Json]:
    items = [Text(item.get("text") or "") for item in facts.items]
    texts = [text.folded for text in (facts.stem, *facts.options, *items, *facts.key_texts)]
    if found := next(filter(phrases.is_placeholder, texts), None):
        yield flag("placeholder-text", f"“{found[:60]}” looks like a placeholder.")


_OF_CHOICES = (
    _all_or_none,
    _absolute,
    _key_longest,
    _stem_key_clue,
    _grammar_clue,
    _numbers_unsorted,
    _combined,
    _overlap,
    _true_false_options,
    _letters,
)
_OF_ALL = (_negative_stem, _too_long, _revealed, _placeholder)
