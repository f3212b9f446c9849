import pytest

from tests.threads.quizzes import samples
from tests.threads.quizzes.imports.comparing import content
from threads.quizzes import exports, imports
from threads.quizzes.imports import Unreadable


def test_a_stem_options_and_a_key() -> None:
    text = "Which is odd?\nA) two\nB. three\nC) four\nANSWER: B\n\nWhich is even?\n\nA. two\nB. three\nANSWER: A"
    found = imports.read(text.encode(), "aiken")
    assert [question["stem"] for question in found.questions] == ["Which is odd?", "Which is even?"]
    assert [content(question)["answer"]["optionIds"] for question in found.questions] == [["three"], ["two"]]


def test_a_key_is_never_made_up() -> None:
    text = "No key?\nA) yes\nB) no\nBad key?\nA) yes\nB) no\nANSWER: C\nGood?\nA) yes\nB) no\nANSWER: A\nCut?\nA) yes"
    found = imports.read(text.encode(), "aiken")
    assert [question["stem"] for question in found.questions] == ["Good?"]
    assert found.problems == [
        {"pointer": "/questions/0", "detail": "It has no ANSWER line."},
        {"pointer": "/questions/1", "detail": "Its ANSWER line names no option."},
        {"pointer": "/questions/3", "detail": "It has no ANSWER line."},
    ]


def test_one_option_is_too_few() -> None:
    with pytest.raises(Unreadable):
        imports.read(b"Which?\nA) this\nANSWER: A", "aiken")


def test_what_was_written_comes_back() -> None:
    question = samples.question(explanation=..., difficulty=..., bloom=..., tags=[])
    for option in question["options"]:
        option.pop("feedback", None)
    found = imports.read(exports.write(samples.quiz(question), "aiken").content, "aiken")
    assert content(found.questions[0]) == content(question)
