"""Which words are a key, where it may stand, and when it stays unknown."""

import pytest

from tests.chat.reading import key, keys, questions

HEAD = "### Question 1\nWhich metal?\n"
OPTIONS = "A) tin\nB) zinc\nC) lead\n"


@pytest.mark.parametrize(
    "line",
    [
        "Answer: B",
        "answer: b",
        "Ans: (B)",
        "Ans. B",
        "**Answer:** B",
        "**Answer**: B",
        "**Answer: B**",
        "***Answer: B***",
        "*Answer: B*",
        "> **Answer:** B",
        "- Answer: B",
        "#### Answer: B",
        "#### Answer\nB",
        "**Answer:**\n\nB) zinc",
        "(Answer: B)",
        "[Answer: B]",
        "Answer = B",
        "Answer - B",
        "Answer is B",
        "The answer is B",
        "Correct answer: B",
        "Correct Answer(s): B",
        "✅ **Correct Answer:** B",
        "Correct option: B) zinc",
        "Right answer: **B**",
        "Solution: B",
        "Key: B",
        "Answer: B.",
        "Answer: `B`",
        "Answer: **B) zinc**",
        "Answer: B) Zinc.",
        "Answer: B – since it is",
        "Answer: B (because it is)",
        "Answer: B, because it is",
        "Answer: Option B",
        "Answer: zinc",
        'Answer: "Zinc"',
        "The correct answer is **B**. It is grey.",
        "As we saw, the correct answer is **B) zinc**.",
        "Answer to question 1: B",
        "Q1 Answer: B",
        "<details>\n<summary>Show answer</summary>\nB) zinc\n</details>",
        "<details><summary>Click to see</summary>B</details>",
        "<details>\n<summary><b>Answer</b></summary>\n\n**B**\n</details>",
        '??? question "Show Answer"\n    The correct answer is **B**. It is grey.',
        '!!! success "Answer"\n    B',
        "Réponse : B",
        "Bonne réponse : B) zinc",
        "La bonne réponse est B",
        "Respuesta correcta: b",
        "La respuesta correcta es B",
        "Antwort: B",
        "Die richtige Antwort ist B.",
        "Risposta corretta: B",
        "Resposta: B",
        "Ответ: B",
        "Правильный ответ: B",
        "答案：B",
        "正确答案是B",
        "正解: B",
        "정답: B",
        "Đáp án: B",
        "उत्तर: B",
        "Answer: Ｂ",
    ],
)
def test_a_key_is_read_in_every_usual_form(line: str) -> None:
    assert keys(f"{HEAD}{OPTIONS}\n{line}\n") == [["zinc"]]


@pytest.mark.parametrize(
    "marked",
    [
        "A) tin\nB) zinc ✅\nC) lead\n",
        "A) tin\nB) zinc ✔️\nC) lead\n",
        "A) tin\n✅ B) zinc\nC) lead\n",
        "A) tin\nB) ✓ zinc\nC) lead\n",
        "A) tin\nB) zinc (correct)\nC) lead\n",
        "A) tin\nB) zinc **(Correct answer!)**\nC) lead\n",
        "A) tin\nB) zinc ← correct\nC) lead\n",
        "A) tin ❌\nB) zinc ✅\nC) lead ❌\n",
        "A) tin\n**B) zinc**\nC) lead\n",
        "A) tin\nB) **zinc**\nC) lead\n",
        "A) tin\n- **B) zinc** ✅\nC) lead\n",
        "- [ ] tin\n- [x] zinc\n- [ ] lead\n",
        "- [ ] A) tin\n- [X] B) zinc\n- [ ] C) lead\n",
    ],
)
def test_a_mark_is_a_key_and_leaves_the_text(marked: str) -> None:
    (read,) = questions(f"{HEAD}{marked}")
    assert [option["text"] for option in read.question["options"]] == ["tin", "zinc", "lead"]
    assert key(read.question) == ["zinc"]


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("A, C", ["tin", "lead"]),
        ("A and C", ["tin", "lead"]),
        ("A & C", ["tin", "lead"]),
        ("(A), (C)", ["tin", "lead"]),
        ("A, B, and C", ["tin", "zinc", "lead"]),
        ("Both A and C", ["tin", "lead"]),
        ("AC", ["tin", "lead"]),
        ("a y c", ["tin", "lead"]),
        ("tin; lead", ["tin", "lead"]),
        ("tin, lead", ["tin", "lead"]),
        ("\n- A\n- C", ["tin", "lead"]),
    ],
)
def test_several_keys_make_a_multiple_choice(value: str, wanted: list[str]) -> None:
    (read,) = questions(
        f"{HEAD}{OPTIONS}\nAnswers: {value}\n" if "\n" not in value else f"{HEAD}{OPTIONS}\nAnswer:{value}\n"
    )
    assert (read.question["type"], key(read.question)) == ("multiple_choice", wanted)


