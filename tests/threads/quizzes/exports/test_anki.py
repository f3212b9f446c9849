"""The Anki package, as the database that is in it."""

import io
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest

from tests.threads.quizzes import samples
from tests.threads.quizzes.exports import hostile
from threads.quizzes import exports
from threads.quizzes.model import Json


@pytest.fixture
def notes(tmp_path: Path):
    """The notes of an exported quiz by their guid: fields, tags, when they were changed."""

    def read(quiz: Json) -> dict[str, tuple[list[str], list[str], int]]:
        with zipfile.ZipFile(io.BytesIO(exports.write(quiz, "anki").content)) as zipped:
            zipped.extract("collection.anki2", tmp_path)
        database = sqlite3.connect(tmp_path / "collection.anki2")
        rows = database.execute("select guid, flds, tags, mod from notes").fetchall()
        database.close()
        return {guid: (fields.split("\x1f"), tags.split(), mod) for guid, fields, tags, mod in rows}

    return read


def test_a_note_per_question_with_its_id(notes) -> None:
    assert list(notes(samples.quiz())) == [question["id"] for question in samples.ALL]


def test_a_choice_has_its_options_in_front_and_its_key_behind(notes) -> None:
    front, back, _ = notes(samples.quiz())["q_single2222"][0]
    assert front.startswith('<p>What does <code>typeof null</code> return in JavaScript?</p><ol type="A"><li>')
    assert back.startswith(
        "<div><b>B.</b> <code>&quot;object&quot;</code></div><div>A. There is no such type tag.</div>"
    )
    assert back.endswith("<p>A mistake of the first version, kept for compatibility.</p>")


def test_gaps_are_clozes_with_the_word_bank_as_hint(notes) -> None:
    text, back, _ = notes(samples.quiz())["q_blanks2222"][0]
    assert "{{c1::pending}}" in text
    assert "{{c2::rejected::rejected / resumed / returned}}" in text
    assert back == "<div>pending = waiting</div>"


def test_an_order_is_not_given_away_in_front(notes) -> None:
    shuffled = samples.question(samples.ORDERING, answer=["i_orderccccc", "i_orderaaaaa", "i_orderbbbbb"])
    front, back, _ = notes(samples.quiz(shuffled))["q_ordering22"][0]
    assert front.endswith("<ul><li>take one task</li><li>run it to completion</li><li>drain the microtasks</li></ul>")
    assert back.startswith('<ol type="1"><li>drain the microtasks</li><li>take one task</li>')


def test_difficulty_and_bloom_are_tags_without_spaces(notes) -> None:
    quiz = samples.quiz(samples.question(tags=["two words"]))
    assert notes(quiz)["q_single2222"][1] == ["difficulty::easy", "bloom::remember", "two_words"]
    assert "Spaces in tags became underscores." in {loss["detail"] for loss in exports.write(quiz, "anki").losses}


def test_braces_of_the_text_are_no_cloze(notes) -> None:
    for guid, (fields, _, _) in notes(hostile.quiz()).items():
        clozes = sum(field.count("{{") for field in fields)
        assert clozes == (2 if guid == "q_blanks2222" else 0)
        assert "&#123;&#123;c1::x&#125;&#125;" in fields[0]


def test_the_hint_has_a_field_of_its_own(notes) -> None:
    assert notes(samples.quiz(samples.question(hint="Look *twice*.")))["q_single2222"][0][2] == (
        "<p>Look <em>twice</em>.</p>"
    )


def test_a_later_revision_is_newer_to_anki(notes) -> None:
    entry = {"rev": 2, "op": "replace", "questionIds": ["q_single2222"]}
    quiz = samples.quiz(samples.SINGLE)
    later = {**quiz, "revision": 2, "history": [*quiz["history"], entry]}
    assert notes(later)["q_single2222"][2] > notes(quiz)["q_single2222"][2]


def test_the_deck_is_named_after_the_quiz_and_keeps_its_id(tmp_path: Path) -> None:
    ids = []
    for title in ("One::Two", "Three"):
        content = exports.write(samples.quiz(title=title), "anki").content
        with zipfile.ZipFile(io.BytesIO(content)) as zipped:
            assert {entry.date_time for entry in zipped.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            zipped.extract("collection.anki2", tmp_path)
        database = sqlite3.connect(tmp_path / "collection.anki2")
        decks = json.loads(database.execute("select decks from col").fetchone()[0])
        database.close()
        ids.append({deck["id"]: deck["name"] for deck in decks.values() if deck["id"] != 1})
    assert [list(deck.values()) for deck in ids] == [["One: Two"], ["Three"]]
    assert ids[0].keys() == ids[1].keys()
