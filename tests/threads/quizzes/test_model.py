import copy

import jsonschema_rs
import pytest

from threads.quizzes import model

from . import samples
from .samples import BLANKS, MATCHING, MULTIPLE, NUMERIC, ORDERING, SHORT, SINGLE


@pytest.mark.parametrize("question", samples.ALL, ids=lambda question: question["type"])
def test_it_takes_a_sound_question_of_every_type(question):
    assert model.validate_question(question) == []
    assert model.question(question).type == question["type"]


def test_it_takes_a_quiz_of_every_type():
    assert model.validate_quiz(samples.quiz()) == []


def without(question, *path):
    """A copy of `question` without the member at `path`."""
    made = copy.deepcopy(question)
    place = made
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return made


def altered(question, *path_and_value):
    *path, last, value = path_and_value
    made = copy.deepcopy(question)
    place = made
    for step in path:
        place = place[step]
    place[last] = value
    return made


@pytest.mark.parametrize(
    ("question", "problem"),
    [
        (without(SINGLE, "stem"), "/stem: Field required"),
        (altered(SINGLE, "stem", "  "), "/stem: "),
        (altered(SINGLE, "id", "1"), "/id: "),
        (altered(SINGLE, "id", "q_SHOUTING22"), "/id: "),
        (altered(SINGLE, "id", "q_newline222\n"), "/id: "),
        (altered(SINGLE, "type", "essay"), "Input tag 'essay'"),
        (altered(SINGLE, "points", -1), "/points: "),
        (altered(SINGLE, "points", True), "/points: "),
        (altered(SINGLE, "points", float("inf")), "/points: "),
        (altered(SINGLE, "difficulty", "brutal"), "/difficulty: "),
        (altered(SINGLE, "answr", 1), "/answr: "),
        (altered(SINGLE, "rev", 0), "/rev: "),
        (altered(SINGLE, "answer", "optionIds", ["B"]), "/answer/optionIds/0: "),
        (altered(SINGLE, "answer", "optionIds", ["o_singlezzzz"]), "an option that is not there"),
        (altered(SINGLE, "answer", "optionIds", ["o_singleaaaa", "o_singlebbbb"]), "/answer/optionIds: "),
        (altered(SINGLE, "answer", "scoring", "partial"), "/answer/scoring: "),
        (altered(SINGLE, "answer", None), "/answer: "),
        (altered(SINGLE, "options", SINGLE["options"][1:2]), "/options: "),
        (altered(SINGLE, "options", [{"id": f"o_many{n:06d}", "text": "x"} for n in range(11)]), "/options: "),
        (altered(SINGLE, "options", 0, "text", ""), "/options/0/text: "),
        (altered(MULTIPLE, "answer", "optionIds", []), "/answer/optionIds: "),
        (altered(MULTIPLE, "answer", "optionIds", ["o_multiaaaaa"] * 2), "names an option twice"),
        (altered(samples.TRUE_FALSE, "answer", "value", 1), "/answer/value: "),
        (altered(SHORT, "answer", "accepted", []), "only a person could mark"),
        (altered(SHORT, "answer", "accepted", 0, "score", 1.5), "/answer/accepted/0/score: "),
        (altered(BLANKS, "stem", "No blank at all."), "the blanks in the stem"),
        (altered(BLANKS, "stem", BLANKS["stem"] + " {{bl_blankaaaaa}}"), "the blanks in the stem"),
        (altered(BLANKS, "answer", BLANKS["answer"][:1]), "the blanks in the stem"),
        (altered(BLANKS, "answer", [*BLANKS["answer"], BLANKS["answer"][0]]), "the blanks in the stem"),
        (
            altered(
                altered(BLANKS, "answer", [*BLANKS["answer"], BLANKS["answer"][0]]),
                "stem",
                BLANKS["stem"] + " {{bl_blankaaaaa}}",
            ),
            "the blanks in the stem",
        ),
        (altered(BLANKS, "answer", 0, "accepted", []), "/answer/0/accepted: "),
        (altered(MATCHING, "answer", MATCHING["answer"][:1]), "every entry of the left side once"),
        (altered(MATCHING, "answer", 1, 0, "l_matchaaaaa"), "every entry of the left side once"),
        (altered(MATCHING, "answer", 1, 1, "r_matchzzzzz"), "right side that is not there"),
        (altered(MATCHING, "answer", 1, ["l_matchbbbbb"]), "/answer/1"),
        (altered(ORDERING, "answer", ORDERING["answer"][:2]), "all items once"),
        (altered(ORDERING, "answer", 2, "i_orderaaaaa"), "all items once"),
        (altered(NUMERIC, "answer", "value", float("nan")), "/answer/value: "),
        (altered(NUMERIC, "answer", "value", "1024"), "/answer/value: "),
        (altered(NUMERIC, "answer", "tolerance", -0.1), "/answer/tolerance: "),
    ],
)
def test_it_names_what_is_wrong_with_a_question(question, problem):
    problems = model.validate_question(question)
    assert any(problem in sentence for sentence in problems), problems


def test_an_open_question_needs_no_accepted_answer():
    assert model.validate_question(altered(SHORT, "answer", {"grading": "manual", "rubric": "Two reasons"})) == []


def test_two_left_entries_may_share_a_right_one():
    assert model.validate_question(altered(MATCHING, "answer", 1, 1, "r_matchaaaaa")) == []


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ({"threadId": "no spaces"}, "/threadId: "),
        ({"revision": 2}, "history does not explain"),
        ({"history": []}, "/history: "),
        ({"coverage": {"requested": 8, "delivered": 7, "missing": 1}}, "coverage.delivered"),
        ({"coverage": {"requested": 10, "delivered": 8, "missing": 1}}, "coverage.missing"),
        ({"coverage": {"requested": 10, "delivered": 8, "missing": 2}}, "the status is partial"),
        ({"language": "English please"}, "/language: "),
        ({"questions": [SINGLE, SINGLE]}, "an id stands twice"),
        ({"questions": [SINGLE] * 51}, "/questions: "),
        ({"schemaVersion": "2.0"}, "/schemaVersion: "),
        (
            {"questions": [altered(SINGLE, "sourceRefs", [{"sourceId": "src_22222222"}])]},
            "a source that is not there",
        ),
    ],
)
def test_it_names_what_is_wrong_with_a_quiz(members, problem):
    problems = model.validate_quiz(samples.quiz(**members))
    assert any(problem in sentence for sentence in problems), problems


def test_two_questions_may_not_share_an_option_id():
    twin = samples.question(id="q_twin222222")
    assert any("an id stands twice" in problem for problem in model.validate_quiz(samples.quiz(SINGLE, twin)))


def test_the_published_schema_takes_a_quiz_of_every_type():
    validator = jsonschema_rs.Draft202012Validator(model.json_schema())
    validator.validate(samples.quiz())
    for member in ("id", "questions", "history"):
        assert not validator.is_valid(without(samples.quiz(), member))
    assert not validator.is_valid(samples.quiz(altered(SINGLE, "answer", {"value": True})))


def test_the_published_schema_holds_the_learner_shape():
    schema = model.json_schema()
    assert schema["$schema"].endswith("2020-12/schema")
    assert schema["$ref"] == "#/$defs/Quiz"
    shown = schema["$defs"]["LearnerChoice"]["properties"]
    assert not {"answer", "explanation", "hint", "flags", "provenance", "sourceRefs"} & set(shown)
    assert set(schema["$defs"]["LearnerQuality"]["properties"]) == {"score", "rulesVersion"}
