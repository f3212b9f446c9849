import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from threads.quizzes import grading
from threads.quizzes.grading import marks

from . import samples
from .samples import BLANKS, MATCHING, MULTIPLE, NUMERIC, ORDERING, SHORT, SINGLE, TRUE_FALSE, question

A, B, C, D = (f"o_multi{letter * 5}" for letter in "abcd")
LET, VAR = "l_matchaaaaa", "l_matchbbbbb"
BLOCK, FUNCTION, MODULE = "r_matchaaaaa", "r_matchbbbbb", "r_matchccccc"
TAKE, RUN, DRAIN = "i_orderaaaaa", "i_orderbbbbb", "i_orderccccc"
PENDING, REJECTED = "bl_blankaaaaa", "bl_blankbbbbb"


def one(of, answer):
    return grading.grade(samples.quiz(of), {of["id"]: answer})["questions"][0]


def points(of, answer):
    return one(of, answer)["points"]


ALL_OR_NOTHING = question(MULTIPLE, answer={"optionIds": [A, C]})
PI = question(NUMERIC, answer={"value": 3.14, "tolerance": 0.01, "toleranceType": "abs"}, stem="How much is pi?")
ABOUT = question(NUMERIC, answer={"value": 1000, "tolerance": 0.05, "toleranceType": "rel"})
EXACT = question(SHORT, answer={"accepted": [{"text": "`JSON.parse`"}], "match": "exact"})
LOOSE = question(SHORT, answer={"accepted": [{"text": "Event loop"}], "match": "normalized"})


@pytest.mark.parametrize(
    ("of", "answer", "expected"),
    [
        (SINGLE, "o_singlebbbb", 1),
        (SINGLE, ["o_singlebbbb"], 1),
        (SINGLE, "o_singleaaaa", 0),
        # two right of two: 2 points; one right: 1; one right and one wrong: 0; never below
        (MULTIPLE, [A, C], 2),
        (MULTIPLE, [A], 1),
        (MULTIPLE, [A, B], 0),
        (MULTIPLE, [A, B, C], 1),
        (MULTIPLE, [B, D], 0),
        (ALL_OR_NOTHING, [C, A], 2),
        (ALL_OR_NOTHING, [A], 0),
        (TRUE_FALSE, True, 1),
        (TRUE_FALSE, False, 0),
        (SHORT, "json.PARSE", 1),
        (SHORT, "parse", 0.5),
        (SHORT, "JSON.parse()", 0),
        (EXACT, "JSON.parse", 1),
        (EXACT, "json.parse", 0),
        (LOOSE, "  event   LOOP. ", 1),
        (LOOSE, "events loop", 0),
        # two blanks, two points
        (BLANKS, {PENDING: "Waiting", REJECTED: "rejected"}, 2),
        (BLANKS, {PENDING: "pending", REJECTED: "resumed"}, 1),
        (BLANKS, {REJECTED: "rejected"}, 1),
        (MATCHING, [[LET, BLOCK], [VAR, FUNCTION]], 2),
        (MATCHING, [[VAR, FUNCTION]], 1),
        (MATCHING, [[LET, FUNCTION], [VAR, MODULE]], 0),
        # two neighbours: both follow; only "run, drain" does; neither
        (ORDERING, [TAKE, RUN, DRAIN], 1),
        (ORDERING, [RUN, DRAIN, TAKE], 0.5),
        (ORDERING, [DRAIN, RUN, TAKE], 0),
        (NUMERIC, 1024, 1),
        (NUMERIC, 1024.0, 1),
        (NUMERIC, "1024", 1),
        (NUMERIC, "1 024", 1),
        (NUMERIC, "1,024", 1),
        (NUMERIC, "1.024", 1),
        (NUMERIC, "1024 byte", 1),
        (NUMERIC, "1024 bit", 0),
        (NUMERIC, 1000, 0),
        (NUMERIC, "a thousand", 0),
        (PI, "3,14", 1),
        (PI, "22/7", 1),
        (PI, 3.15, 1),
        (PI, 3.13, 1),
        (PI, 3.1501, 0),
        (PI, "3.14 pi", 1),
        (PI, "3.14 m", 0),
        (ABOUT, 951, 1),
        (ABOUT, 949, 0),
    ],
)
def test_it_gives_the_points_an_answer_deserves(of, answer, expected):
    assert points(of, answer) == expected


