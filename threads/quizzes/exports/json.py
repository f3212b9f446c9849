"""The quiz object itself."""

from collections.abc import Collection

import orjson

from ..model import Json
from . import losses
from .losses import Losses

MEDIA_TYPE = "application/json"
SUFFIX = ".json"
NEEDS_KEY = False
QUIZ_CARRIED: Collection[str] = losses.QUIZ


def refuse(question: Json) -> str | None:
    return None


def carries(question: Json) -> Collection[str]:
    return losses.QUESTION


def write(quiz: Json, losses: Losses) -> bytes:
    return orjson.dumps(quiz, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)
