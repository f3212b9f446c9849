"""What a learner sees of an answer while it streams."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat import learner
from tests.chat import quizzes
from tests.chat.quizzes import Asked, Style
from tests.chat.test_reader_stream import random_pieces
from threads.quizzes import views


def render(question: learner.Json) -> str:
    return learner.body(views.learner_question(question, "a secret of the test"))


def shown(*pieces: str) -> str:
    filtered = learner.Filter(render)
    return "".join([*map(filtered.feed, pieces), filtered.close()])


# CANARY stands wherever a key, or what explains it, may stand; nothing with it may pass.
CANARIES = {
    "dialect": (
        "# Metals\n\n### Q1 [single_choice | easy]\nWhich metal?\n- A) tin\n  > CANARY soft\n- B) zinc\n"
        "  > CANARY yes\nAnswer: B\nExplanation: CANARY\nHint: CANARY\nSource: “CANARY”\n\n"
        "### Q2 [short_answer]\nWho?\nAnswer: CANARY | CANARY two\n\n"
        "### Q3 [fill_blank]\nA [[1]] is [[2]].\nAnswer: 1) CANARY 2) CANARY\nWord bank: CANARY\n\n"
        "### Q4 [numeric]\nHow many?\nAnswer: 4242 ± 1 CANARY\n\n"
        "### Q5 [true_false]\nZinc is a metal.\nAnswer: True. CANARY\n\n"
        "### Q6 [short_answer]\nWhy?\nAnswer: open\nRubric: CANARY\n"
    ),
    "inline": (
        "1. Which? A) tin B) zinc Answer: B CANARY\n\n2. Who wrote it? Answer: CANARY\n\n3. Who? (Answer: CANARY)\n"
    ),
    "lines": (
        "**Question 1:** Which?\nA) tin\nB) zinc\n\n**Correct answer:** B) zinc CANARY\n\n"
        "**Explanation:** CANARY\n\nCANARY\n\n- CANARY\n\n> CANARY\n\n```\nCANARY\n```\n\n"
        "**Question 2:** Which?\nA) tin\nB) zinc\n\n#### Answer\nB) CANARY\n\nCANARY\n"
    ),
    "prose": "1. Which?\nA) tin\nB) zinc\n\nAs CANARY says, the correct answer is B because CANARY.\n",
    "fold-outs": (
        "1. Which?\nA) tin\nB) zinc\n<details>\n<summary>Show CANARY</summary>\n\nCANARY\n\nB) zinc\n</details>\n\n"
        "2. Which?\nA) tin\nB) zinc\n\n<details><summary>Answer</summary>B – CANARY</details>\n\n"
        '3. Which?\nA) tin\nB) zinc\n\n??? question "Show Answer"\n    The correct answer is **B**. CANARY\n\n'
        "    CANARY\n"
    ),
    "feedback": (
        "1. Which?\nA) tin\nB) zinc\nAnswer: B\nA) CANARY\nB) CANARY\n\n"
        "2. Which?\nA) tin\nB) zinc\nAnswer: A\n- CANARY\n"
    ),
    "section": (
        "1. Which?\nA) tin\nB) zinc\n\n2. Who?\n\n3. What?\n\n## Answer key CANARY\n1. B CANARY\nCANARY\n"
        "2. CANARY\n\n"
        "| 3 | CANARY |\n### Question 3: CANARY\n**Question 2:** CANARY\n\nCANARY\n"
    ),
    "second round": (
        "### Question 1\nWhich?\nA) tin\nB) zinc\n\n### Question 2\nWho?\nA) Ada\nB) Bob\n\n"
        "CANARY: Question 1 is B.\n\n"
        "### Question 1: B) zinc CANARY\n\n**Question 2**\nAnswer: A CANARY\n\n"
        "2. A CANARY\n\n**Question 1:** CANARY is it.\n"
    ),
    "labels nobody told": (
        "1. Which?\nA) tin\nB) zinc\nRätt CANARY: B\nCANARY\n\n2. Which?\nA) tin\nB) zinc\n  Rätt CANARY: B\n"
    ),
    "open code": ("### Question 1\nWhich?\n```\nx = 1\nA) tin\nB) zinc\nAnswer: B CANARY\nExplanation: CANARY\n"),
    "comments": "1. Which? <!-- CANARY -->\nA) tin\nB) zinc <!-- CANARY\nCANARY -->\n",
    "filled blanks": "### Q1 [fill_blank]\nA [[CANARY]] is {{c1::CANARY}}.\nAnswer: CANARY; CANARY\n",
    "flash cards": "Q: What is it?\nA: CANARY\n\nQ: And that?\nA: CANARY\nCANARY\n",
    "talk": (
        "CANARY: the key is 1-B.\n\n# Metals\n\nCANARY\n\n1. Which?\nA) tin\nB) zinc\n\n"
        "CANARY\n\n---\n\nCANARY: 1-B\n"
    ),
    "not a quiz for us": (
        '{"question": "Which?", "options": ["tin", "zinc"], "answer": "B", "CANARY answer": 1}\n'
        '{"question": "Which?",\n"options": ["tin", "zinc"],\n"answer": "CANARY"}\n'
    ),
}


@pytest.mark.parametrize("name", CANARIES)
def test_no_canary_gets_through_however_the_text_is_cut(name: str) -> None:
    text = CANARIES[name]
    whole = shown(text)
    assert "CANARY" not in whole
    assert "Answer" not in whole
    assert "4242" not in whole
    assert shown(*text) == whole
    for seed in range(5):
        assert shown(*random_pieces(text, seed)) == whole


def test_stems_and_options_pass_and_the_body_of_a_pairing_comes_from_the_caller() -> None:
    text = (
        "Sure!\n\n# Metals\n\n### Q1 [single_choice | easy]\nWhich metal?\n- A) tin\n- **B) zinc** ✅\nAnswer: B\n\n"
        "### Q2 [matching]\nMatch.\n- tin => soft\n- zinc => hard\n- => blue\n\n"
        "### Q3 [ordering]\nOrder.\n1. first\n2. second\n3. third\nExplanation: Clear.\n"
    )
    filtered = learner.Filter(lambda question: f"({question['type']})")
    assert filtered.feed(text) + filtered.close() == (
        "# Metals\n\n### Q1 [single_choice | easy]\nWhich metal?\n- A) tin\n- B) zinc\n\n"
        "### Q2 [matching]\nMatch.\n(matching)\n\n### Q3 [ordering]\nOrder.\n(ordering)\n"
    )
    assert [(found.index, found.status) for found in filtered.take()] == [(0, "final"), (1, "final"), (2, "final")]


def test_a_line_passes_as_soon_as_it_is_whole() -> None:
    filtered = learner.Filter(render)
    assert filtered.feed("### Q1 [single_choice]\nWhich metal?\n- A) t") == "### Q1 [single_choice]\nWhich metal?\n"
    assert filtered.feed("in\n- B) zinc\n") == "- A) tin\n- B) zinc\n"
    assert filtered.feed("Answer: B\n\n") == ""


def test_a_pairing_without_a_readable_body_shows_nothing_of_it() -> None:
    assert shown("### Q1 [matching]\nMatch.\n- tin => CANARY\n- zinc\n") == "### Q1 [matching]\nMatch.\n"


def test_pairs_that_no_head_declares_are_held_too() -> None:
    text = "1. Match.\n- tin => soft\n- zinc => hard\n"
    written = shown(text)
    assert "=>" not in written
    assert all(word in written for word in ("tin", "zinc", "soft", "hard"))
    assert shown("1. Which?\n- x => x\n- () => 1\n\nAnswer: x => x\n") == "1. Which?\n- x => x\n- () => 1\n"


def test_talk_without_a_question_passes_whole_at_the_end() -> None:
    talk = "## Closures\n\nA closure keeps its scope.\n\n- It is a function.\n\n1. Really?\n2. Yes.\n"
    filtered = learner.Filter(render)
    assert filtered.feed(talk) + filtered.close() == talk


def test_the_order_of_an_ordering_question_says_nothing_of_its_key() -> None:
    """Two orders of the same items are shown as the same list, since only ids decide about it."""
    items = ["first", "second", "third", "fourth"]
    seen = set()
    for seed in range(40):
        order = random.Random(seed).sample(items, 4)
        listed = "".join(f"{n}. {item}\n" for n, item in enumerate(order, 1))
        lines = shown(f"### Q1 [ordering]\nOrder.\n{listed}").splitlines()[2:]
        assert sorted(lines) == sorted(f"- {item}" for item in items)
        seen.add(tuple(order.index(line[2:]) for line in lines))
    assert len(seen) > 10


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(quizzes.quizzes(), quizzes.styles("line", "mark", "section"), st.integers(1, 4), st.integers(0, 1000))
def test_two_quizzes_that_differ_in_their_keys_look_the_same(
    quiz: tuple[Asked, ...], style: Style, shift: int, seed: int
) -> None:
    other = tuple(Asked(asked.stem, asked.options, (asked.key + shift) % len(asked.options)) for asked in quiz)
    text = style.write(quiz, why="CANARY one.")
    whole = shown(text)
    assert whole == shown(style.write(other, why="CANARY two, and more."))
    assert "CANARY" not in whole
    assert shown(*random_pieces(text, seed)) == whole
    assert all(asked.stem in whole for asked in quiz)
