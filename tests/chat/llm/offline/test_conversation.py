"""A conversation with the whole service as it starts without a key."""

from typing import Any

import pytest

from tests.chat.llm.offline import passages


@pytest.fixture
def say(offline_service):
    """Says something in the thread of the test and gives the answer."""

    async def say(message: str, thread: str = "t", **more: Any) -> Any:
        reply = await offline_service.post("/chat", {"message": message, "threadId": thread, **more})
        assert reply.status == 200, reply.json
        return reply.json

    return say


@pytest.mark.parametrize("topic", ["JavaScript", "Node.js", "Python"])
async def test_a_known_topic_gives_a_complete_quiz_without_flags(say, topic):
    answer = await say(f"Create a quiz on {topic}")
    quiz = answer["quiz"]
    assert (answer["provider"], answer["model"], answer["usage"]) == ("offline", "offline-bank/1", None)
    assert (quiz["title"], quiz["status"], quiz["quality"]["flags"]) == (topic, "complete", [])
    assert quiz["coverage"] == {"requested": 10, "delivered": 10, "missing": 0}


async def test_a_request_in_another_language_gives_an_english_quiz_that_says_so(say):
    quiz = (await say("Crea 5 preguntas fáciles sobre Git"))["quiz"]
    assert (quiz["language"], len(quiz["questions"]), quiz["quality"]["flags"]) == ("en", 5, [])


async def test_a_pasted_text_gives_a_quiz_that_names_its_source(say):
    answer = await say(f"Create 5 questions from this text:\n\n{passages.PLANTS}")
    quiz = answer["quiz"]
    assert (answer["model"], quiz["status"], len(quiz["questions"])) == ("offline-extractive/1", "complete", 5)
    (source,) = quiz["sources"]
    assert source["kind"] == "user_text"
    assert {ref["sourceId"] for q in quiz["questions"] for ref in q["sourceRefs"]} == {source["id"]}


async def test_an_unknown_topic_gives_words(say):
    answer = await say("Create a quiz on the history of Rome")
    assert answer["quiz"] is None
    assert "no model" in answer["response"].casefold() or "No language model" in answer["response"]


async def test_the_same_request_gives_the_same_questions(say):
    first, second = [await say("Create a quiz on Python", thread) for thread in ("a", "b")]
    assert first["response"] == second["response"]


async def test_a_quiz_is_edited_step_by_step(say):
    quiz = (await say("Create 5 questions on Python"))["quiz"]
    for message, changes in [
        ("add two more", [6, 7]),
        ("make question 2 harder", [2]),
        ("replace question 1", [1]),
        ("make it 9 questions", [8, 9]),
    ]:
        after = (await say(message))["quiz"]
        old = {question["id"]: question for question in quiz["questions"]}
        assert [n for n, q in enumerate(after["questions"], 1) if old.get(q["id"]) != q] == changes, message
        assert after["status"] == "complete"
        quiz = after
    assert len({question["stem"] for question in quiz["questions"]}) == 9


async def test_a_quiz_is_cut_down_to_a_count(say):
    quiz = (await say("Create 5 questions on Python"))["quiz"]
    after = (await say("make it 3 questions"))["quiz"]
    assert after["questions"] == quiz["questions"][:3]


async def test_a_text_gives_more_when_more_is_asked_for(say):
    quiz = (await say(f"Create 4 questions from this text:\n\n{passages.PLANTS}"))["quiz"]
    after = (await say("add two more"))["quiz"]
    assert after["questions"][:4] == quiz["questions"]
    assert len({question["sourceRefs"][0]["quote"] for question in after["questions"]}) == 6
