"""Edits that need questions: the answer, merged as a turn merges it, does what was asked and nothing else."""

from typing import Any

import pytest

from tests.chat.llm.offline import asking, passages
from tests.chat.llm.offline.asking import Reply, ask
from threads.quizzes import edits
from threads.quizzes.model import Json

LEVELS = ["easy", "medium", "hard"]


async def new_quiz(message: str, **more: Any) -> Json:
    reply = await ask(message, **more)
    quiz = {**asking.quiz_of(with_sources(reply), reply.reader.title or ""), "quality": {"score": 100, "flags": []}}
    return {**quiz, "coverage": {"requested": len(reply.read), "delivered": len(reply.read)}, "history": []}


def with_sources(reply: Reply) -> list[Json]:
    """A turn says which source a quote is from."""
    questions = reply.questions
    for question in questions:
        for ref in question.get("sourceRefs", []):
            ref["sourceId"] = "src_aaaaaaaa"
    return questions


async def edit(quiz: Json, message: str, **more: Any) -> tuple[Json, Reply]:
    reply = await ask(message, quiz=quiz, **more)
    for read in reply.read:
        assert read.missing == [] or read.action == "delete"
    merged = edits.merge(quiz, reply.read, message=message, message_id="msg_2", now="2026-01-01T00:00:00Z")
    return merged.quiz, reply


def changed(before: Json, after: Json) -> list[int]:
    """The numbers of the questions that differ, new ones included."""
    old = {question["id"]: question for question in before["questions"]}
    return [n for n, question in enumerate(after["questions"], 1) if old.get(question["id"]) != question]


async def test_two_more_are_added_behind_the_rest():
    quiz = await new_quiz("Create 5 questions on Python")
    after, reply = await edit(quiz, "add two more")
    assert changed(quiz, after) == [6, 7]
    assert [(read.number, read.action) for read in reply.read] == [(6, "new"), (7, "new")]
    assert all("python" in question["tags"] for question in after["questions"])
    assert len({question["stem"] for question in after["questions"]}) == 7


async def test_what_is_added_may_be_of_another_topic_type_and_difficulty():
    quiz = await new_quiz("Create 5 questions on Python")
    after, _ = await edit(quiz, "add 2 easy true/false questions on SQL")
    added = after["questions"][5:]
    assert [(q["type"], q["difficulty"], q["tags"][0]) for q in added] == [("true_false", "easy", "sql")] * 2


async def test_another_question_is_one_and_more_are_five():
    quiz = await new_quiz("Create 5 questions on maths")
    assert changed(quiz, (await edit(quiz, "another question please"))[0]) == [6]
    assert changed(quiz, (await edit(quiz, "more"))[0]) == [6, 7, 8, 9, 10]


@pytest.mark.parametrize(("words", "shift"), [("harder", 1), ("easier", -1)])
@pytest.mark.parametrize("topic", ["JavaScript", "SQL", "chemistry", "percentages"])
async def test_one_question_gets_harder_or_easier_on_its_topic(words, shift, topic):
    quiz = await new_quiz(f"Create 3 medium questions on {topic}")
    after, _ = await edit(quiz, f"make question 2 {words}")
    assert changed(quiz, after) == [2]
    old, new = quiz["questions"][1], after["questions"][1]
    assert LEVELS.index(new["difficulty"]) == LEVELS.index(old["difficulty"]) + shift
    assert (new["id"], new["tags"][0]) == (old["id"], old["tags"][0])


async def test_what_is_hard_already_stays_and_the_answer_says_so():
    quiz = await new_quiz("Create 3 hard questions on Git")
    after, reply = await edit(quiz, "make question 1 harder")
    assert after is quiz
    assert "Question 1 stays as it is: hard already." in reply.text


async def test_the_whole_quiz_gets_harder():
    quiz = await new_quiz("Create 4 easy questions on HTTP")
    after, _ = await edit(quiz, "make it harder")
    assert changed(quiz, after) == [1, 2, 3, 4]
    assert [question["difficulty"] for question in after["questions"]] == ["medium"] * 4
    assert len({question["stem"] for question in after["questions"]}) == 4