@pytest.mark.parametrize("of", samples.ALL, ids=lambda of: of["type"])
def test_the_right_answer_it_names_gets_all_points(of):
    named = marks.right_answer(of)
    result = one(of, named)
    assert result["correctAnswer"] == named
    assert (result["points"], result["correct"]) == (of["points"], True)


@pytest.mark.parametrize("of", samples.ALL, ids=lambda of: of["type"])
@pytest.mark.parametrize("blank", [None, "missing"])
def test_a_question_without_an_answer_gets_no_points_and_is_counted(of, blank):
    result = grading.grade(samples.quiz(of), {} if blank else {of["id"]: None})
    assert (result["points"], result["unanswered"]) == (0, 1)
    assert result["questions"][0]["answered"] is False
    assert result["questions"][0]["correct"] is False
    assert result["questions"][0]["correctAnswer"] is None and "explanation" not in result["questions"][0]


@pytest.mark.parametrize(
    ("of", "answer"),
    [(SHORT, "  "), (NUMERIC, ""), (MULTIPLE, []), (BLANKS, {}), (BLANKS, {PENDING: " "}), (SINGLE, "")],
)
def test_a_blank_answer_is_none(of, answer):
    assert one(of, answer)["answered"] is False


def test_feedback_is_that_of_what_was_chosen():
    assert one(SINGLE, "o_singleaaaa")["feedback"] == [
        {"optionId": "o_singleaaaa", "text": "There is no such type tag."}
    ]
    assert one(SINGLE, "o_singlebbbb")["feedback"] == []
    assert one(TRUE_FALSE, True)["feedback"] == [{"text": "The binding is fixed, its content is free."}]
    assert one(TRUE_FALSE, False)["feedback"] == []
    assert one(SHORT, "parse")["feedback"] == [{"text": "Of which object?"}]


def test_the_whole_result():
    quiz = samples.quiz(SINGLE, MULTIPLE, settings={"passPercent": 66})
    assert grading.grade(quiz, {SINGLE["id"]: "o_singlebbbb", MULTIPLE["id"]: [A]}) == {
        "points": 2,
        "maxPoints": 3,
        "pendingPoints": 0,
        "percent": 66.67,
        "unanswered": 0,
        "passed": True,
        "questions": [
            {
                "questionId": SINGLE["id"],
                "answered": True,
                "points": 1,
                "maxPoints": 1,
                "correct": True,
                "correctAnswer": "o_singlebbbb",
                "feedback": [],
                "explanation": SINGLE["explanation"],
            },
            {
                "questionId": MULTIPLE["id"],
                "answered": True,
                "points": 1,
                "maxPoints": 2,
                "correct": False,
                "correctAnswer": [A, C],
                "feedback": [],
            },
        ],
    }


ESSAY = question(SHORT, answer={"grading": "manual", "rubric": "Two reasons"}, points=2)


@pytest.mark.parametrize(
    ("needed", "single", "passed"),
    [
        (30, "o_singlebbbb", True),  # 1 of 3 points is enough already
        (50, "o_singlebbbb", None),  # the essay's 2 points decide
        (70, "o_singleaaaa", False),  # not even they would do
    ],
)
def test_what_a_person_has_to_mark_is_pending(needed, single, passed):
    quiz = samples.quiz(SINGLE, ESSAY, settings={"passPercent": needed})
    result = grading.grade(quiz, {SINGLE["id"]: single, ESSAY["id"]: "Because."})
    assert result["questions"][1]["correct"] is None
    assert (result["pendingPoints"], result["passed"]) == (2, passed)


