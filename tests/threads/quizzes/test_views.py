import copy
import itertools
from collections import Counter

import jsonschema_rs
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from threads.quizzes import model, views

from . import samples

SECRET = "a secret of the service"
CANARY = "canary"


def full(question):
    """The question with every member that may hold its key, each planted with a canary."""
    made = copy.deepcopy(question)
    for member in ("explanation", "hint", "feedbackTrue", "feedbackFalse", "somethingNew"):
        made[member] = CANARY
    for option in made.get("options", ()):
        option["feedback"] = option["weight"] = CANARY
    for side in ("left", "right", "items"):
        for item in made.get(side, ()):
            item["partner"] = CANARY
    made["sourceRefs"] = [{"sourceId": "src_22222222", "quote": CANARY}]
    made["flags"] = [{"rule": "key-longest", "severity": "warning", "message": CANARY}]
    made["provenance"] = {"extraction": "markdown", "model": CANARY}
    made["answer"] = _planted(made["answer"])
    return made


def _planted(answer):
    if isinstance(answer, dict):
        return {**answer, "rubric": CANARY, "unit": CANARY}
    if isinstance(answer[0], dict):
        return [{**blank, "accepted": [CANARY]} for blank in answer]
    return answer


def planted_quiz():
    quiz = samples.quiz(*map(full, samples.ALL))
    quiz["quality"]["flags"] = [{"rule": "key-longest", "severity": "warning", "message": CANARY}]
    quiz["history"][0]["request"] = quiz["grader"] = CANARY
    quiz["sources"] = [
        {"id": "src_22222222", "kind": "user_text", "title": "Notes", "sha256": "0" * 64, "text": CANARY}
    ]
    quiz["provenance"]["prompt"] = CANARY
    return quiz


def test_no_member_that_tells_a_key_reaches_a_learner():
    planted = planted_quiz()
    assert CANARY in orjson.dumps(planted).decode()
    shown = orjson.dumps(views.learner(planted, SECRET)).decode()
    assert CANARY not in shown
    assert '"answer"' not in shown
    assert "sha256" not in shown


def test_it_validates_against_the_published_shape():
    shown = views.learner(planted_quiz(), SECRET)
    assert model.validate_learner(shown) == []
    schema = {**model.json_schema(), "$ref": "#/$defs/LearnerQuiz"}
    jsonschema_rs.Draft202012Validator(schema).validate(shown)


def test_it_leaves_the_stored_quiz_alone():
    quiz = samples.quiz()
    before = orjson.dumps(quiz)
    views.learner(quiz, SECRET)
    assert orjson.dumps(quiz) == before
    assert views.author(quiz) is quiz


@pytest.mark.parametrize("question", samples.ALL, ids=lambda question: question["type"])
def test_a_question_without_a_key_yet_can_be_shown(question):
    unknown = {**question, "answer": None, "missing": ["answer"]}
    known, shown = views.learner_question(question, SECRET), views.learner_question(unknown, SECRET)
    for blank in known.get("blanks", ()):
        blank.pop("options", None)  # a word bank is part of the key it came with
    assert shown == known


def test_it_names_the_blanks_and_their_word_banks():
    first, second = views.learner_question(samples.BLANKS, SECRET)["blanks"]
    assert first == {"id": "bl_blankaaaaa"}
    assert sorted(second["options"]) == ["rejected", "resumed", "returned"]


def test_options_that_must_keep_their_order_keep_it():
    for secret in map(str, range(20)):
        shown = views.learner_question(samples.question(shuffle=False), secret)
        assert [one["text"] for one in shown["options"]] == [one["text"] for one in samples.SINGLE["options"]]


@pytest.mark.parametrize("question", [samples.SINGLE, samples.MATCHING, samples.ORDERING])
def test_an_order_is_stable_and_needs_the_secret(question):
    member = {"single_choice": "options", "matching": "right", "ordering": "items"}[question["type"]]

    def order(secret, rev=1):
        return [one["id"] for one in views.learner_question({**question, "rev": rev}, secret)[member]]

    assert order(SECRET) == order(SECRET, rev=7)
    assert len({tuple(order(f"secret {n}")) for n in range(50)}) > 4


def test_the_order_shown_tells_nothing_about_the_right_order():
    """Over many questions every order of three items comes up about as often as any other."""
    orders: Counter[tuple[int, ...]] = Counter()
    for n in range(3000):
        question = samples.question(samples.ORDERING, id=f"q_{n:010d}")
        shown = views.learner_question(question, SECRET)["items"]
        orders[tuple(question["answer"].index(item["id"]) for item in shown)] += 1
    expected = 3000 / 6
    chi_square = sum((orders[order] - expected) ** 2 / expected for order in itertools.permutations(range(3)))
    assert chi_square < 20.5  # p = 0.001 at 5 degrees of freedom; the secret is fixed, so this cannot flicker


@given(st.dictionaries(st.text(min_size=1, max_size=12), st.just(CANARY)))
def test_a_member_nobody_decided_about_is_hidden(members):
    names = {"rev", "tags", "points", "language", "difficulty", "bloom", "timeLimitSec", "shuffle"}
    unknown = {name: value for name, value in members.items() if name not in names}
    shown = views.learner_question({**unknown, **samples.SINGLE}, SECRET)
    assert CANARY not in orjson.dumps(shown).decode()
