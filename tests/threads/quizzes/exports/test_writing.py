"""What all formats have in common."""

import itertools
import json

import pytest

from quizagent import errors
from tests.threads.quizzes import samples
from tests.threads.quizzes.exports import hostile
from threads.quizzes import exports, model, views

KEYLESS = ("json", "markdown", "csv")
ALL = tuple(exports.FORMATS)


def test_the_formats_are_those_of_the_contract() -> None:
    assert set(ALL) == {"json", "markdown", "gift", "moodle-xml", "qti21", "aiken", "csv", "anki"}


@pytest.mark.parametrize("fmt", ALL)
def test_the_same_quiz_makes_the_same_bytes(fmt: str) -> None:
    assert exports.write(samples.quiz(), fmt) == exports.write(samples.quiz(), fmt)


@pytest.mark.parametrize("fmt", ALL)
def test_it_leaves_the_quiz_as_it_was(fmt: str) -> None:
    quiz = samples.quiz()
    exports.write(quiz, fmt)
    assert quiz == samples.quiz()


def test_a_file_is_named_after_the_title() -> None:
    names = {fmt: exports.write(samples.quiz(title="Größe & Maß: I"), fmt).filename for fmt in ALL}
    assert names == {
        "json": "groe-ma-i.json",
        "markdown": "groe-ma-i.md",
        "gift": "groe-ma-i.gift.txt",
        "moodle-xml": "groe-ma-i.moodle.xml",
        "qti21": "groe-ma-i.qti21.zip",
        "aiken": "groe-ma-i.aiken.txt",
        "csv": "groe-ma-i.csv",
        "anki": "groe-ma-i.apkg",
    }


def test_a_title_without_ascii_gives_way_to_the_id() -> None:
    assert exports.write(samples.quiz(title="测验"), "json").filename == "quiz_2222222222.json"


def test_an_unknown_format_is_a_validation_error() -> None:
    with pytest.raises(errors.ValidationError) as caught:
        exports.write(samples.quiz(), "docx")
    assert caught.value.code == "validation_error"
    assert caught.value.errors[0]["pointer"] == "/format"


@pytest.mark.parametrize("fmt", ALL)
def test_an_empty_quiz_cannot_be_exported(fmt: str) -> None:
    quiz = {**samples.quiz(), "questions": []}
    with pytest.raises(exports.ExportNotPossible) as caught:
        exports.write(quiz, fmt)
    assert caught.value.problem("req_1")["code"] == "export_not_possible"
    assert caught.value.errors == [{"pointer": "/questions", "detail": "The quiz has no questions."}]


def test_every_question_that_does_not_fit_is_named_when_none_does() -> None:
    with pytest.raises(exports.ExportNotPossible) as caught:
        exports.write(samples.quiz(samples.MATCHING, samples.NUMERIC), "aiken")
    assert caught.value.status == 422
    assert [error["pointer"] for error in caught.value.errors] == ["/questions/0", "/questions/1"]


def test_losses_are_told_in_the_order_of_the_questions() -> None:
    made = exports.write(samples.quiz(), "gift")
    places = [question["id"] for question in samples.ALL]
    told = [loss["questionId"] for loss in made.losses]
    assert told[0] is None
    assert told[1:] == sorted(told[1:], key=places.index)


def test_a_question_that_does_not_fit_is_a_loss_when_others_do() -> None:
    made = exports.write(samples.quiz(samples.MATCHING, samples.SINGLE), "aiken")
    left_out = [loss["questionId"] for loss in made.losses if loss["what"] == "question"]
    assert left_out == [samples.MATCHING["id"]]


@pytest.mark.parametrize("fmt", [fmt for fmt in ALL if fmt not in KEYLESS])
def test_a_format_that_needs_the_key_refuses_a_learners_quiz(fmt: str) -> None:
    with pytest.raises(exports.ExportNotPossible) as caught:
        exports.write(views.learner(samples.quiz(), "secret"), fmt, view="learner")
    assert caught.value.errors[0]["pointer"] == "/view"


@pytest.mark.parametrize("fmt", KEYLESS)
def test_a_learners_file_holds_nothing_of_the_key(fmt: str) -> None:
    quiz = _with_canaries(samples.quiz())
    assert b"canary" in exports.write(quiz, fmt).content
    made = exports.write(views.learner(quiz, "secret"), fmt, view="learner")
    assert b"canary" not in made.content
    assert b"Answer:" not in made.content


def test_the_order_in_a_learners_markdown_is_not_the_key() -> None:
    quiz = samples.quiz(samples.MATCHING, samples.ORDERING)
    orders = set()
    for secret in map(str, range(40)):
        content = exports.write(views.learner(quiz, secret), "markdown", view="learner").content.decode()
        assert "let` => the" not in content
        orders.add(tuple(line for line in content.split("\n") if line.startswith(("- =>", "| "))))
    assert len(orders) > 12  # of 3! orders of the right side times 3! of the items


def test_control_characters_are_taken_out_and_told() -> None:
    quiz = samples.quiz(samples.question(stem="What \x00is\x1b this?"))
    for fmt in ("markdown", "gift", "moodle-xml", "csv"):
        made = exports.write(quiz, fmt)
        assert b"What is this?" in made.content
        assert "text" in {loss["what"] for loss in made.losses}
    assert json.loads(exports.write(quiz, "json").content) == quiz


def test_the_header_is_json_in_ascii_of_bounded_length() -> None:
    few = exports.write(samples.quiz(samples.SINGLE), "aiken").losses
    assert json.loads(exports.header(few)) == few
    many = exports.header(list(itertools.chain.from_iterable(itertools.repeat(few, 50))))
    assert json.loads(many)["explanation"] == 50
    for header in (exports.header(few), many, exports.header([])):
        assert header.isascii()
        assert len(header) <= 4096


@pytest.mark.parametrize("fmt", [fmt for fmt in ALL if fmt != "aiken"])
def test_hostile_text_can_be_written(fmt: str) -> None:
    quiz = hostile.quiz()
    assert model.validate_quiz(quiz) == []
    assert exports.write(quiz, fmt) == exports.write(hostile.quiz(), fmt)


def _with_canaries(quiz: model.Json) -> model.Json:
    """A mark in all that only an author may see."""
    for question in quiz["questions"]:
        question |= {"explanation": "canary why", "hint": "canary hint"}
        for option in question.get("options", ()):
            option["feedback"] = "canary feedback"
        if question["type"] == "true_false":
            question["feedbackFalse"] = "canary false"
        if question["type"] == "short_answer":
            question["answer"]["accepted"][0]["text"] = "canary text"
        if question["type"] == "fill_blank":
            question["answer"][0]["accepted"] = ["canary blank"]
    return quiz
