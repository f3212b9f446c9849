"""A question without its ids: what is the same when it was written and read again."""

import copy
from typing import Any

from threads.quizzes.model import BLANK, Json

_BOOKKEEPING = ("id", "rev", "flags", "provenance", "sourceRefs")


def content(question: Json, *, without: tuple[str, ...] = ()) -> Json:
    """Texts in place of ids, blanks in their order; the stored order of a side does not count where it is the key."""
    question = copy.deepcopy(question)
    texts = {
        entry["id"]: entry["text"]
        for side in ("options", "left", "right", "items")
        for entry in question.get(side, ())
    }
    for side in ("options", "left", "right", "items"):
        for entry in question.get(side, ()):
            del entry["id"]
    question["answer"] = _KEYS.get(question["type"], lambda question, texts: question["answer"])(question, texts)
    for side in ("right", "items"):
        if side in question:
            question[side] = sorted(entry["text"] for entry in question[side])
    return {
        name: value
        for name, value in question.items()
        if name not in (*_BOOKKEEPING, *without) and value not in (None, [], "")
    }


def _choice(question: Json, texts: dict[str, str]) -> Any:
    return {**question["answer"], "optionIds": [texts[name] for name in question["answer"]["optionIds"]]}


def _fill_blank(question: Json, texts: dict[str, str]) -> Any:
    blanks = {blank["id"]: {**blank, "id": "", "options": blank.get("options", [])} for blank in question["answer"]}
    order = BLANK.findall(question["stem"])
    question["stem"] = BLANK.sub("…", question["stem"])
    return [blanks[name] for name in order]


def _matching(question: Json, texts: dict[str, str]) -> Any:
    return [[texts[left], texts[right]] for left, right in question["answer"]]


def _ordering(question: Json, texts: dict[str, str]) -> Any:
    return [texts[name] for name in question["answer"]]


_KEYS = {
    "single_choice": _choice,
    "multiple_choice": _choice,
    "fill_blank": _fill_blank,
    "matching": _matching,
    "ordering": _ordering,
}
