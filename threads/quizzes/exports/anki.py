"""An Anki package: a note per question, cards with the key on the back, gaps as clozes.

A note keeps its identity over exports, and a later revision of the quiz is newer to Anki: importing again updates.
"""

import hashlib
import itertools
import sqlite3
from collections.abc import Collection
from contextlib import closing
from datetime import datetime

import genanki

from ..model import Json
from . import cards, files, markup
from .losses import Losses

MEDIA_TYPE = "application/x-apkg"
SUFFIX = ".apkg"
NEEDS_KEY = True
QUIZ_CARRIED: Collection[str] = {"title", "description"}

_CARRIED = {"explanation", "hint", "feedback", "difficulty", "bloom", "tags", "score", "rubric", "unit", "options"}
_HINT = "{{#Hint}}<p>{{hint:Hint}}</p>{{/Hint}}"
_STYLE = ".card { font-family: sans-serif; font-size: 20px; max-width: 40em; margin: auto } pre { text-align: start }"


def carries(question: Json) -> Collection[str]:
    return _CARRIED


def refuse(question: Json) -> str | None:
    return None


def write(quiz: Json, losses: Losses) -> bytes:
    deck = genanki.Deck(
        _number(quiz["id"]),
        # Two colons would make a deck inside a deck.
        quiz["title"].replace("::", ": "),
        markup.html(quiz.get("description", "")),
    )
    basic, cloze = _basic(), _cloze()
    for question in quiz["questions"]:
        deck.add_note(
            _Note(
                model=cloze if question["type"] == "fill_blank" else basic,
                fields=cards.fields(question, quiz["language"]),
                tags=_tags(question, losses),
                guid=question["id"],
            )
        )
    return files.archive({"collection.anki2": _database(deck, _moment(quiz)), "media": b"{}"})


def _database(deck: genanki.Deck, moment: float) -> bytes:
    """What the library writes to a temporary file, without the file and its waits for the disk."""
    with closing(sqlite3.connect(":memory:")) as connection:
        genanki.Package(deck).write_to_db(connection.cursor(), moment, itertools.count(int(moment * 1000)))
        connection.commit()
        return connection.serialize()


class _Note(genanki.Note):
    def _check_invalid_html_tags_in_fields(self) -> None:
        """The fields are markup made here; the search for faults in it takes a second on long texts."""


def _number(text: str) -> int:
    """An id as Anki has them, the same for the same text."""
    return 1 << 40 | int.from_bytes(hashlib.sha256(text.encode()).digest()[:5])


def _moment(quiz: Json) -> float:
    """When this revision was made, in seconds; a later revision is always later."""
    told = [quiz["provenance"]["generatedAt"], *(entry["at"] for entry in quiz["history"] if entry.get("at"))]
    return max(datetime.fromisoformat(moment).timestamp() for moment in told) + float(quiz["revision"])


def _tags(question: Json, losses: Losses) -> list[str]:
    told = [f"{name}::{question[name]}" for name in ("difficulty", "bloom") if question.get(name)]
    tags = ["_".join(tag.split()) for tag in question.get("tags", ())]
    if tags != question.get("tags", []):
        losses.add(question, "tags", "Spaces in tags became underscores.")
    return [*told, *filter(None, tags)]


def _basic() -> genanki.Model:
    front = '<div dir="auto">{{Front}}</div>'
    template = {
        "name": "Question",
        "qfmt": front + _HINT,
        "afmt": front + '<hr id="answer"><div dir="auto">{{Back}}</div>',
    }
    fields = [{"name": "Front"}, {"name": "Back"}, {"name": "Hint"}]
    return genanki.Model(_number("basic"), "Quiz question", fields=fields, templates=[template], css=_STYLE)


def _cloze() -> genanki.Model:
    text = '<div dir="auto">{{cloze:Text}}</div>'
    template = {"name": "Gap", "qfmt": text + _HINT, "afmt": text + '<hr id="answer"><div dir="auto">{{Back}}</div>'}
    fields = [{"name": "Text"}, {"name": "Back"}, {"name": "Hint"}]
    return genanki.Model(
        _number("cloze"),
        "Quiz gap",
        fields=fields,
        templates=[template],
        css=_STYLE,
        model_type=genanki.Model.CLOZE,
    )
