"""Reading and forgetting a thread."""

import asyncio

import pytest

from tests.support import waiting
from tests.support.groq_script import Script
from tests.support.hold import Hold

ASK = {"message": "Create a quiz on JavaScript", "threadId": "thread_123"}


async def test_a_thread_tells_its_context(service):
    await service.post("/chat", ASK)
    reply = await service.get("/thread/thread_123")
    assert reply.status == 200 and reply.headers["cache-control"] == "no-store"
    assert reply.json["messageCount"] == 2 and reply.json["quizCount"] == 1 and reply.json["activeRunId"] is None
    assert 86_000 < reply.json["ttlSeconds"] <= 86_400


async def test_a_thread_in_its_first_turn_names_the_run_to_join(service, groq):
    held = Hold(2)
    groq.script = Script(pieces=["a "] * 30, hold=held)
    turn = asyncio.create_task(service.post("/chat", ASK))
    await waiting.until_async(lambda: groq.exchanges and groq.exchanges[0].tokens_sent == 2)
    seen = (await service.get("/thread/thread_123")).json
    held.release()
    assert (seen["isNew"], seen["messageCount"]) == (True, 0)
    assert seen["activeRunId"] == (await turn).json["runId"]


async def test_history_pages_backwards_and_reads_forwards(service):
    for n in range(3):
        await service.post("/chat", {**ASK, "message": f"Question {n}"})
    newest = (await service.get("/thread/thread_123/history?limit=4")).json
    assert [m["role"] for m in newest["messages"]] == ["user", "assistant", "user", "assistant"]
    assert newest["messages"][0]["content"] == "Question 1"
    assert (newest["total"], newest["hasMore"]) == (6, True)
    before = newest["messages"][0]["id"]
    older = (await service.get(f"/thread/thread_123/history?limit=4&before={before}")).json
    assert [m["content"] for m in older["messages"] if m["role"] == "user"] == ["Question 0"]
    assert older["hasMore"] is False
    assert set(older["messages"][0]) == {"id", "role", "content", "createdAt", "quizId"}


async def test_a_quiz_is_shown_to_an_author_and_to_a_learner(service):
    quiz = (await service.post("/chat", ASK)).json["quiz"]
    listed = (await service.get("/thread/thread_123/quizzes")).json
    assert (listed["quizzes"], listed["total"]) == ([quiz], 1)
    path = f"/thread/thread_123/quizzes/{quiz['id']}"
    assert (await service.get(path)).json["quiz"] == quiz
    learner = (await service.get(f"{path}?view=learner")).json["quiz"]
    assert all("answer" not in q and "explanation" not in q for q in learner["questions"])


async def test_forgetting_forgets_everything(service):
    await service.post("/chat", ASK)
    assert (await service.delete("/thread/thread_123")).json["deleted"] is True
    for path in ("", "/history", "/quizzes"):
        reply = await service.get(f"/thread/thread_123{path}")
        assert (reply.status, reply.json["code"]) == (404, "thread_not_found")
    assert (await service.delete("/thread/thread_123")).status == 404


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=101", "limit=1e18", "limit=-1", "limit=abc", "limit=٣", "limit="]
)
async def test_an_odd_limit_is_refused(offline_service, query):
    reply = await offline_service.get(f"/thread/t/history?{query}")
    assert (reply.status, reply.json["code"]) == (422, "validation_error")
    assert reply.json["errors"][0]["pointer"] == "/limit"


@pytest.mark.parametrize(
    "path",
    [
        "/thread/nobody",
        "/thread/a%20b",
        "/thread/..%2f..%2fetc",
        "/thread/*",
        "/thread/a:b",
        "/thread/t%0a",
        "/thread/" + "x" * 65,
        "/nothing/here",
    ],
)
async def test_what_is_not_there_is_a_404_in_the_usual_shape(offline_service, path):
    reply = await offline_service.get(path)
    assert reply.status == 404 and reply.json["success"] is False
    assert reply.headers["content-type"] == "application/problem+json"
