"""The text of GIFT, sign by sign."""

import pytest

from tests.threads.quizzes import samples
from tests.threads.quizzes.exports import hostile
from threads.quizzes import exports
from threads.quizzes.model import Json


def blocks(*questions: Json) -> list[str]:
    """The questions of the file, without its heading comment."""
    content = exports.write(samples.quiz(*questions), "gift").content.decode()
    return content.rstrip("\n").split("\n\n")[1:]


def losses(*questions: Json) -> list[tuple[str, str]]:
    made = exports.write(samples.quiz(*questions), "gift").losses
    return [(loss["what"], loss["detail"]) for loss in made if loss["what"] != "record"]


def test_a_single_choice() -> None:
    assert blocks(samples.SINGLE) == [
        "// [id:q_single2222] [tag:difficulty:easy] [tag:bloom:remember] [tag:types]\n"
        "::What does typeof null return in JavaScript?::[markdown]What does `typeof null` return in JavaScript?{\n"
        '\t~`"null"`#There is no such type tag.\n'
        '\t=`"object"`\n'
        '\t~`"undefined"`\n'
        "\t~It throws an error\n"
        "\t####A mistake of the first version, kept for compatibility.\n"
        "}"
    ]


def test_the_weights_of_a_multiple_choice_are_those_that_moodle_takes() -> None:
    question = samples.choice("Which three of them?", "a", "b", "c", "d", key=(0, 1, 2))
    lines = blocks(question)[0].split("\n")
    assert lines[2:6] == ["\t~%33.33333%a", "\t~%33.33333%b", "\t~%33.33333%c", "\t~%-33.33333%d"]


@pytest.mark.parametrize(
    ("members", "body"),
    [
        ({"answer": {"value": True}}, "{T}"),
        ({"answer": {"value": True}, "feedbackTrue": "yes"}, "{T##yes}"),
        ({"answer": {"value": True}, "feedbackTrue": "yes", "feedbackFalse": "no"}, "{T#no#yes}"),
        ({"answer": {"value": False}, "feedbackTrue": "no", "feedbackFalse": "yes"}, "{F#no#yes}"),
        ({"answer": {"value": False}, "feedbackTrue": "no"}, "{F#no}"),
    ],
)
def test_the_first_feedback_of_true_and_false_is_that_of_the_wrong_answer(members: Json, body: str) -> None:
    question = samples.question(samples.TRUE_FALSE, **{"feedbackTrue": ..., **members})
    assert blocks(question)[0].endswith(body)


def test_accepted_answers_with_partial_credit() -> None:
    assert blocks(samples.SHORT)[0].endswith("{\n\t=JSON.parse\n\t=%50%parse#Of which object?\n}")


def test_a_star_in_an_accepted_answer_is_no_wildcard() -> None:
    question = samples.question(samples.SHORT, answer={"accepted": [{"text": "a * b"}], "match": "caseless"})
    assert blocks(question)[0].endswith("\t=a \\\\* b\n}")


@pytest.mark.parametrize(
    ("stem", "body"),
    [
        ("It is {{bl_blankaaaaa}} now.", "[markdown]It is {=on =off} now."),
        ("It is {{bl_blankaaaaa}}", "[markdown]It is _____ {=on =off}"),
        ("{{bl_blankaaaaa}} it is.", "[markdown]\\n{=on =off} it is."),
    ],
)
def test_a_gap_stands_in_its_sentence(stem: str, body: str) -> None:
    answer = [{"id": "bl_blankaaaaa", "accepted": ["on", "off"]}]
    assert blocks(samples.question(samples.BLANKS, stem=stem, answer=answer))[0].endswith(body)


def test_the_words_of_a_gap_are_choices() -> None:
    answer = [{"id": "bl_blankaaaaa", "accepted": ["on"], "options": ["off", "on", "dim"]}]
    question = samples.question(samples.BLANKS, stem="It is {{bl_blankaaaaa}} now.", answer=answer)
    assert blocks(question)[0].endswith("It is {=on ~off ~dim} now.")


def test_pairs_with_a_distractor() -> None:
    lines = ["\t=`let` -> the block", "\t=`var` -> the function", "\t= -> the module"]
    assert blocks(samples.MATCHING)[0].split("\n")[2:-1] == lines


def test_an_order_is_a_matching_of_places_and_says_so() -> None:
    shuffled = samples.question(samples.ORDERING, answer=["i_orderccccc", "i_orderaaaaa", "i_orderbbbbb"])
    lines = ["\t=1 -> drain the microtasks", "\t=2 -> take one task", "\t=3 -> run it to completion"]
    assert blocks(shuffled)[0].split("\n")[2:-1] == lines
    assert losses(shuffled) == [("type", "The order is written as a matching of places and entries.")]


