"""What all formats of imports have in common."""

import copy
import itertools
import json

import orjson
import pytest

from quizagent import errors
from tests.threads.quizzes import samples
from tests.threads.quizzes.exports import hostile
from tests.threads.quizzes.imports.comparing import content
from threads.quizzes import exports, imports, model
from threads.quizzes.imports import Unreadable

PLAIN = ("json", "gift", "aiken", "moodle-xml")


def counting() -> imports.NewId:
    numbers = itertools.count(1)
    return lambda prefix, chars: f"{prefix}_{next(numbers):0{chars}d}"


@pytest.mark.parametrize("fmt", PLAIN)
def test_every_question_is_sound_and_has_fresh_ids(fmt: str) -> None:
    quiz = samples.quiz()
    found = imports.read(exports.write(quiz, fmt).content, fmt)
    assert found.questions
    assert [model.validate_question(question) for question in found.questions] == [[]] * len(found.questions)
    assert not set(_ids(quiz)) & set(_ids(found.questions))


def test_our_own_object_comes_back_whole() -> None:
    quiz = samples.quiz()
    found = imports.read(exports.write(quiz, "json").content, "json", new_id=counting())
    assert found.title == quiz["title"]
    assert found.problems == []
    assert [content(question) for question in found.questions] == [content(one) for one in quiz["questions"]]


def test_a_hostile_object_comes_back_whole() -> None:
    found = imports.read(orjson.dumps(hostile.questions()), "json")
    assert [content(question) for question in found.questions] == [content(one) for one in hostile.questions()]


def test_a_text_that_looks_like_an_id_stays() -> None:
    question = samples.question()
    question["options"][1]["text"] = question["options"][1]["id"]
    found = imports.read(orjson.dumps([question]), "json")
    assert found.questions[0]["options"][1]["text"] == "o_singlebbbb"


def test_a_question_without_key_is_left_out_and_told() -> None:
    quiz = samples.quiz(samples.SINGLE, samples.question(samples.NUMERIC, answer=...))
    found = imports.read(orjson.dumps(quiz), "json")
    assert len(found.questions) == 1
    assert found.problems == [{"pointer": "/questions/1", "detail": "It has no key."}]


def test_a_key_that_names_no_option_is_left_out_and_told() -> None:
    question = samples.question(answer={"optionIds": ["o_elsewhere1"]})
    with pytest.raises(Unreadable) as caught:
        imports.read(orjson.dumps([question]), "json")
    assert "names an option that is not there" in caught.value.errors[0]["detail"]


def test_flags_sources_and_provenance_are_not_taken_over() -> None:
    question = samples.question(
        sourceRefs=[{"sourceId": "src_22222222", "quote": "x"}],
        flags=[{"rule": "key-longest", "severity": "warning", "message": "m"}],
        provenance={"extraction": "markdown"},
        rev=7,
    )
    found = imports.read(orjson.dumps([question]), "json")
    assert found.questions[0]["flags"] == []
    assert found.questions[0]["rev"] == 1
    assert not {"sourceRefs", "provenance"} & set(found.questions[0])
    assert found.problems[0]["detail"] == "The quoted sources are not kept."


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b"{", b"[1, null]", b'{"questions": 3}', b"NaN", b"[" * 5000])
def test_what_is_no_quiz_is_refused(data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        imports.read(data, "json")
    assert caught.value.status == 422


@pytest.mark.parametrize("fmt", [*PLAIN, "markdown"])
def test_what_is_not_utf_8_is_refused(fmt: str) -> None:
    with pytest.raises(Unreadable):
        imports.read("Größe".encode("latin-1"), fmt)


@pytest.mark.parametrize("fmt", PLAIN)
def test_a_file_that_is_too_large_is_refused(fmt: str) -> None:
    with pytest.raises(Unreadable) as caught:
        imports.read(b" " * (imports.MAX_BYTES + 1), fmt)
    assert "larger than" in caught.value.errors[0]["detail"]


def test_an_unknown_format_is_a_validation_error() -> None:
    with pytest.raises(errors.ValidationError) as caught:
        imports.read(b"", "docx")
    assert caught.value.errors[0]["pointer"] == "/format"


def test_no_more_questions_are_taken_than_a_quiz_holds() -> None:
    found = imports.read(orjson.dumps([copy.deepcopy(samples.SINGLE) for _ in range(60)]), "json")
    assert len(found.questions) == model.MAX_QUESTIONS
    assert found.problems[0] == {"pointer": "/questions/50", "detail": "A quiz holds 50 questions at most."}


def test_markdown_is_read_by_the_reader_that_is_given() -> None:
    questions = [samples.question(stem="Is &#65;) an option?"), samples.question(samples.SHORT, answer=None)]
    found = imports.read(b"text", "markdown", read_markdown=lambda text: (f"From {text}", questions))
    assert found.title == "From text"
    assert found.questions[0]["stem"] == "Is A) an option?"
    assert found.problems == [{"pointer": "/questions/1", "detail": "It has no key."}]


def _ids(value: object) -> list[str]:
    """Every id in a quiz."""
    text = json.dumps(value)
    return [
        piece for piece in text.split('"') if piece[:2] in ("q_", "o_", "l_", "r_", "i_") or piece.startswith("bl_")
    ]