def test_a_quiz_without_points_is_no_division_by_zero():
    assert grading.grade(samples.quiz(question(points=0)), {})["percent"] == 0


@pytest.mark.parametrize(
    ("answers", "pointer"),
    [
        ([], "/answers"),
        ({"q_unknown222": True}, "/answers/q_unknown222"),
        ({"a/b~c": True}, "/answers/a~1b~0c"),
        ({SINGLE["id"]: "A"}, "/answers/q_single2222/0"),
        ({SINGLE["id"]: 1}, "/answers/q_single2222"),
        ({SINGLE["id"]: ["o_singleaaaa", "o_singlebbbb"]}, "/answers/q_single2222"),
        ({MULTIPLE["id"]: [A, A]}, "/answers/q_multiple22/1"),
        ({MULTIPLE["id"]: [{}]}, "/answers/q_multiple22/0"),
        ({TRUE_FALSE["id"]: "true"}, "/answers/q_truefalse2"),
        ({TRUE_FALSE["id"]: 1}, "/answers/q_truefalse2"),
        ({SHORT["id"]: 5}, "/answers/q_short22222"),
        ({SHORT["id"]: "x" * 10_001}, "/answers/q_short22222"),
        ({BLANKS["id"]: "pending"}, "/answers/q_blanks2222"),
        ({BLANKS["id"]: {"1": "pending"}}, "/answers/q_blanks2222/1"),
        ({BLANKS["id"]: {PENDING: 1}}, f"/answers/q_blanks2222/{PENDING}"),
        ({MATCHING["id"]: [LET, BLOCK]}, "/answers/q_matching22"),
        ({MATCHING["id"]: [[LET, BLOCK], [LET, MODULE]]}, "/answers/q_matching22/1/0"),
        ({MATCHING["id"]: [[BLOCK, LET]]}, "/answers/q_matching22/0/0"),
        ({MATCHING["id"]: [[LET, []]]}, "/answers/q_matching22/0/1"),
        ({ORDERING["id"]: [TAKE, RUN]}, "/answers/q_ordering22"),
        ({ORDERING["id"]: [TAKE, RUN, RUN]}, "/answers/q_ordering22/2"),
        ({ORDERING["id"]: {}}, "/answers/q_ordering22"),
        ({NUMERIC["id"]: True}, "/answers/q_numeric222"),
        ({NUMERIC["id"]: [1]}, "/answers/q_numeric222"),
    ],
)
def test_it_points_at_what_is_malformed(answers, pointer):
    with pytest.raises(grading.InvalidAnswers) as raised:
        grading.grade(samples.quiz(), answers)
    assert (raised.value.status, raised.value.code) == (422, "validation_error")
    assert pointer in [error["pointer"] for error in raised.value.errors]


def test_it_does_not_list_a_thousand_errors():
    with pytest.raises(grading.InvalidAnswers) as raised:
        grading.grade(samples.quiz(), {f"q_{n:08d}": 1 for n in range(1000)})
    assert len(raised.value.errors) == 50


LEAVES = st.none() | st.booleans() | st.integers(-5, 5) | st.floats(allow_nan=False, allow_infinity=False)
IDS = st.sampled_from([A, C, "o_singlebbbb", LET, BLOCK, TAKE, RUN, DRAIN, PENDING, REJECTED, "x", ""])
ANSWERS = st.recursive(
    LEAVES | IDS, lambda inside: st.lists(inside, max_size=4) | st.dictionaries(IDS, inside, max_size=3), max_leaves=8
)


@given(st.dictionaries(st.sampled_from([of["id"] for of in samples.ALL]), ANSWERS, max_size=8))
def test_any_answers_are_marked_or_refused(answers):
    quiz = samples.quiz()
    try:
        result = grading.grade(quiz, answers)
    except grading.InvalidAnswers as error:
        assert error.errors
    else:
        assert 0 <= result["points"] <= result["maxPoints"] == 11
        assert orjson.loads(orjson.dumps(result)) == result
