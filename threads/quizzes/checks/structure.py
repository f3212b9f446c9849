"""Rules of form: what makes a question unanswerable or unmarkable."""

import math
import re
from collections.abc import Iterator

from threads.quizzes import folding, model
from threads.quizzes.folding import Text
from threads.quizzes.model import MAX_OPTIONS, Json

from .facts import Facts
from .flags import flag

MIN_STEM_WORDS = 3
MIN_STEM_LETTERS = 4
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_EXPRESSION = re.compile(r"\d\s*[-+*/×÷^=<>%]")
_EMPTY_LEAD = re.compile(
    r"\W*(?:which (?:one )?(?:of (?:the following|these)|following)"
    r"(?: (?:options?|answers?|statements?))?(?: (?:is|are))?"
    r"|cuál(?:es)? de (?:las|los) siguientes(?: (?:es|son))?"
    r"|(?:laquelle|lequel|lesquelles|lesquels) (?:de ces|des|parmi les)? ?(?:suivante?s)?(?: (?:est|sont))?"
    r"|welche[rs]? (?:der )?folgenden(?: \w+)?(?: (?:ist|sind))?"
    r"|quali? (?:delle|dei|tra i|tra le) seguenti(?: (?:è|sono))?"
    r"|qua(?:l|is) (?:das|dos) seguintes(?: (?:é|são))?)\W*"
)


def check(facts: Facts) -> Iterator[Json]:
    yield from _stem(facts)
    if facts.is_choice:
        yield from _options(facts)
    yield from _CHECKS[facts.type](facts)


def check_shape(facts: Facts) -> Iterator[Json]:
    """For a question no other rule objects to: whether it has the published shape at all."""
    for problem in model.validate_question(facts.question)[:1]:
        yield flag("question-malformed", f"This question cannot be stored: {problem}.")


def _stem(facts: Facts) -> Iterator[Json]:
    folded = facts.stem.folded
    if _EMPTY_LEAD.fullmatch(folded):
        yield flag("stem-too-short", "The question does not say what is asked for.")
    elif not (_is_expression(facts) or _is_completed(facts, folded) or _is_long_enough(facts.stem)):
        yield flag("stem-too-short", "The question is too short to be understood.")


def _is_expression(facts: Facts) -> bool:
    return facts.stem.has_code or bool(_EXPRESSION.search(facts.stem.raw))


def _is_completed(facts: Facts, stem: str) -> bool:
    """Whether the options end the sentence ("Backpropagation computes:")."""
    return facts.is_choice and stem.endswith((":", "…", "...", "__")) and len(folding.words(stem)) >= 2


def _is_long_enough(stem: Text) -> bool:
    if _UNSPACED.search(stem.folded):
        return sum(char.isalnum() for char in stem.folded) >= MIN_STEM_LETTERS
    words = folding.words(model.BLANK.sub("blank", stem.folded)) if "{{" in stem.folded else stem.words
    return len(words) >= MIN_STEM_WORDS


def _options(facts: Facts) -> Iterator[Json]:
    count = len(facts.options)
    if count < 2:
        yield flag("options-too-few", "A choice question needs at least two options.")
    elif count > MAX_OPTIONS:
        yield flag(
            "options-too-few", f"A choice question can have at most {MAX_OPTIONS} options; this one has {count}."
        )
    elif not all(option.raw.strip() for option in facts.options):
        yield flag("options-too-few", "One of the options is empty.")
    elif twin := _twin(facts):
        yield flag("options-duplicate", f"The option “{twin}” stands there twice.")


def _twin(facts: Facts) -> str | None:
    seen: dict[str, list[tuple[str, bool]]] = {}
    for option in facts.options:
        has_code = facts.stem.has_code or option.has_code
        for bare, other_has_code in seen.setdefault(option.bare.casefold(), []):
            if bare == option.bare or not (has_code or other_has_code):
                return option.raw
        seen[option.bare.casefold()].append((option.bare, has_code))
    return None


def _choice(facts: Facts) -> Iterator[Json]:
    answer = facts.question.get("answer")
    key = answer.get("optionIds") if isinstance(answer, dict) else None
    if key is None or not set(key) <= {option.get("id") for option in facts.question.get("options") or ()}:
        yield flag("key-missing", "It is not known which option is right.")
    elif facts.type == "single_choice" and len(key) != 1:
        yield flag("key-count", f"Exactly one option must be right; {len(key)} are marked.")
    elif not key:
        yield flag("key-count", "No option is marked as right.")


def _true_false(facts: Facts) -> Iterator[Json]:
    answer = facts.question.get("answer")
    if not isinstance(answer, dict) or not isinstance(answer.get("value"), bool):
        yield flag("key-missing", "It is not known whether the statement is true.")


def _short_answer(facts: Facts) -> Iterator[Json]:
    answer = facts.question.get("answer")
    if not isinstance(answer, dict) or (answer.get("grading") != "manual" and not answer.get("accepted")):
        yield flag("key-missing", "No accepted answer is known.")


def _fill_blank(facts: Facts) -> Iterator[Json]:
    answer = facts.question.get("answer")
    in_stem = model.BLANK.findall(facts.stem.raw)
    if answer is None:
        yield flag("key-missing", "It is not known what belongs into the blanks.")
    elif (
        not in_stem or sorted(in_stem) != sorted(blank["id"] for blank in answer) or len(set(in_stem)) < len(in_stem)
    ):
        yield flag("blank-mismatch", "The blanks in the text and the answers to them do not fit together.")
    elif not all(any(text.strip() for text in blank.get("accepted") or ()) for blank in answer):
        yield flag("blank-mismatch", "One of the blanks has no accepted answer.")


def _matching(facts: Facts) -> Iterator[Json]:
    question = facts.question
    answer, left, right = question.get("answer"), question.get("left") or (), question.get("right") or ()
    if answer is None:
        yield flag("key-missing", "It is not known which entries belong together.")
    elif len(left) < 2 or len(right) < 2:
        yield flag("pairs-incomplete", "Both sides need at least two entries.")
    elif sorted(pair[0] for pair in answer) != sorted(item["id"] for item in left):
        yield flag("pairs-incomplete", "Not every entry on the left side has exactly one partner.")
    elif not {pair[1] for pair in answer} <= {item["id"] for item in right}:
        yield flag("pairs-incomplete", "An entry is paired with something that is not on the right side.")


def _ordering(facts: Facts) -> Iterator[Json]:
    answer, items = facts.question.get("answer"), facts.question.get("items") or ()
    if answer is None:
        yield flag("key-missing", "The right order is not known.")
    elif len(items) < 2 or sorted(answer) != sorted(item["id"] for item in items):
        yield flag("pairs-incomplete", "The right order does not hold every item exactly once.")


def _numeric(facts: Facts) -> Iterator[Json]:
    answer = facts.question.get("answer")
    if not isinstance(answer, dict):
        yield flag("key-missing", "The right number is not known.")
    elif not _is_number(answer.get("value")):
        yield flag("number-unreadable", "The right answer cannot be read as a number.")
    elif not _is_number(answer.get("tolerance", 0)) or answer.get("tolerance", 0) < 0:
        yield flag("number-unreadable", "The tolerance must be a number, zero or more.")


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


_CHECKS = {
    "single_choice": _choice,
    "multiple_choice": _choice,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "fill_blank": _fill_blank,
    "matching": _matching,
    "ordering": _ordering,
    "numeric": _numeric,
}
