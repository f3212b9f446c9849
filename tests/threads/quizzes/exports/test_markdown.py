"""What is written in the dialect is read back as the same quiz by the reader of the answers."""

import copy

import pytest

from chat.reader import Reader
from tests.threads.quizzes import samples
from tests.threads.quizzes.exports import hostile
from tests.threads.quizzes.imports.comparing import content
from threads.quizzes import exports, imports, model, views
from threads.quizzes.exports import armor, markdown
from threads.quizzes.model import Json

# What the reader decides by itself.
DECIDED = ("shuffle",)
# Pieces of text that mean something to the reader where they stand at the right place.
SIGNS = (
    """
A) yes|B. no|(C) x|a) b) c)|Answer: B|The correct answer is B.|**Answer:** C|*Answer*: D|Correct answer: A|ans: 4
Answer|Respuesta correcta: B|Réponse : A|答案：B|Hint: look|Source: x|Explanation: no|Why?|why = because|Points: 3
Tags: a, b|Rubric: z|word bank: q|1: B|Q1: A|### Q7 [true_false]|## Part two|# title|**Question 3**|Question 4: what?
Q5|第1题|1. one|2) two|3 apples|2024 was|- item|* star|- A) x|- [x] done|[x] done|> quote|---|***|==|~~~|???|!!! tip
:::|**bold**|__all bold__|_em_|✅ good|wrong ❌|(correct)|← correct|Option B is correct|a => b|x -> y|[[1]]|____ is
True|False.|open|hidden|None of the above|<div>|<p>text</p>|<li>x|$x_1$|cost $5|`A) code`|&#65;|&amp;|🙂 lead|① one
Ⓐ a|E. coli|I - me|A) one B) two C) three|one A. two B. three|What is it?|is it so:|{q_abcdefgh}|"quoted"|5 ± 1
...|10.|Answers|Answer key|Solutions:|key = value|A: yes|wrong|e.g. x|1) a 2) b|a | b
""".strip()
    .replace("\n", "|")
    .split("|")
)


def read_markdown(text: str) -> tuple[str | None, list[Json]]:
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader.title, [found.question for found in reader.questions]


def back(quiz: Json) -> imports.Imported:
    return imports.read(exports.write(quiz, "markdown").content, "markdown", read_markdown=read_markdown)


def carried(question: Json) -> Json:
    """The question as far as the format says that it carries it."""
    question = copy.deepcopy(question)
    lost = {loss["what"] for loss in exports.write(samples.quiz(question), "markdown").losses}
    if question["type"] == "multiple_choice":
        question["answer"].pop("scoring", None)
    if question["type"] == "short_answer":
        question["answer"]["match"] = "normalized"
        question["answer"]["accepted"] = [{"text": one["text"], "score": 1} for one in question["answer"]["accepted"]]
    if question["type"] == "fill_blank":
        for blank in question["answer"]:
            blank["match"] = "normalized"
            blank["options"] = [] if "options" in lost else blank["options"]
    return question


def assert_same(quiz: Json) -> None:
    found = back(quiz)
    assert found.problems == []
    assert found.title == " ".join(quiz["title"].split())
    read = [content(question, without=DECIDED) for question in found.questions]
    assert read == [content(carried(question), without=DECIDED) for question in quiz["questions"]]


def test_an_ordinary_quiz_reads_as_it_is_shown() -> None:
    text = exports.write(samples.quiz(samples.SINGLE, samples.MATCHING), "markdown").content.decode()
    assert (
        text
        == """\
# JavaScript basics

### Q1 {q_single2222} [single_choice | easy | remember | types]
What does `typeof null` return in JavaScript?
- A) `"null"`
  > There is no such type tag.
- B) `"object"`
- C) `"undefined"`
- D) It throws an error
Answer: B
Explanation: A mistake of the first version, kept for compatibility.

### Q2 {q_matching22} [matching]
Match each keyword with its scope.
- `let` => the block
- `var` => the function
- => the module
Points: 2
"""
    )


def test_a_quiz_of_all_types_reads_back_equal() -> None:
    assert_same(samples.quiz())


def test_a_hostile_quiz_reads_back_equal() -> None:
    assert_same(hostile.quiz())


def test_the_reader_sees_the_ids_in_the_heads() -> None:
    reader = Reader()
    reader.feed(exports.write(samples.quiz(), "markdown").content.decode())
    reader.close()
    assert [found.ref for found in reader.questions] == [question["id"] for question in samples.ALL]


@pytest.mark.parametrize(
    "members",
    [
        {
            "points": 0.125,
            "timeLimitSec": 90,
            "hint": "Two\nlines",
            "tags": ["hard", "2 points", "a, b"],
            "bloom": "apply",
        },
        {"tags": [f"a long tag with the number {number}" for number in range(9)]},
        {"explanation": "One.\n\nTwo.\n\n```py\nx = 1\n\ny = 2\n```\n\nThree."},
        {"explanation": "```py\nx = 1\n```"},
        {"stem": "Look:\n\n```js\nA) no\n\nAnswer: B\n```\n\nWhat is it?"},
        {"stem": "- a list\n- of two\n\nand more"},
        {"stem": "**What is bold?**"},
        {"stem": "    indented\n\n\n  two blank lines  \nbefore"},
    ],
)
@pytest.mark.parametrize("base", samples.ALL, ids=lambda question: question["type"])
def test_members_read_back_equal(base: Json, members: Json) -> None:
    if base["type"] == "fill_blank" and "stem" in members:
        members = {**members, "stem": members["stem"] + "\n" + base["stem"]}
    assert_same(samples.quiz(samples.question(base, **members)))


