"""IMS QTI 2.1: a zip package of a manifest, a test and an item per question."""

from collections.abc import Collection

from ...model import Json
from .. import files
from ..losses import Losses
from . import items, package

MEDIA_TYPE = "application/zip"
SUFFIX = ".qti21.zip"
NEEDS_KEY = True
QUIZ_CARRIED: Collection[str] = {
    "title",
    "description",
    "settings.shuffleQuestions",
    "settings.timeLimitSec",
    "settings.passPercent",
}

_COMMON = {"explanation", "difficulty", "bloom", "tags", "points", "timeLimitSec", "language", "rubric", "unit"}
_CARRIED = {
    "single_choice": {"feedback", "shuffle"},
    "multiple_choice": {"feedback", "shuffle", "scoring:partial", "scoring:all_or_nothing"},
    "true_false": {"feedback"},
    "short_answer": {"score", "match:exact", "match:caseless"},
    "fill_blank": {"options", "match:exact", "match:caseless"},
}


def carries(question: Json) -> Collection[str]:
    return _COMMON | _CARRIED.get(question["type"], set())


def refuse(question: Json) -> str | None:
    return None


def write(quiz: Json, losses: Losses) -> bytes:
    members = {"imsmanifest.xml": package.manifest(quiz, losses), package.TEST: package.test(quiz)}
    for question in quiz["questions"]:
        members[package.item_path(question)] = items.item(question, quiz["language"])
    return files.archive(members)
