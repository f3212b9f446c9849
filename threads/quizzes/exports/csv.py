"""CSV for spreadsheets (RFC 4180): a row per question, with the whole question as JSON in the last cell."""

import csv
import io
import re
from collections.abc import Collection

import orjson

from ..model import Json
from . import keys
from . import losses as names
from .losses import Losses
from .wording import LETTERS

MEDIA_TYPE = "text/csv; charset=utf-8"
SUFFIX = ".csv"
NEEDS_KEY = False
QUIZ_CARRIED: Collection[str] = ()

_MEMBERS = ("id", "type", "difficulty", "bloom", "points", "timeLimitSec", "language", "stem", "explanation", "hint")
_COLUMNS = ("number", *_MEMBERS, "tags", *(f"option{letter}" for letter in LETTERS), "answer", "question")
_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?")
# What a spreadsheet takes for a formula, in full width too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def carries(question: Json) -> Collection[str]:
    return names.QUESTION


def refuse(question: Json) -> str | None:
    return None


def write(quiz: Json, losses: Losses) -> bytes:
    table = io.StringIO()
    writer = csv.DictWriter(table, _COLUMNS, lineterminator="\r\n")
    writer.writeheader()
    for number, question in enumerate(quiz["questions"], start=1):
        writer.writerow({name: _cell(value) for name, value in _row(number, question).items()})
    return table.getvalue().encode("utf-8-sig")


def _row(number: int, question: Json) -> Json:
    listed = question.get("options") or question.get("items") or question.get("left") or ()
    return {
        "number": number,
        **{name: question.get(name) for name in _MEMBERS},
        "tags": ", ".join(question.get("tags", ())),
        **{f"option{letter}": entry["text"] for letter, entry in zip(LETTERS, listed, strict=False)},
        "answer": keys.text(question) if "answer" in question else "",
        "question": orjson.dumps(question).decode(),
    }


def _cell(value: object) -> object:
    if isinstance(value, str) and value.startswith(_FORMULA) and not _NUMBER.fullmatch(value):
        return "'" + value
    return value
