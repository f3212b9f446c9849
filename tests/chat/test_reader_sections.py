"""Keys that stand after all questions, or in a second round."""

import pytest

from tests.chat.reading import key, keys, questions

QUIZ = (
    "1. Which metal?\nA) tin\nB) zinc\n\n2. Which gas?\nA) neon\nB) argon\n\n3. Which acid?\nA) malic\nB) citric\n\n"
)
WANTED = [["zinc"], ["neon"], ["citric"]]


@pytest.mark.parametrize(
    "section",
    [
        "## Answer Key\n1. B\n2. A\n3. B\n",
        "## ✅ Answer Key\n\n1. **B**\n2. **A**\n3. **B**\n",
        "**Answers**\n1) B\n2) A\n3) B\n",
        "Answers:\n1: B\n2: A\n3: B\n",
        "### Solutions\nQ1: B – because\nQ2: A – because\nQ3: B – because\n",
        "### Answers and Explanations\n### Question 1: B\nIt is grey.\n### Question 2: A\n### Question 3: B\n",
        "---\n\nAnswer key: 1. B 2. A 3. B\n",
        "Answers: 1-B, 2-A, 3-B\n",
        "**Answers:** 1. B | 2. A | 3. B\n",
        "## Answers\n- 1: B) zinc\n- 2: A) neon\n- 3: B) citric\n",
        "## Answers\n| # | Answer | Why |\n|---|---|---|\n| 1 | B | grey |\n| 2 | A | noble |\n| 3 | B | sour |\n",
        "## Answers\n1. zinc\n2. neon\n3. citric\n",
        "## Answers\n- B\n- A\n- B\n",
        "## Answers\nB\nA\nB\n",
        "Answers: B, A, B\n",
        "## Respuestas\n1. b\n2. a\n3. b\n",
        "## Réponses\n1. B\n2. A\n3. B\n",
        "## Corrigé\n1. B\n2. A\n3. B\n",
        "## Lösungen\n1. B\n2. A\n3. B\n",
        "## 答案\n1. B\n2. A\n3. B\n",
        "<details>\n<summary>Answers</summary>\n\n1. B\n2. A\n3. B\n</details>\n",
        "<p><b>Answers</b></p>\n<ol><li>B</li><li>A</li><li>B</li></ol>\n",
        "## Answers\n**1. Which metal?**\nB) zinc\n\n**2. Which gas?**\nA) neon\n\n**3. Which acid?**\nAnswer: B\n",
        "Here are the answers:\n1. B\n2. A\n3. B\n",
        "**Question 1**\nAnswer: B\n\n**Question 2**\nAnswer: A\n\n**Question 3**\nAnswer: B\n",
        "### Question 1: B\n### Question 2: A\n### Question 3: B\n",
        "1. **B** - zinc\n2. **A** - neon\n3. **B** - citric\n",
    ],
)
def test_a_key_section_gives_each_question_its_key(section: str) -> None:
    assert keys(QUIZ + section) == WANTED


def test_reasons_in_a_key_section_are_explanations() -> None:
    first, *_ = questions(QUIZ + "## Answers\n1. B – it is grey.\nMore of it.\n2. A\n")
    assert first.question["explanation"] == "it is grey.\nMore of it."


@pytest.mark.parametrize(
    "section",
    [
        "## Answers\n- B\n- A\n",  # one too few
        "## Answers\nB\nA\nB\nB\n",  # one too many
        "Answers: A, B\n",
    ],
)
def test_keys_without_numbers_need_the_right_count(section: str) -> None:
    assert keys(QUIZ + section) == [None, None, None]


def test_a_number_nobody_has_is_ignored() -> None:
    assert keys(QUIZ + "## Answers\n1. B\n7. A\n") == [["zinc"], None, None]


def test_questions_without_numbers_are_counted_when_the_counts_agree() -> None:
    text = "Which metal?\nA) tin\nB) zinc\n\nWhich gas?\nA) neon\nB) argon\n\n"
    assert keys(text + "## Answers\n1. B\n2. A\n") == [["zinc"], ["neon"]]
    assert keys(text + "## Answers\n1. B\n3. A\n") == [None, None]
    assert keys(text + "## Answers\n1. B\n2. A\n3. A\n") == [None, None]


def test_each_of_two_quizzes_has_its_own_keys() -> None:
    quiz = "1. Which metal?\nA) tin\nB) zinc\n\n2. Which gas?\nA) neon\nB) argon\n\n"
    text = f"# One\n{quiz}## Answer key\n1. B\n2. B\n\n# Two\n{quiz}## Answer key\n1. A\n2. A\n"
    assert keys(text) == [["zinc"], ["argon"], ["tin"], ["neon"]]


def test_two_quizzes_before_one_key_section_go_by_order() -> None:
    quiz = "1. Which metal?\nA) tin\nB) zinc\n\n2. Which gas?\nA) neon\nB) argon\n\n"
    text = f"{quiz}Part two\n\n{quiz.replace('?', '')}## Answers\n"
    assert keys(f"{text}1. A\n2. B\n1. B\n2. A\n") == [["tin"], ["argon"], ["zinc"], ["neon"]]
    assert keys(f"{text}1. A\n2. B\n1. B\n") == [None, None, None, None]


def test_open_questions_take_their_answers_from_the_section() -> None:
    text = "1. What is the capital of Peru?\n2. How many legs has a spider?\n\n## Answers\n1. Lima\n2. 8\n"
    first, second = questions(text)
    assert (first.question["type"], key(first.question)) == ("short_answer", ["Lima"])
    assert (second.question["type"], key(second.question)) == ("numeric", 8)


def test_a_key_section_ends_where_questions_begin_again() -> None:
    text = (
        QUIZ
        + "## Answers\n1. B\n2. A\n3. B\n\n## Bonus\n\n### Question 4\nWhich salt?\nA) table\nB) sea\nAnswer: A\n"
    )
    assert keys(text) == [*WANTED, ["table"]]