def test_marks_of_several_options_are_several_keys() -> None:
    assert keys(f"{HEAD}- [x] tin\n- [ ] zinc\n- [x] lead\n") == [["tin", "lead"]]


@pytest.mark.parametrize(
    "text",
    [
        OPTIONS + "Answer: A) zinc\n",  # a letter against its text
        OPTIONS + "Answer: A) zinc. It is grey.\n",
        OPTIONS + "Answer: D\n",  # a letter that is not there
        OPTIONS + "Answer: A or B\n",
        OPTIONS + "Answer: A and D\n",
        OPTIONS + "Answer: gold\n",
        OPTIONS + "Answer: A\nAnswer: B\n",
        OPTIONS + "Answer: A\n\n## Answer key\n1. B\n",
        OPTIONS.replace("tin", "tin ✅") + "Answer: B\n",  # a mark against the line
        OPTIONS.replace("zinc", "**zinc**") + "Answer: C\n",
        OPTIONS.replace("zinc", "zinc ❌") + "Answer: B\n",
        OPTIONS.replace("tin", "tin ✅").replace("zinc", "zinc ✅").replace("lead", "lead ✅"),
        "A) B\nB) A\nAnswer: B\n",  # a letter or a text?
        "1. 2\n2. 4\nAnswer: 2\n",
        "A) Paris\nB) Paris and Lyon\nAnswer: A) Paris and Lyon\n",
        OPTIONS + "Answer: ______\n",
        OPTIONS + "Answer:\n",
        OPTIONS + "Answer: see below\n",
        OPTIONS + "The answer depends on you.\n",
        OPTIONS + "Answer the following questions:\n",
        OPTIONS + "Some think that A is it.\n",
        OPTIONS + "Rätt bokstav: B\n",  # a label that nobody told us
        "- tin\n- zinc\n\nAnswer: B\n",  # which one is B?
        "A) tin ❌\nB) zinc\nC) lead ❌\n",
        "A) up – right\nB) right – up\n",
    ],
)
def test_what_is_not_certain_stays_unknown(text: str) -> None:
    assert keys(f"{HEAD}{text}") == [None]


def test_a_key_left_to_fill_in_does_not_swallow_the_next_question() -> None:
    text = "1. Which?\n1) tin\n2) zinc\nAnswer:\n\n2. Which planet is red?\n1) Mars\n2) Venus\nAnswer: 1\n"
    first, second = questions(text)
    assert (key(first.question), second.question["stem"], key(second.question)) == (
        None,
        "Which planet is red?",
        ["Mars"],
    )


def test_a_letter_without_options_is_no_answer() -> None:
    """The options stand in a table, which is not read: "B" is not what a learner has to write."""
    (read,) = questions("1. Which metal?\n\n| A | tin |\n|---|---|\n| B | zinc |\n\nAnswer: B\n")
    assert (key(read.question), read.missing) == (None, ["options", "answer"])


def test_the_key_may_stand_before_the_options() -> None:
    assert keys("1. Which metal?\nAnswer: B\nA) tin\nB) zinc\n") == [["zinc"]]


def test_a_reason_behind_the_key_is_the_explanation() -> None:
    for line in ("Answer: B – it is grey.", "Answer: B. It is grey.", "Answer: B) zinc. It is grey."):
        (read,) = questions(f"{HEAD}{OPTIONS}{line}\n")
        assert read.question["explanation"].lower() == "it is grey."


def test_lettered_lines_after_the_key_are_feedback_when_each_option_has_one() -> None:
    (read,) = questions(f"{HEAD}{OPTIONS}Answer: B\nA) too soft\nB) yes\nC) too heavy\n")
    assert [option["feedback"] for option in read.question["options"]] == ["too soft", "yes", "too heavy"]
    (read,) = questions(f"{HEAD}{OPTIONS}Answer: B\n- A is too soft\n- C) too heavy\n")
    assert "feedback" not in str(read.question)
    assert read.question["explanation"] == "A is too soft\nC) too heavy"


@pytest.mark.parametrize(
    "label", ["Explanation", "Rationale", "Why", "Explicación", "Explication", "Erklärung", "解析", "해설"]
)
def test_an_explanation_runs_to_the_next_head(label: str) -> None:
    text = (
        f"{HEAD}{OPTIONS}Answer: B\n\n**{label}:** It is grey.\n\nAnd soft.\n\n### Question 2\nWhich gas?\n{OPTIONS}"
    )
    assert questions(text)[0].question["explanation"] == "It is grey.\n\nAnd soft."


def test_footers_and_offers_are_no_explanation() -> None:
    (read,) = questions(
        f"{HEAD}{OPTIONS}Answer: B\nExplanation: Grey.\n\nScoring: 1 is great!\n\nWould you like more?\n"
    )
    assert read.question["explanation"] == "Grey."
