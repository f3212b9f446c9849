"""What a learner may send as an answer, type by type; `null`, blank text and empty lists are no answer.

single_choice    an option id, or a list with one        matching     [[leftId, rightId], …], each left at most once
multiple_choice  a list of option ids                    ordering     every item id once, in the learner's order
true_false       true or false                           numeric      a number, or text (`3,14`, `1/3`, `10 ms`)
short_answer     text                                    fill_blank   {blankId: text}
"""

import math
from collections.abc import Callable, Collection, Iterator
from typing import Any

from quizagent.errors import FieldError
from threads.quizzes.model import BLANK, Json

MAX_TEXT_CHARS = 10_000

# What is wrong, and where below the answer.
_Problem = tuple[str, str]


def is_blank(answer: Any) -> bool:
    if isinstance(answer, str):
        return not answer.strip()
    if isinstance(answer, dict):
        return all(is_blank(value) for value in answer.values())
    return answer is None or answer == []


def problems(question: Json, answer: Any) -> Iterator[FieldError]:
    """What is malformed in an answer; nothing for one that is merely wrong, or blank."""
    if answer is None:
        return
    for place, detail in _CHECKS[question["type"]](question, answer):
        yield {"pointer": f"/answers/{question['id']}{place}", "detail": detail}


def _choice(question: Json, answer: Any) -> Iterator[_Problem]:
    if isinstance(answer, str):
        answer = [answer] if answer.strip() else []
    if not isinstance(answer, list):
        yield "", "This takes an option id or a list of option ids."
        return
    yield from _known(answer, _ids(question["options"]), "option")
    if question["type"] == "single_choice" and len(answer) > 1:
        yield "", "This question takes one option."


def _true_false(question: Json, answer: Any) -> Iterator[_Problem]:
    if not isinstance(answer, bool):
        yield "", "This takes true or false."


def _text(question: Json, answer: Any) -> Iterator[_Problem]:
    if not isinstance(answer, str):
        yield "", "This takes text."
    elif len(answer) > MAX_TEXT_CHARS:
        yield "", f"This takes at most {MAX_TEXT_CHARS} characters."


def _blanks(question: Json, answer: Any) -> Iterator[_Problem]:
    if not isinstance(answer, dict):
        yield "", "This takes an object with a text for each blank."
        return
    known = set(BLANK.findall(question["stem"]))
    for blank_id, text in answer.items():
        place = f"/{escaped(blank_id)}"
        if blank_id not in known:
            yield place, "There is no such blank in this question."
        elif text is not None:
            yield from ((place, detail) for _, detail in _text(question, text))


def _pairs(question: Json, answer: Any) -> Iterator[_Problem]:
    is_pairs = isinstance(answer, list) and all(isinstance(pair, list) and len(pair) == 2 for pair in answer)
    if not is_pairs:
        yield "", "This takes a list of pairs, each of a left and a right id."
        return
    yield from _known([left for left, _ in answer], _ids(question["left"]), "entry of the left side", "/0")
    for place, (_, right) in enumerate(answer):
        if not isinstance(right, str) or right not in _ids(question["right"]):
            yield f"/{place}/1", "There is no such entry of the right side in this question."


def _order(question: Json, answer: Any) -> Iterator[_Problem]:
    if not isinstance(answer, list):
        yield "", "This takes a list of all item ids in order."
        return
    wrong = list(_known(answer, _ids(question["items"]), "item"))
    yield from wrong
    if answer and not wrong and len(answer) < len(question["items"]):
        yield "", "This takes every item once."


def _number(question: Json, answer: Any) -> Iterator[_Problem]:
    is_number = isinstance(answer, int | float) and not isinstance(answer, bool) and math.isfinite(answer)
    if not is_number and not (isinstance(answer, str) and len(answer) <= MAX_TEXT_CHARS):
        yield "", "This takes a number or text with one."


def _known(chosen: list[Any], ids: Collection[str], what: str, below: str = "") -> Iterator[_Problem]:
    """Each of `chosen` must be one of `ids`, and not a second time."""
    seen: set[str] = set()
    for place, one in enumerate(chosen):
        if not isinstance(one, str) or one not in ids:
            yield f"/{place}{below}", f"There is no such {what} in this question."
        elif one in seen:
            yield f"/{place}{below}", f"This {what} stands there twice."
        else:
            seen.add(one)


def _ids(items: list[Json]) -> set[str]:
    return {item["id"] for item in items}


def escaped(member: str) -> str:
    """A member's name as a step of a JSON pointer (RFC 6901)."""
    return member.replace("~", "~0").replace("/", "~1")


_CHECKS: dict[str, Callable[[Json, Any], Iterator[_Problem]]] = {
    "single_choice": _choice,
    "multiple_choice": _choice,
    "true_false": _true_false,
    "short_answer": _text,
    "fill_blank": _blanks,
    "matching": _pairs,
    "ordering": _order,
    "numeric": _number,
}
