"""GIFT, in the shapes that teachers and other tools write."""

import contextlib
import time

import pytest

from tests.threads.quizzes import samples
from tests.threads.quizzes.exports import hostile
from tests.threads.quizzes.imports.comparing import content
from threads.quizzes import exports, imports
from threads.quizzes.imports import Imported, Unreadable
from threads.quizzes.model import BLANK, Json


def read(text: str) -> Imported:
    return imports.read(text.encode(), "gift")


def only(text: str) -> Json:
    found = read(text)
    assert len(found.questions) == 1, found.problems
    return found.questions[0]


def refused(text: str) -> str:
    with pytest.raises(Unreadable) as caught:
        read(text)
    return caught.value.errors[0]["detail"]


def test_one_option_marked_with_an_equals_sign() -> None:
    question = only("::Tomb::Who lies in the tomb? {~Grant#close =no one#right ~Washington}")
    assert question["type"] == "single_choice"
    assert question["stem"] == "Who lies in the tomb?"
    assert [(option["text"], option.get("feedback")) for option in question["options"]] == [
        ("Grant", "close"),
        ("no one", "right"),
        ("Washington", None),
    ]
    assert question["answer"] == {"optionIds": [question["options"][1]["id"]]}


def test_several_options_with_weights() -> None:
    question = only("Which two? {~%50%one ~%50%two ~%-100%three ~four}")
    assert question["type"] == "multiple_choice"
    assert question["answer"]["scoring"] == "partial"
    assert content(question)["answer"]["optionIds"] == ["one", "two"]


@pytest.mark.parametrize(("letters", "value"), [("T", True), ("TRUE", True), ("F", False), ("FALSE", False)])
def test_true_and_false(letters: str, value: bool) -> None:
    question = only(f"The sun rises in the east.{{{letters}#wrong#right}}")
    assert question["answer"] == {"value": value}
    assert question["feedbackTrue" if value else "feedbackFalse"] == "right"
    assert question["feedbackFalse" if value else "feedbackTrue"] == "wrong"


def test_accepted_answers_with_partial_credit() -> None:
    question = only("Two plus two? {=four =4#short =%50%fore#spelling}")
    assert question["answer"]["accepted"] == [
        {"text": "four", "score": 1},
        {"text": "4", "score": 1, "feedback": "short"},
        {"text": "fore", "score": 0.5, "feedback": "spelling"},
    ]


def test_an_answer_without_a_sign() -> None:
    assert only("Two plus two? {four}")["answer"]["accepted"] == [{"text": "four", "score": 1}]


def test_a_gap_inside_the_sentence() -> None:
    question = only("Two plus {=two =2} is four.")
    assert question["type"] == "fill_blank"
    assert BLANK.sub("…", question["stem"]) == "Two plus … is four."
    assert question["answer"][0]["accepted"] == ["two", "2"]


def test_a_gap_with_words_to_choose_from() -> None:
    blank = only("Grant is {~buried =entombed ~living} in the tomb.")["answer"][0]
    assert (blank["accepted"], blank["options"]) == (["entombed"], ["buried", "entombed", "living"])


def test_pairs_and_a_distractor() -> None:
    question = only("Capitals? {=Canada -> Ottawa =Italy -> Rome = -> Oslo =Vatican -> Rome}")
    assert content(question)["answer"] == [["Canada", "Ottawa"], ["Italy", "Rome"], ["Vatican", "Rome"]]
    assert content(question)["right"] == ["Oslo", "Ottawa", "Rome"]


@pytest.mark.parametrize(
    ("body", "value", "tolerance"),
    [("#1822:5", 1822, 5), ("#3.141..3.142", 3.1415, 0.0005), ("#-2", -2, 0), ("#=2:0.5#yes ~#no", 2, 0.5)],
)
def test_numbers(body: str, value: float, tolerance: float) -> None:
    answer = only(f"How much? {{{body}}}")["answer"]
    assert answer["value"] == pytest.approx(value)
    assert answer["tolerance"] == pytest.approx(tolerance)


def test_an_essay_has_nothing_accepted() -> None:
    answer = only("Write about it. {}")["answer"]
    assert answer == {"accepted": [], "match": "normalized", "grading": "manual"}


