"""How much of a question an answer got right, from 0 to 1, and what is to be said about it.

Credit in part: a `multiple_choice` whose scoring is `partial` (right minus wrong choices, over the number of right
ones), the score of a `short_answer`'s accepted text, each blank, each pair, and for an order each neighbour that
follows as it should.
"""

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from threads.quizzes import folding, numbers
from threads.quizzes.model import Json

_TRAILING = " .,;:!?"


@dataclass(frozen=True, slots=True)
class Mark:
    share: float
    feedback: tuple[Json, ...] = ()


def mark(question: Json, answer: Any) -> Mark:
    """The mark of a sound answer that is not blank."""
    return _MARKS[question["type"]](question, answer)


def right_answer(question: Json) -> Any:
    """The answer that gets all points, in the shape a learner would send it; None where only a person can tell."""
    answer = question["answer"]
    match question["type"]:
        case "single_choice":
            return answer["optionIds"][0]
        case "multiple_choice":
            return answer["optionIds"]
        case "true_false" | "numeric":
            return answer["value"]
        case "short_answer":
            best = max(answer.get("accepted") or (), key=lambda one: one.get("score", 1), default=None)
            return best and best["text"]
        case "fill_blank":
            return {blank["id"]: blank["accepted"][0] for blank in answer}
        case _:
            return answer


def _choice(question: Json, answer: Any) -> Mark:
    chosen = {answer} if isinstance(answer, str) else set(answer)
    key = set(question["answer"]["optionIds"])
    said = tuple(
        {"optionId": option["id"], "text": option["feedback"]}
        for option in question["options"]
        if option["id"] in chosen and option.get("feedback")
    )
    if question["answer"].get("scoring") == "partial":
        return Mark(max(0.0, (len(chosen & key) - len(chosen - key)) / len(key)), said)
    return Mark(float(chosen == key), said)


def _true_false(question: Json, answer: bool) -> Mark:
    said = question.get("feedbackTrue" if answer else "feedbackFalse")
    return Mark(float(answer is question["answer"]["value"]), ({"text": said},) if said else ())


def _short_answer(question: Json, answer: str) -> Mark:
    key = question["answer"]
    match = key.get("match", "normalized")
    accepted = [one for one in key.get("accepted") or () if _is_same(one["text"], answer, match)]
    best = max(accepted, key=lambda one: one.get("score", 1), default=None)
    if best is None:
        return Mark(0.0)
    return Mark(best.get("score", 1), ({"text": best["feedback"]},) if best.get("feedback") else ())


def _fill_blank(question: Json, answer: Json) -> Mark:
    right = sum(
        any(
            _is_same(text, answer.get(blank["id"]) or "", blank.get("match", "normalized"))
            for text in blank["accepted"]
        )
        for blank in question["answer"]
    )
    return Mark(right / len(question["answer"]))


def _matching(question: Json, answer: list[list[str]]) -> Mark:
    key = {tuple(pair) for pair in question["answer"]}
    return Mark(len(key & {tuple(pair) for pair in answer}) / len(key))


def _ordering(question: Json, answer: list[str]) -> Mark:
    follows = set(pairwise(question["answer"]))
    return Mark(len(follows & set(pairwise(answer))) / len(follows))


def _numeric(question: Json, answer: int | float | str) -> Mark:
    key = question["answer"]
    width = key.get("tolerance", 0)
    if key.get("toleranceType") == "rel":
        width = abs(key["value"]) * width
    given = list(_readings(question, answer)) if isinstance(answer, str) else [answer]
    # A hair more than the tolerance: 0.3 is within 0.1 of 0.2 for everybody but a computer.
    slack = width + 1e-9 * max(1e-3, abs(key["value"]))
    return Mark(float(any(abs(value - key["value"]) <= slack for value in given)))


def _readings(question: Json, text: str) -> Iterator[numbers.Number]:
    """The numbers a text may mean; with a unit only if it is the key's own, or a word of the question."""
    yield from numbers.readings(text)
    amount = numbers.amount(text)
    if amount and amount[1]:
        unit, own = amount[1].casefold(), (question["answer"].get("unit") or "").casefold()
        if unit == own or (not own and set(folding.words(unit)) <= set(folding.words(question["stem"]))):
            yield amount[0]


def _is_same(accepted: str, given: str, match: str) -> bool:
    """`exact`: letter by letter; `caseless`; `normalized`: also whatever the spaces and the marks at the end."""
    if match == "exact":
        return _plain(accepted) == _plain(given)
    if match == "caseless":
        return _plain(accepted).casefold() == _plain(given).casefold()
    return _normalized(accepted) == _normalized(given)


def _plain(text: str) -> str:
    """Without the marks of code: who is asked for `let` types it without backticks."""
    return unicodedata.normalize("NFC", text).strip().strip("`")


def _normalized(text: str) -> str:
    bare = folding.Text(unicodedata.normalize("NFKC", text).replace("’", "'")).bare.casefold()
    return bare.rstrip(_TRAILING) or bare


_MARKS: dict[str, Callable[[Json, Any], Mark]] = {
    "single_choice": _choice,
    "multiple_choice": _choice,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "fill_blank": _fill_blank,
    "matching": _matching,
    "ordering": _ordering,
    "numeric": _numeric,
}