@pytest.mark.parametrize(
    "answer",
    [
        {"value": -0.5, "tolerance": 0.01, "toleranceType": "rel"},
        {"value": 6.02214076e23, "tolerance": 1e20},
        {"value": 1e-9, "unit": "m/s²"},
        {"value": 1024.0, "tolerance": 0.5, "unit": "kg"},
    ],
)
def test_numbers_read_back_equal(answer: Json) -> None:
    found = back(samples.quiz(samples.question(samples.NUMERIC, answer=answer)))
    assert found.questions[0]["answer"] == {"tolerance": 0, "toleranceType": "abs", **answer}


def test_word_banks_read_back_equal() -> None:
    for count in (1, 2):
        question = samples.question(samples.BLANKS)
        question["answer"] = question["answer"][:count]
        question["stem"] = "It is {{bl_blankaaaaa}}." if count == 1 else question["stem"]
        for blank in question["answer"]:
            blank["options"] = [blank["accepted"][0], "one, two", "a | b"]
        assert_same(samples.quiz(question))


def test_a_question_that_a_person_marks_reads_back_equal() -> None:
    answer = {"accepted": [], "match": "normalized", "grading": "manual", "rubric": "Two\nreasons: A) and B)."}
    assert_same(samples.quiz(samples.question(samples.SHORT, answer=answer)))


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_of_the_reader_in_any_text_is_text(sign: str) -> None:
    quiz = samples.quiz(title=sign)
    for question in quiz["questions"]:
        _plant(question, sign)
    assert model.validate_quiz(quiz) == []
    assert_same(quiz)


def _plant(question: Json, sign: str) -> None:
    blanks = "".join(f" {{{{{blank['id']}}}}}" for blank in question["answer"]) if "{{" in question["stem"] else ""
    question |= {"stem": f"First line\n{sign}\n\n{sign}{blanks} end", "hint": sign, "tags": [sign, "other"]}
    question["explanation"] = f"{sign}\n{sign}\n\nmore\n{sign}"
    for side in ("options", "left", "right", "items"):
        for place, entry in enumerate(question.get(side, ())):
            entry["text"] = (
                sign if place == 1 else f"{place}\n{sign}\n\n{sign}" if side == "options" else f"{sign} {place}"
            )
            if side == "options":
                entry["feedback"] = f"{sign}\n\n{sign}"
    if question["type"] == "true_false":
        question |= {"feedbackTrue": sign, "feedbackFalse": f"{sign}\n{sign}"}
    if question["type"] == "short_answer":
        question["answer"]["accepted"] = [{"text": sign, "score": 1}, {"text": f"{sign} 2", "score": 1}]
    if question["type"] == "fill_blank":
        for blank in question["answer"]:
            blank |= {"accepted": [sign, f"{sign} 2"], "options": [sign, "other"]}


@pytest.mark.parametrize("sign", SIGNS)
def test_a_sign_alone_in_a_stem_is_text(sign: str) -> None:
    questions = [samples.question(base, stem=sign) for base in samples.ALL if base["type"] != "fill_blank"]
    assert_same(samples.quiz(*questions))


def test_more_rows_than_the_reader_takes_are_left_out() -> None:
    items = [{"id": f"i_order{number:05d}", "text": f"step {number}"} for number in range(11)]
    question = samples.question(samples.ORDERING, items=items, answer=[item["id"] for item in items])
    with pytest.raises(exports.ExportNotPossible) as caught:
        exports.write(samples.quiz(question), "markdown")
    assert "more than 10 rows" in caught.value.errors[0]["detail"]


def test_for_a_prompt_nothing_is_protected() -> None:
    question = samples.question(stem="Is this A) or\n1. that?", explanation="One.\n\nTwo.")
    shown = markdown.shown(3, question)
    assert shown.startswith("### Q3 {q_single2222} [single_choice")
    assert "Is this A) or\n1. that?\n" in shown
    assert "&#" not in shown


def test_a_learners_file_reads_as_questions_without_keys() -> None:
    shown = views.learner(samples.quiz(), "secret")
    _, questions = read_markdown(exports.write(shown, "markdown", view="learner").content.decode())
    assert len(questions) == len(samples.ALL)
    assert [question["type"] for question in questions if question["answer"] is not None] == []


def test_a_reference_of_the_text_itself_stays() -> None:
    for text in ("&#65;", "&#38;#65;", "&#10;", "&#32;", "&amp;", "a &#", "&#x41;"):
        assert armor.undo("\n".join(armor.block(text))) == text
        assert armor.undo(armor.line(text)) == text