def test_general_feedback_tags_and_category() -> None:
    found = read("$CATEGORY: top/Loops\n\n// [id:x1] [tag:for] [tag:difficulty:hard]\nIs it? {T####Because.}")
    assert found.title == "Loops"
    assert found.questions[0]["explanation"] == "Because."
    assert found.questions[0]["tags"] == ["for"]
    assert found.questions[0]["difficulty"] == "hard"


def test_escapes_and_newlines() -> None:
    question = only(r"Is \{a\: 1\} a \= b \~ c\#?\nYes \\ no {=a \= b ~c \~ d}")
    assert question["stem"] == "Is {a: 1} a = b ~ c#?\nYes \\ no"
    assert [option["text"] for option in question["options"]] == ["a = b", "c ~ d"]


def test_html_becomes_markdown_and_markdown_stays() -> None:
    stem = only("[html]<p>What <b>is</b> <code>a&lt;b</code>?</p>{=x ~y}")["stem"]
    assert stem == "What **is** `a<b`?"
    assert only("[markdown]What *is* it? {=[html]<i>x</i> ~y}")["options"][0]["text"] == "*x*"


def test_windows_line_ends_and_a_byte_order_mark() -> None:
    found = imports.read("\ufeffOne? {T}\r\n\r\nTwo? {F}\r\n".encode(), "gift")
    assert [question["answer"]["value"] for question in found.questions] == [True, False]


def test_a_key_is_never_made_up() -> None:
    assert refused("Which? {~a ~b}") == "None of its options is marked as right."
    assert refused("Which? {=a =b ~c}") == "It takes one option, but more than one is marked as right."
    assert refused("How much? {#=1 =2}") == "It has not exactly one number that is fully right."
    assert refused("How much? {#many}") == "The key is no number."
    assert refused("Say it. {=*}") == "It has no accepted answer that can be kept."
    assert refused("Only a text.") == "It has no answers in braces, so it is no question."
    assert refused("Open { brace") == "It has no answers in braces, so it is no question."


def test_what_is_not_kept_is_told() -> None:
    found = read("One? {=a ~%50%b ~c}\n\nTwo? {=x* =y}\n\nThree? {#=1#good}")
    assert [problem["detail"] for problem in found.problems] == [
        "Partial credit of a wrong option is not kept.",
        "An answer with a wildcard is not kept.",
        "The feedback of single answers is not kept.",
    ]
    assert [problem["pointer"] for problem in found.problems] == ["/questions/0", "/questions/1", "/questions/2"]


def test_hostile_text_comes_back_as_it_was() -> None:
    """Options, feedback, accepted answers and explanations letter by letter."""
    quiz = hostile.quiz()
    written = [question for question in quiz["questions"] if question["type"] not in ("fill_blank", "ordering")]
    found = imports.read(exports.write({**quiz, "questions": written}, "gift").content, "gift")
    gone = ("hint", "tags", "points", "right", "answer")
    assert [content(one, without=gone) for one in found.questions] == [content(one, without=gone) for one in written]
    keys = [content(one)["answer"] for one in found.questions[:3]]
    assert keys == [content(one)["answer"] for one in written[:3]]
    accepted = [entry["text"] for entry in found.questions[3]["answer"]["accepted"]]
    assert accepted == [entry["text"] for entry in written[3]["answer"]["accepted"]]


def test_ordinary_questions_come_back_as_they_were() -> None:
    questions = [samples.SINGLE, samples.TRUE_FALSE, samples.SHORT]
    found = imports.read(exports.write(samples.quiz(*questions), "gift").content, "gift")
    assert found.problems == []
    assert [content(one) for one in found.questions] == [content(one) for one in questions]


@pytest.mark.parametrize(
    "piece", ["{", "}", "::", "=", "~", "#", "%", "->", "\\", "//", "[html]", "=%1%", "{=a ~b}\n\n"]
)
def test_long_runs_of_signs_are_read_in_linear_time(piece: str) -> None:
    started = time.process_time()
    with contextlib.suppress(Unreadable):
        read(f"Q {{{piece * (50_000 // len(piece))}}}")
    assert time.process_time() - started < 2
