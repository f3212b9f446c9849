import csv
import io
import json

import pytest

from tests.threads.quizzes import samples
from tests.threads.quizzes.exports import hostile
from threads.quizzes import exports
from threads.quizzes.model import Json


def rows(quiz: Json) -> list[dict[str, str]]:
    text = exports.write(quiz, "csv").content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_a_row_holds_the_question_and_its_key() -> None:
    keys = {row["type"]: row["answer"] for row in rows(samples.quiz())}
    assert keys == {
        "single_choice": "B",
        "multiple_choice": "A, C",
        "true_false": "True",
        "short_answer": "JSON.parse | parse",
        "fill_blank": "1) pending | waiting 2) rejected",
        "matching": "'- `let` => the block\n- `var` => the function\n- => the module",
        "ordering": "1. take one task\n2. run it to completion\n3. drain the microtasks",
        "numeric": "1024 ± 0 byte",
    }


def test_the_last_cell_is_the_whole_question() -> None:
    quiz = hostile.quiz()
    assert [json.loads(row["question"]) for row in rows(quiz)] == quiz["questions"]


def test_lines_end_as_the_standard_has_it_and_spreadsheets_see_utf_8() -> None:
    content = exports.write(samples.quiz(samples.TRUE_FALSE), "csv").content
    assert content.startswith(b"\xef\xbb\xbfnumber,id,type,")
    assert content.count(b"\r\n") == 2
    assert content.count(b"\n") == 2


@pytest.mark.parametrize(
    "text", ["=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "＝1+1", "-x", "+49 30 1234"]
)
def test_a_formula_becomes_text(text: str) -> None:
    row = rows(samples.quiz(samples.choice(text, text, "other", explanation=text)))[0]
    assert row["stem"] == row["optionA"] == row["explanation"] == "'" + text


@pytest.mark.parametrize("text", ["-5", "+3.5", "-0,25", "x = 1", "1+1", "'quoted'"])
def test_numbers_and_other_text_stay_as_they_are(text: str) -> None:
    assert rows(samples.quiz(samples.choice("Which of them?", text, "other")))[0]["optionA"] == text


def test_members_have_columns() -> None:
    row = rows(samples.quiz(samples.question(points=2.5, timeLimitSec=30, tags=["a", "b c"])))[0]
    assert (row["number"], row["difficulty"], row["points"], row["timeLimitSec"]) == ("1", "easy", "2.5", "30")
    assert row["tags"] == "a, b c"
    assert [row[f"option{letter}"] for letter in "ABCDE"] == [
        *(option["text"] for option in samples.SINGLE["options"]),
        "",
    ]
