"""What stands around questions: titles, talk, fences, HTML."""

import re

import pytest

from chat.reader import Reader
from tests.chat.reading import events, keys, options, questions

BODY = "A) tin\nB) zinc\nAnswer: B\n"
QUESTION = f"### Question 1\nWhich metal?\n{BODY}"


def title(text: str) -> str | None:
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader.title


@pytest.mark.parametrize(
    ("before", "wanted"),
    [
        ("# Metals\n\n", "Metals"),
        ("Sure, here it is!\n\n## **Metals** & gases\n\n", "Metals & gases"),
        ("**Metals**\n\n", "Metals"),
        ("Here is your quiz:\n\n", None),
        ("", None),
        ("## Answer key: 1-B\n\n", None),
    ],
)
def test_the_first_heading_or_a_bold_line_is_the_title(before: str, wanted: str | None) -> None:
    assert title(before + QUESTION) == wanted


def test_a_fence_around_the_whole_answer_is_not_there() -> None:
    for opening in ("```markdown", "```md", "```", "~~~"):
        text = f"Here:\n\n{opening}\n# Metals\n\n{QUESTION}\n{opening[:3]}\n\nEnjoy!\n"
        assert keys(text) == [["zinc"]]
        assert title(text) == "Metals"


def test_code_in_a_question_is_text_whatever_it_holds() -> None:
    code = "```python\n# 2. Which?\nA) no\nAnswer: A\n- [x] no\n```"
    first, second = questions(f"1. What does it print?\n{code}\n{BODY}Explanation:\n{code}\n2. And this?\n{BODY}")
    assert first.question["stem"] == f"What does it print?\n{code}"
    assert first.question["explanation"] == code
    assert options(second.question) == ["tin", "zinc"]


def test_a_longer_fence_holds_a_shorter_one() -> None:
    code = "````md\n```js\nA) no\n```\n````"
    (read,) = questions(f"1. What is this?\n{code}\n{BODY}")
    assert read.question["stem"] == f"What is this?\n{code}"


def test_code_that_never_ends_does_not_swallow_the_next_question() -> None:
    text = f"### Question 1\nWhat does it print?\n```js\nlet a\n\n{BODY}\n### Question 2\nWhich metal?\n{BODY}"
    first, second = questions(text)
    assert (first.question["answer"], next(flag["rule"] for flag in first.flags)) == (None, "question-unreadable")
    assert keys(text)[1] == ["zinc"]
    assert second.number == 2


@pytest.mark.parametrize(
    "html",
    [
        "<ol>\n<li>Which metal?\n<ol type='a'>\n<li>tin</li>\n<li>zinc</li>\n</ol>\n</li>\n</ol>\n<p>Answer: b</p>\n",
        '<h3>Question 1</h3>\n<p>Which metal?</p>\n<ol type="A"><li>tin</li><li>zinc</li></ol>\n<b>Answer:</b> B\n',
        "<p>1. Which metal?<br>A) tin<br/>B) zinc</p>\n<details><summary>Answer</summary>B</details>\n",
        "<details>\n<summary>Question 1: Which metal?</summary>\n\nA) tin\nB) zinc\n\nAnswer: B\n</details>\n",
    ],
)
def test_list_tags_become_lines(html: str) -> None:
    (read,) = questions(html)
    assert (read.question["stem"], options(read.question), keys(html)) == (
        "Which metal?",
        ["tin", "zinc"],
        [["zinc"]],
    )


def test_tags_inside_a_line_and_entities_in_markdown_stay() -> None:
    (read,) = questions("1. What does `<br>` do &amp; why?\nA) a <b>break</b>\nB) x < y\nAnswer: A\n")
    assert read.question["stem"] == "What does `<br>` do &amp; why?"
    assert options(read.question) == ["a <b>break</b>", "x < y"]


def test_comments_are_not_read() -> None:
    (read,) = questions("1. Which metal? <!-- B -->\nA) tin\nB) zinc <!-- correct\nAnswer: A --> \nAnswer: B\n")
    assert (read.question["stem"], options(read.question)) == ("Which metal?", ["tin", "zinc"])
    assert read.question["answer"] is not None


def test_rules_and_talk_between_questions_belong_to_none() -> None:
    text = f"1. Which metal?\n{BODY}Explanation: Grey.\n\n---\n\n*Well done, go on!*\n\n2. Which gas?\n{BODY}"
    first, second = questions(text)
    assert first.question["explanation"] == "Grey."
    assert second.question["stem"] == "Which gas?"


def test_only_line_feeds_end_a_line() -> None:
    for sign in ("\u2028", "\u0085", "\x0b", "\x0c"):
        (read,) = questions(f"1. Which{sign}metal?\n{BODY}")
        assert read.question["stem"] == f"Which{sign}metal?"


def test_windows_line_ends_leave_no_trace() -> None:
    text = (
        "# Metals\n\n### Q1 [single_choice | easy]\nWhich metal\nis grey?\n```js\nlet x\n```\n"
        "- A) tin\n  > too soft\n- B) zinc\nAnswer: B\nExplanation: Grey.\n\nAnd dull.\nHint: Look.\n\n"
        "### Q2 [matching]\nMatch.\n- tin => metal\n- neon => gas\n\n"
        "**Question 3:** Which?\nA) tin\nB) zinc\n\n<details>\n<summary>Show answer</summary>\n\nB\n</details>\n\n"
        "4. Which?\nA) tin\nB) zinc\n\n## Answers\n| 4 | A |\n"
    )
    assert keys(text) == [["zinc"], [("tin", "metal"), ("neon", "gas")], ["zinc"], ["tin"]]
    windows = text.replace("\n", "\r\n")
    assert questions(windows) == questions(text)
    assert events(*windows) == events(*re.split("(?<=\r)", windows)) == events(windows)


def test_tags_and_comments_in_code_stay() -> None:
    code = "```html\n<ol>\n<li>A) no</li>\n<!-- B -->\n</ol>\n```"
    first, second = questions(
        f"1. Which tag?\n{code}\n{BODY}\n2. Which is a comment?\nA) `<!-- x -->`\nB) `$$`\nAnswer: A\n"
    )
    assert first.question["stem"] == f"Which tag?\n{code}"
    assert options(second.question) == ["`<!-- x -->`", "`$$`"]
