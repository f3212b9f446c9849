"""Where a question starts, in the ways that models number them."""

import pytest

from tests.chat.reading import key, keys, options, questions

BODY = "A) tin\nB) zinc\nAnswer: B\n"


@pytest.mark.parametrize(
    "head",
    [
        "1. Which metal?",
        "1) Which metal?",
        "**1. Which metal?**",
        "**1.** Which metal?",
        "### 1. Which metal?",
        "**Question 1:** Which metal?",
        "**Question 1**\nWhich metal?",
        "### Question 1\n\nWhich metal?",
        "- **Question 1:** Which metal?",
        "> **Question 1:** Which metal?",
        "Question 1 – Which metal?",
        "Question 1 of 10: Which metal?",
        "Question #1: Which metal?",
        "Q1: Which metal?",
        "Q1. Which metal?",
        "MCQ 1: Which metal?",
        "🔹 **Question 1:** Which metal?",
        "1️⃣ **Which metal?**",
        "**Question 1 (Multiple choice, 2 points):** Which metal?",
        "Question: Which metal?",
        "## Which metal?",
        "Which metal?",
        "**Which metal?**",
    ],
)
def test_a_head_leaves_its_stem(head: str) -> None:
    (read,) = questions(f"{head}\n{BODY}")
    assert (read.question["stem"], options(read.question), key(read.question)) == (
        "Which metal?",
        ["tin", "zinc"],
        ["zinc"],
    )


@pytest.mark.parametrize(
    ("head", "stem"),
    [
        ("Pregunta 1: ¿Qué metal?", "¿Qué metal?"),
        ("**Frage 1:** Welches Metall?", "Welches Metall?"),
        ("Aufgabe 1. Welches Metall?", "Welches Metall?"),
        ("Domanda 1: Quale metallo?", "Quale metallo?"),
        ("Pergunta 1) Qual metal?", "Qual metal?"),
        ("Questão 1. Qual metal?", "Qual metal?"),
        ("Вопрос 1. Какой металл?", "Какой металл?"),
        ("问题 1：什么金属？", "什么金属？"),
        ("第1题 什么金属？", "什么金属？"),
        ("問題1. どの金属？", "どの金属？"),
        ("문제 1. 어떤 금속?", "어떤 금속?"),
        ("1번. 어떤 금속?", "어떤 금속?"),
        ("Câu 1: Kim loại nào?", "Kim loại nào?"),
        ("Câu hỏi 1: Kim loại nào?", "Kim loại nào?"),
        ("प्रश्न 1: कौन सी धातु?", "कौन सी धातु?"),
        ("सवाल 1. कौन सी धातु?", "कौन सी धातु?"),
        ("１．どの金属？", "どの金属？"),
    ],
)
def test_heads_are_read_in_other_languages(head: str, stem: str) -> None:
    (read,) = questions(f"{head}\n{BODY}")
    assert (read.question["stem"], key(read.question)) == (stem, ["zinc"])


def test_bold_inside_a_stem_stays() -> None:
    (read,) = questions(f"**1.** Which is **not** a metal?\n{BODY}")
    assert read.question["stem"] == "Which is **not** a metal?"


def test_a_bare_number_goes_on_only_where_the_count_does() -> None:
    text = (
        "1. Which two are true?\n1. Tin melts.\n2. Zinc sings.\n3. Ice floats.\n\n"
        f"A) 1 and 3\nB) 2 and 3\nAnswer: A\n\n2. Which metal?\n{BODY}"
    )
    first, second = questions(text)
    assert first.question["stem"].endswith("2. Zinc sings.\n3. Ice floats.")
    assert (key(first.question), key(second.question)) == (["1 and 3"], ["zinc"])


def test_numbered_lines_of_an_explanation_are_no_questions() -> None:
    why = "For two reasons:\n1. It is grey.\n2. It is soft."
    text = f"1. Which metal?\n{BODY}Explanation: {why}\n\n2. And now?\n{BODY}"
    first, second = questions(text)
    assert first.question["explanation"] == why
    assert second.question["stem"] == "And now?"


def test_numbered_options_stand_under_a_strong_head() -> None:
    (read,) = questions("### Question 1\nWhich metal?\n1. tin\n2. zinc\n3. lead\n\n**Answer:** 2. zinc\n")
    assert (options(read.question), key(read.question)) == (["tin", "zinc", "lead"], ["zinc"])


def test_a_second_quiz_starts_at_one_again() -> None:
    text = f"# One\n1. Which metal?\n{BODY}\n2. Which now?\n{BODY}\n# Two\n1. Which gas?\n{BODY}"
    assert [(read.index, read.number) for read in questions(text)] == [(0, 1), (1, 2), (2, 1)]


def test_a_line_with_a_question_mark_needs_two_options_to_be_a_question() -> None:
    assert questions("What would you like next?\n\nLet me know.\nA) is my choice.\n") == []
    assert keys(f"Which metal?\n{BODY}\nWhich other?\n{BODY}") == [["zinc"], ["zinc"]]


def test_options_without_a_head_do_not_take_the_key_of_the_question_before() -> None:
    """Two lists follow each other, and the head of the second is no head: the key is not the first one's."""
    text = "1. Which metal?\nA) tin\nB) zinc\n\nNow look at the gases\nA) neon\nB) argon\nAnswer: A\n"
    first, second = questions(text)
    assert (key(first.question), key(second.question)) == (None, ["neon"])
    assert keys("1. Which metal?\nA) tin\nB) zinc\n---\nA) neon\nB) argon\nAnswer: A\n") == [None]


def test_talk_makes_no_question() -> None:
    talk = (
        "Sure! Before I start:\n1. What level do you want?\n2. How many questions?\n\n**Tips**\n1. Read.\n2. Rest.\n"
    )
    assert questions(talk) == []


def test_flash_cards_are_short_answers_and_their_options_are_options() -> None:
    cards = "Q: What is a closure?\nA: A function with its scope.\n\nQ: Which metal?\nA: tin\nB: zinc\nAnswer: B\n"
    first, second = questions(cards)
    assert (first.question["type"], key(first.question)) == ("short_answer", ["A function with its scope."])
    assert (options(second.question), key(second.question)) == (["tin", "zinc"], ["zinc"])
