"""Every call of the client, blocking and with asyncio, against the service."""

import asyncio

import pytest

from quizagent.client import APIError, ConnectionLost, NotFound, Refused
from tests.client.conftest import opened
from tests.support import waiting
from tests.support.groq_script import Script
from tests.support.hold import Hold
from tests.support.service import free_port

ASK = "Create a quiz with 3 questions on numbers"


async def test_chat_returns_the_answer(client):
    answer = await client.ask("chat", ASK, thread_id="t", count=2)
    assert answer["threadId"] == "t" and len(answer["quiz"]["questions"]) == 2
    assert answer["finishReason"] == "stop"


async def test_a_stream_gives_every_event_once_and_the_answer_at_its_end(client, groq):
    groq.script = Script(pieces=["a ", "b ", "c"], delay_secs=0.01)
    stream = await client.follow("stream", ASK, thread_id="t")
    assert [event.id for event in client.events] == list(range(1, len(client.events) + 1))
    assert [event.type for event in client.events] == ["start", "chunk", "chunk", "chunk", "complete"]
    assert stream.text == stream.answer["response"] == "a b c"
    assert (stream.thread_id, stream.run_id) == ("t", stream.answer["runId"])


async def test_leaving_a_stream_leaves_the_run_going_and_it_can_be_resumed(client, groq):
    groq.script = Script(pieces=["a "] * 30, delay_secs=0.01)
    left = await client.follow("stream", ASK, most=5)
    seen = list(client.events)
    assert left.answer is None
    resumed = await client.follow("resume", left.run_id, after=left.last_id)
    assert [event.id for event in seen + client.events] == list(range(1, resumed.last_id + 1))
    assert left.text + resumed.text == resumed.answer["response"] == "a " * 30


async def test_resuming_after_the_end_gives_nothing(client):
    whole = await client.follow("stream", ASK)
    again = await client.follow("resume", whole.run_id, after=whole.last_id)
    assert client.events == [] and again.answer is None


async def test_cancel_stops_a_run_and_tells_when_there_was_nothing_to_stop(client, groq):
    groq.script = Script(pieces=["a "] * 30, delay_secs=0.02, hold=Hold(10))
    left = await client.follow("stream", ASK, most=3)
    assert await client.ask("cancel", left.run_id) is True
    ended = await client.follow("resume", left.run_id)
    assert ended.answer["finishReason"] == "cancelled" and ended.text == ended.answer["response"]
    assert await client.ask("cancel", left.run_id) is False
    with pytest.raises(NotFound):
        await client.ask("cancel", "run_unknown")


async def test_a_thread_its_history_and_its_quizzes_are_read_and_forgotten(client):
    quiz = (await client.ask("chat", ASK, thread_id="t"))["quiz"]
    assert (await client.ask("thread", "t"))["context"]["quizCount"] == 1
    history = await client.ask("history", "t", limit=1)
    assert [message["role"] for message in history["messages"]] == ["assistant"] and history["hasMore"]
    before = await client.ask("history", "t", before=history["messages"][0]["id"])
    assert [message["content"] for message in before["messages"]] == [ASK]
    assert (await client.ask("quizzes", "t"))["quizzes"] == [quiz]
    assert (await client.ask("quiz", "t", quiz["id"], revision=1))["quiz"] == quiz
    learner = (await client.ask("quiz", "t", quiz["id"], view="learner"))["quiz"]
    assert "answer" not in learner["questions"][0]
    assert (await client.ask("delete_thread", "t"))["deleted"] is True
    with pytest.raises(NotFound) as error:
        await client.ask("thread", "t")
    assert (error.value.code, error.value.status) == ("thread_not_found", 404)
    assert error.value.request_id and error.value.detail


async def test_a_quiz_goes_out_as_a_file_and_comes_back(client):
    quiz = (await client.ask("chat", ASK, thread_id="t"))["quiz"]
    file = await client.ask("export", "t", quiz["id"], "gift")
    assert file.filename.endswith(".gift.txt") and file.media_type.startswith("text/plain") and file.content
    assert isinstance(file.losses, list)
    brought = await client.ask("import_quiz", "other", file.content.decode(), "gift", title="Back")
    assert brought["quiz"]["title"] == "Back"
    stems = [question["stem"] for question in quiz["questions"]]
    assert [question["stem"] for question in brought["quiz"]["questions"]] == stems


async def test_answers_are_marked_and_kept(client):
    quiz = (await client.ask("chat", ASK, thread_id="t"))["quiz"]
    right = {question["id"]: question["answer"]["optionIds"][0] for question in quiz["questions"]}
    assert (await client.ask("attempt", "t", quiz["id"], right))["result"]["percent"] == 100
    assert (await client.ask("attempts", "t", quiz["id"]))["total"] == 1


async def test_an_id_cannot_leave_its_place_in_the_path(client):
    with pytest.raises(NotFound) as error:
        await client.ask("thread", "../system/status?x=")
    assert error.value.code == "not_found"


async def test_a_key_is_sent_with_every_call(kind, service, settings):
    settings.SERVICE_API_KEYS = ["key-one"]
    async with opened(kind, service.url) as keyless:
        with pytest.raises(Refused):
            await keyless.ask("chat", ASK)
    async with opened(kind, service.url, api_key="key-one") as client:
        answer = await client.ask("chat", ASK)
        assert (await client.ask("thread", answer["threadId"]))["success"]


async def test_a_service_that_is_not_there_is_tried_as_often_as_was_said(kind, monkeypatch):
    pauses = []
    monkeypatch.setattr("random.uniform", lambda low, high: pauses.append(high) or 0)
    async with opened(kind, f"http://127.0.0.1:{free_port()}", tries=3) as client:
        for call in ("chat", "thread"):
            with pytest.raises(ConnectionLost):
                await client.ask(call, "x")
        with pytest.raises(ConnectionLost):
            await client.ask("attempt", "t", "quiz_x", {})
    assert pauses == [0.25, 0.5, 1.0] * 2  # an attempt is not sent twice


async def test_two_turns_at_once_on_a_thread_are_told_apart(client, groq):
    held = Hold(5)
    groq.script = Script(pieces=["a "] * 30, hold=held)
    first = asyncio.create_task(client.ask("chat", ASK, thread_id="t"))
    await waiting.until_async(lambda: groq.exchanges)
    with pytest.raises(APIError) as error:
        await client.ask("chat", ASK, thread_id="t")
    held.release()
    assert error.value.code == "thread_busy" and error.value.retry_after_secs == 2
    assert error.value.active_run_id == (await first)["runId"]