@pytest.mark.parametrize(
    ("answer", "body"),
    [
        ({"value": 1024}, "{#1024:0}"),
        ({"value": -9.81, "tolerance": 0.01}, "{#-9.81:0.01}"),
        ({"value": 200, "tolerance": 0.05, "toleranceType": "rel"}, "{#200:10}"),
        ({"value": 1.5e-7}, "{#0.00000015:0}"),
        ({"value": 1e21}, "{#1000000000000000000000:0}"),
    ],
)
def test_numbers_have_no_exponent(answer: Json, body: str) -> None:
    assert blocks(samples.question(samples.NUMERIC, answer=answer))[0].endswith(body)


def test_a_question_that_a_person_marks() -> None:
    answer = {"accepted": [{"text": "a model"}], "grading": "manual", "rubric": "Two points."}
    question = samples.question(samples.SHORT, answer=answer, explanation="So.")
    assert blocks(question)[0].endswith("{\n\t####So.\n}")
    assert [what for what, _ in losses(question)] == ["rubric", "answer"]


def test_signs_of_gift_are_escaped_and_no_text_ends_a_question() -> None:
    question = samples.question(samples.TRUE_FALSE, stem="a ~ = # { } : \\ \n\n// b\n$CATEGORY: c")
    block = blocks(question)
    assert len(block) == 1
    stem = r"[markdown]a \~ \= \# \{ \} \: \\ \n\n// b\n$CATEGORY\: c{"
    assert stem in block[0]


def test_what_looks_like_a_format_or_a_weight_is_text() -> None:
    question = samples.choice("Which one is it?", "[html] x", "%50% y", "z")
    assert blocks(question)[0].split("\n")[2:5] == ["\t=[markdown][html] x", "\t~[markdown]%50% y", "\t~z"]


def test_what_looks_like_a_tag_stays_text() -> None:
    question = samples.question(samples.TRUE_FALSE, stem="A <b> tag, `<i>` in code")
    assert "[markdown]A &lt;b> tag, `<i>` in code{" in blocks(question)[0]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        (samples.BLANKS, "GIFT has one gap in a question."),
        (
            samples.question(samples.SHORT, answer={"accepted": [{"text": "a->b"}]}),
            "An answer with -> would be read as a pair.",
        ),
        (
            samples.question(samples.SHORT, answer={"accepted": [{"text": "a", "score": 0.5}]}),
            "None of the accepted answers is fully right.",
        ),
        (
            samples.question(
                samples.ORDERING, items=samples.ORDERING["items"][:2], answer=samples.ORDERING["answer"][:2]
            ),
            "GIFT needs 3 pairs or more.",
        ),
        (
            samples.question(
                samples.MATCHING, left=[{"id": "l_matchaaaaa", "text": "x -> y"}, samples.MATCHING["left"][1]]
            ),
            "A side of a pair cannot hold ->.",
        ),
    ],
)
def test_what_gift_cannot_say_is_left_out(question: Json, reason: str) -> None:
    with pytest.raises(exports.ExportNotPossible) as caught:
        blocks(question)
    assert caught.value.errors[0]["detail"] == reason


def test_a_key_with_an_arrow_is_not_the_first_option() -> None:
    question = samples.choice("Which is a pointer?", "p->x", "p.x")
    assert blocks(question)[0].split("\n")[2:4] == ["\t~p.x", "\t=p->x"]


def test_a_score_that_moodle_does_not_know_is_rounded_and_told() -> None:
    question = samples.question(samples.SHORT, answer={"accepted": [{"text": "a"}, {"text": "b", "score": 0.62}]})
    assert "\t=%60%b" in blocks(question)[0]
    assert ("score", "A score of 0.62 became 0.6.") in losses(question)


def test_losses_stand_in_the_heading_comment() -> None:
    content = exports.write(samples.quiz(samples.BLANKS, samples.SINGLE), "gift").content.decode()
    assert content.startswith("// JavaScript basics\n// q_blanks2222: The question is left out: GIFT has one gap")


def test_a_hostile_title_stays_in_its_comment() -> None:
    content = exports.write(hostile.quiz(), "gift").content.decode()
    first = content.split("\n")[0]
    assert first == "// Ünï / ~=#{} (x) <b> :: -- quiz"
    starts = {line[:2] for line in content.split("\n") if line}
    assert starts <= {"//", "::", "\t=", "\t~", "\t#", "}"}
