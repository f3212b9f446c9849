"""Packages imported by Anki itself."""

import io
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.external import verifiers
from tests.threads.quizzes import samples
from tests.threads.quizzes.exports import hostile
from threads.quizzes import exports
from threads.quizzes.model import Json

pytestmark = pytest.mark.external

_IMPORT = """
import json, sys
from anki.collection import Collection, ImportAnkiPackageOptions, ImportAnkiPackageRequest
collection = Collection(sys.argv[1])
logs = []
for path in sys.argv[2:]:
    request = ImportAnkiPackageRequest(package_path=path, options=ImportAnkiPackageOptions())
    log = collection.import_anki_package(request).log
    logs.append({name: len(getattr(log, name)) for name in ("new", "updated", "duplicate", "conflicting")})
notes = [collection.get_note(one) for one in collection.find_notes("")]
shown = {
    note.guid: {
        "fields": note.fields, "tags": sorted(note.tags),
        "cards": [[card.question(), card.answer(), collection.decks.name(card.did)] for card in note.cards()],
    }
    for note in notes
}
print(json.dumps({"logs": logs, "notes": shown, "sound": collection.fix_integrity()[1]}))
"""


def imported(tmp_path: Path, *quizzes: Json) -> Any:
    paths = []
    for place, quiz in enumerate(quizzes):
        path = tmp_path / f"{place}.apkg"
        path.write_bytes(exports.write(quiz, "anki").content)
        paths.append(str(path))
    return verifiers.python(_IMPORT, str(tmp_path / "collection.anki2"), *paths)


def written(quiz: Json, tmp_path: Path) -> dict[str, list[str]]:
    with zipfile.ZipFile(io.BytesIO(exports.write(quiz, "anki").content)) as zipped:
        zipped.extract("collection.anki2", tmp_path / "written")
    database = sqlite3.connect(tmp_path / "written" / "collection.anki2")
    rows = dict(database.execute("select guid, flds from notes").fetchall())
    database.close()
    return {guid: fields.split("\x1f") for guid, fields in rows.items()}


@pytest.mark.parametrize("quiz", [samples.quiz(), hostile.quiz()], ids=["ordinary", "hostile"])
def test_every_field_arrives_as_it_was_written(quiz: Json, tmp_path: Path) -> None:
    found = imported(tmp_path, quiz)
    assert found["logs"] == [{"new": len(quiz["questions"]), "updated": 0, "duplicate": 0, "conflicting": 0}]
    assert found["sound"]
    assert {guid: note["fields"] for guid, note in found["notes"].items()} == written(quiz, tmp_path)
    deck = quiz["title"].replace("::", ": ")
    for question in quiz["questions"]:
        cards = found["notes"][question["id"]]["cards"]
        assert len(cards) == (len(question["answer"]) if question["type"] == "fill_blank" else 1)
        assert {name for *_, name in cards} == {deck}


def test_a_gap_is_hidden_in_front_and_shown_behind(tmp_path: Path) -> None:
    cards = imported(tmp_path, samples.quiz())["notes"]["q_blanks2222"]["cards"]
    front, back, _ = cards[0]
    assert 'data-ordinal="1">[...]</span>' in front
    assert ">pending</span>" in back
    assert "[rejected / resumed / returned]" in cards[1][0]


def test_the_same_package_again_changes_nothing_and_a_later_revision_updates(tmp_path: Path) -> None:
    quiz = samples.quiz(samples.SINGLE, samples.TRUE_FALSE)
    later = samples.quiz(samples.question(stem="What does `typeof []` return?"), samples.TRUE_FALSE, revision=2)
    later["history"].append({"rev": 2, "op": "replace", "questionIds": ["q_single2222"]})
    found = imported(tmp_path, quiz, quiz, later)
    assert found["logs"][1] == {"new": 0, "updated": 0, "duplicate": 2, "conflicting": 0}
    assert found["logs"][2]["new"] == 0
    assert found["logs"][2]["updated"] >= 1
    assert "typeof []" in found["notes"]["q_single2222"]["fields"][0]
