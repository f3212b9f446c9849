"""Who sees what of a quiz.

An author sees all of it. A learner sees what the learner models name and nothing else, so a new member is hidden
until somebody adds it there; and everything whose stored order could tell a key is put into an order of its own.
"""

import hmac
from collections.abc import Callable, Iterable
from functools import cache
from typing import get_args

from . import model
from .model import Json, parts
from .model import learner as shapes

_Rank = Callable[[str], bytes]


def author(quiz: Json) -> Json:
    return quiz


def learner(quiz: Json, secret: str) -> Json:
    """The quiz without keys, explanations, feedback, quotes and flags; the same for the same secret."""
    shown = _pick(quiz, model.LearnerQuiz)
    shown["questions"] = [learner_question(question, secret) for question in quiz["questions"]]
    for member, shape in _INSIDE.items():
        if member in shown:
            value = shown[member]
            shown[member] = _pick_each(value, shape) if isinstance(value, list) else _pick(value, shape)
    return shown


def learner_question(question: Json, secret: str) -> Json:
    """One question for a learner; also of one whose key is not known yet."""
    shown = _pick(question, _SHAPES[question["type"]])
    rank = _ranking(secret, question["id"])
    for member in ("options", "left", "right", "items"):
        if member in shown:
            shown[member] = _pick_each(shown[member], parts.Item)
    for member in ("options", "right", "items"):
        if member in shown and (member != "options" or question.get("shuffle", True)):
            shown[member] = sorted(shown[member], key=lambda item: rank(item["id"]))
    if question["type"] == "fill_blank":
        shown["blanks"] = _blanks(question, rank)
    return shown


def _blanks(question: Json, rank: _Rank) -> list[Json]:
    banks = {blank["id"]: blank.get("options") for blank in question.get("answer") or ()}
    blanks = []
    for blank_id in model.BLANK.findall(question["stem"]):
        blank: Json = {"id": blank_id}
        if bank := banks.get(blank_id):
            blank["options"] = sorted(bank, key=lambda word: rank(f"{blank_id} {word}"))
        blanks.append(blank)
    return blanks


def _ranking(secret: str, question_id: str) -> _Rank:
    """Where an item of this question stands: stable over calls and revisions, not computable without the secret."""
    key = secret.encode()
    return lambda item_id: hmac.digest(key, f"{question_id}{item_id}".encode(), "sha256")


@cache
def _members(shape: type[parts.Part]) -> tuple[str, ...]:
    return tuple(field.alias or name for name, field in shape.model_fields.items())


def _pick(data: Json, shape: type[parts.Part]) -> Json:
    return {name: data[name] for name in _members(shape) if name in data}


def _pick_each(items: Iterable[Json], shape: type[parts.Part]) -> list[Json]:
    return [_pick(item, shape) for item in items]


_SHAPES: dict[str, type[parts.Part]] = {
    type_name: shape
    for shape in get_args(get_args(model.LearnerQuestion)[0])
    for type_name in get_args(shape.model_fields["type"].annotation)
}
_INSIDE: dict[str, type[parts.Part]] = {
    "sources": shapes.LearnerSource,
    "quality": shapes.LearnerQuality,
    "coverage": parts.Coverage,
    "provenance": shapes.LearnerProvenance,
    "history": shapes.LearnerEntry,
    "settings": parts.Settings,
}