async def test_named_questions_are_replaced_by_others_like_them():
    quiz = await new_quiz("Create 6 questions on JavaScript")
    after, _ = await edit(quiz, "replace questions 2 and 5")
    assert changed(quiz, after) == [2, 5]
    assert not {q["stem"] for q in quiz["questions"]} & {after["questions"][n]["stem"] for n in (1, 4)}


async def test_a_question_changes_its_type():
    quiz = await new_quiz("Create 4 multiple choice questions on Python")
    after, _ = await edit(quiz, "make question 3 true/false")
    assert (changed(quiz, after), after["questions"][2]["type"]) == ([3], "true_false")


async def test_a_quiz_grows_to_a_count():
    quiz = await new_quiz("Create 4 questions on Git")
    after, _ = await edit(quiz, "make it 7 questions")
    assert changed(quiz, after) == [5, 6, 7]


async def test_a_quiz_shrinks_to_a_count():
    quiz = await new_quiz("Create 6 questions on Git")
    after, _ = await edit(quiz, "reduce it to 4 questions")
    assert after["questions"] == quiz["questions"][:4]


async def test_a_number_that_does_not_exist_is_answered_in_words():
    quiz = await new_quiz("Create 4 questions on Git")
    after, reply = await edit(quiz, "replace question 9")
    assert after is quiz
    assert reply.text == "There is no question 9: the quiz has 4.\n"


async def test_a_quiz_holds_fifty_at_most():
    quiz = await new_quiz("Create 49 questions on maths")
    after, reply = await edit(quiz, "add 5 more")
    assert len(after["questions"]) == 50
    assert "a quiz holds 50 at most" in reply.text


async def test_without_a_quiz_there_is_nothing_to_edit():
    reply = await ask("make question 3 harder")
    assert reply.questions == []
    assert "no quiz in this conversation" in reply.text


@pytest.mark.parametrize("message", ["Create a quiz on Python", "another quiz please"])
async def test_another_quiz_repeats_nothing(message):
    quiz = await new_quiz("Create a quiz on Python")
    reply = await ask(message, quiz=quiz)
    assert reply.reader.title == "Python"
    assert not {q["stem"] for q in reply.questions} & {q["stem"] for q in quiz["questions"]}


async def test_a_quiz_that_is_foreign_to_the_bank_is_left_alone():
    quiz = await new_quiz("Create 3 questions on Git")
    for question in quiz["questions"]:
        question["tags"] = ["geography"]
    after, reply = await edit({**quiz, "title": "Capitals of Europe", "topic": "Geography"}, "add two more")
    assert len(after["questions"]) == 3
    assert "no question on Capitals of Europe left" in reply.text


class TestAQuizOnAText:
    MESSAGE = f"Create 4 questions from this text:\n\n{passages.PLANTS}"

    async def test_more_come_from_other_sentences_of_the_same_text(self):
        quiz = await new_quiz(self.MESSAGE)
        after, reply = await edit(quiz, "add two more", said=(self.MESSAGE, "thanks"))
        assert reply.model == "offline-extractive/1"
        assert changed(quiz, after) == [5, 6]
        quotes = [question["sourceRefs"][0]["quote"] for question in after["questions"]]
        assert len(set(quotes)) == 6

    async def test_a_question_gets_harder(self):
        quiz = await new_quiz(self.MESSAGE)
        after, _ = await edit(quiz, "make question 2 harder", said=(self.MESSAGE,))
        assert changed(quiz, after) == [2]
        assert after["questions"][1]["sourceRefs"]

    async def test_without_the_text_it_says_so(self):
        quiz = await new_quiz(self.MESSAGE)
        after, reply = await edit(quiz, "add two more", said=(f"Create a quiz from this:\n\n{passages.ROME}",))
        assert after is quiz
        assert "not at hand any more" in reply.text

    async def test_a_type_that_needs_a_model_is_refused(self):
        quiz = await new_quiz(self.MESSAGE)
        after, reply = await edit(quiz, "add 2 matching questions", said=(self.MESSAGE,))
        assert after is quiz
        assert "cannot be made from a text" in reply.text
