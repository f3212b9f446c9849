"""A member of a question is in the file, or it is in the losses: for every format, type and member."""

import io
import re
import zipfile
from functools import cache
from typing import Any

import pytest

from tests.threads.quizzes import samples
from threads.quizzes import exports, model
from threads.quizzes.model import Json

CHOICES = ("single_choice", "multiple_choice")
# Member of `losses.QUESTION`, the types that can have it, what makes the difference.
MEMBERS: list[tuple[str, tuple[str, ...], Json]] = [
    ("explanation", model.TYPES, {"explanation": "Because it is so."}),
    ("hint", model.TYPES, {"hint": "Think of it."}),
    ("difficulty", model.TYPES, {"difficulty": "hard"}),
    ("bloom", model.TYPES, {"bloom": "apply"}),
    ("tags", model.TYPES, {"tags": ["loops"]}),
    ("points", model.TYPES, {"points": 6}),
    ("timeLimitSec", model.TYPES, {"timeLimitSec": 45}),
    ("language", model.TYPES, {"language": "fr"}),
    ("sourceRefs", model.TYPES, {"sourceRefs": [{"sourceId": "src_22222222", "locator": "page 3"}]}),
    ("shuffle", CHOICES, {"shuffle": False}),
    ("feedback", ("true_false",), {"feedbackFalse": "No, look again."}),
    ("feedback", CHOICES, {"options/0/feedback": "No, look again."}),
    ("feedback", ("short_answer",), {"answer/accepted/0/feedback": "Well done."}),
    ("score", ("short_answer",), {"answer/accepted/1/score": 0.5}),
    ("rubric", ("essay",), {"answer/rubric": "Two good reasons."}),
    ("answer", ("essay",), {"answer/accepted": [{"text": "a model answer"}]}),
    ("unit", ("numeric",), {"answer/unit": "byte"}),
    ("options", ("fill_blank",), {"answer/0/options": ["pending", "done"]}),
    ("options", ("fill_blank",), {"answer/0/options": ["pending"]}),
]
CASES = [(place, kind) for place, (_, kinds, _) in enumerate(MEMBERS) for kind in kinds]


def _plain(kind: str) -> Json:
    """A question of a type with nothing that could be lost."""
    if kind == "essay":
        return _changed(_plain("short_answer"), {"answer/grading": "manual", "answer/accepted": []})
    question = samples.question(next(one for one in samples.ALL if one["type"] == kind))
    for name in ("explanation", "hint", "difficulty", "bloom", "feedbackTrue", "feedbackFalse"):
        question.pop(name, None)
    question |= {"tags": [], "points": 1}
    for option in question.get("options", ()):
        option.pop("feedback", None)
    if kind == "short_answer":
        question["answer"]["accepted"] = [{"text": "JSON.parse", "score": 1}, {"text": "parse", "score": 1}]
    if kind == "fill_blank":
        # One blank, so that GIFT can take it too.
        question["stem"] = "A promise is {{bl_blankaaaaa}} until it is rejected."
        question["answer"] = [{"id": "bl_blankaaaaa", "accepted": ["pending", "waiting"]}]
    if kind == "numeric":
        question["answer"].pop("unit")
    return question


def _changed(question: Json, change: Json) -> Json:
    """`question` with the members that the paths of `change` name."""
    question = samples.question(question)
    for path, value in change.items():
        *steps, last = path.split("/")
        holder: Any = question
        for step in steps:
            holder = holder[int(step)] if isinstance(holder, list) else holder[step]
        holder[last] = value
    return question


def _quiz(question: Json) -> Json:
    return samples.quiz(question, sources=[{"id": "src_22222222", "kind": "user_text"}])


def _body(made: exports.Export) -> bytes:
    """The file without the comments that tell of losses."""
    content = made.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            content = b"".join(zipped.read(name) for name in zipped.namelist())
    content = re.sub(rb"<!--.*?-->\s*", b"", content)
    return b"\n".join(line for line in content.split(b"\n") if not re.match(rb"// (?!\[id:)", line))


@cache
def _written(fmt: str, kind: str, place: int | None = None) -> exports.Export | None:
    """The file of a question of that type with one of MEMBERS; None when the format does not take it."""
    quiz = _quiz(_changed(_plain(kind), {} if place is None else MEMBERS[place][2]))
    assert model.validate_quiz(quiz) == []
    try:
        return exports.write(quiz, fmt)
    except exports.ExportNotPossible:
        return None


def _lost(made: exports.Export) -> set[str]:
    return {loss["what"] for loss in made.losses}


@pytest.mark.parametrize("fmt", exports.FORMATS)
def test_what_is_not_in_the_file_is_in_the_losses(fmt: str) -> None:
    silent, wrong = [], []
    for place, kind in CASES:
        name = MEMBERS[place][0]
        without, with_it = _written(fmt, kind), _written(fmt, kind, place)
        if without is None or with_it is None:
            assert fmt == "aiken"
            continue
        same = _body(without) == _body(with_it)
        if same and name not in _lost(with_it):
            silent.append((name, kind))
        # Some words follow the language, and a quote can be shown without its source: lost all the same.
        elif name in _lost(without) or (
            not same and name in _lost(with_it) and name not in ("language", "sourceRefs")
        ):
            wrong.append((name, kind))
    assert silent == []
    assert wrong == []


@pytest.mark.parametrize("fmt", exports.FORMATS)
def test_two_ways_to_compare_answers_that_look_the_same_are_told_apart_in_the_losses(fmt: str) -> None:
    made = {}
    for way in ("exact", "caseless", "normalized"):
        try:
            made[way] = exports.write(_quiz(_changed(_plain("short_answer"), {"answer/match": way})), fmt)
        except exports.ExportNotPossible:
            assert fmt == "aiken"
            return
    kept = [way for way, export in made.items() if "match" not in {loss["what"] for loss in export.losses}]
    assert len({_body(made[way]) for way in kept}) == len(kept)


@pytest.mark.parametrize("fmt", exports.FORMATS)
def test_two_ways_of_scoring_that_look_the_same_are_told_apart_in_the_losses(fmt: str) -> None:
    made = {}
    for way in ("all_or_nothing", "partial"):
        try:
            made[way] = exports.write(_quiz(_changed(_plain("multiple_choice"), {"answer/scoring": way})), fmt)
        except exports.ExportNotPossible:
            assert fmt == "aiken"
            return
    kept = [way for way, export in made.items() if "scoring" not in {loss["what"] for loss in export.losses}]
    assert len({_body(made[way]) for way in kept}) == len(kept)


def test_the_object_itself_loses_nothing() -> None:
    assert exports.write(samples.quiz(), "json").losses == []
