"""A conversation edits its quiz without harming what it did not touch."""

import orjson
import pytest

from quizagent.errors import StoreUnavailable
from tests.support.groq_script import Script
from threads import lease

QUIZ = """# Capitals

### Q1 [single_choice | easy]
What is the capital of France?
- A) Lyon
- B) Paris
- C) Nice
Answer: B

### Q2 [single_choice | easy]
What is the capital of Italy?
- A) Rome
- B) Milan
- C) Turin
Answer: A

### Q3 [true_false | easy]
Berlin is the capital of Germany.
Answer: True
"""


@pytest.fixture
async def quiz(service, groq):
    return await _ask(service, groq, "Create 3 questions on capitals", QUIZ)


async def _ask(service, groq, message, text):
    groq.script = Script(text=text)
    reply = await service.post("/chat", {"message": message, "threadId": "t"})
    assert reply.status == 200, reply.body
    return reply.json["quiz"]


async def test_a_quiz_is_made_in_its_first_revision(quiz):
    assert (quiz["title"], quiz["revision"], quiz["status"], quiz["language"]) == ("Capitals", 1, "complete", "en")
    assert quiz["coverage"] == {"requested": 3, "delivered": 3, "missing": 0}
    assert [entry["op"] for entry in quiz["history"]] == ["create"]
    assert quiz["provenance"]["extraction"] == "markdown"


async def test_only_the_named_question_changes(service, groq, quiz):
    ids = [question["id"] for question in quiz["questions"]]
    text = f"""### Q2 {{{ids[1]}}} [single_choice | hard] (replace)
Which city became the capital of Italy in 1871?
- A) Rome
- B) Florence
- C) Turin
Answer: A
"""
    edited = await _ask(service, groq, "Make question 2 harder", text)
    assert edited["id"] == quiz["id"] and edited["revision"] == 2
    assert [question["id"] for question in edited["questions"]] == ids
    for place in (0, 2):
        assert orjson.dumps(edited["questions"][place]) == orjson.dumps(quiz["questions"][place])
    assert (edited["questions"][1]["rev"], edited["questions"][1]["difficulty"]) == (2, "hard")
    assert edited["history"][-1]["op"] == "replace" and edited["history"][-1]["questionIds"] == [ids[1]]


async def test_what_the_model_touches_beyond_the_request_is_left_out(service, groq, quiz):
    text = QUIZ.replace("France", "Spain").replace("Paris", "Madrid")
    edited = await _ask(service, groq, "Make question 3 harder", text)
    assert edited is None


async def test_deletes_order_and_undo_need_no_model(service, groq, quiz):
    calls = len(groq.exchanges)
    deleted = (await service.post("/chat", {"message": "delete question 2", "threadId": "t"})).json
    assert (deleted["provider"], deleted["model"], deleted["usage"]) == ("offline", "edit-rules/1", None)
    assert [q["id"] for q in deleted["quiz"]["questions"]] == [quiz["questions"][n]["id"] for n in (0, 2)]
    undone = (await service.post("/chat", {"message": "undo", "threadId": "t"})).json["quiz"]
    assert orjson.dumps(undone["questions"]) == orjson.dumps(quiz["questions"])
    assert (undone["revision"], undone["history"][-1]["op"]) == (3, "restore")
    nothing = (await service.post("/chat", {"message": "delete question 9", "threadId": "t"})).json
    assert nothing["quiz"] is None and "9" in nothing["response"]
    assert len(groq.exchanges) == calls


async def test_earlier_revisions_stay_readable(service, groq, quiz):
    await service.post("/chat", {"message": "delete question 2", "threadId": "t"})
    path = f"/thread/t/quizzes/{quiz['id']}"
    assert (await service.get(f"{path}?revision=1")).json["quiz"] == quiz
    assert (await service.get(path)).json["quiz"]["revision"] == 2
    assert (await service.get(f"{path}?revision=9")).json["code"] == "quiz_not_found"


async def test_a_question_without_a_key_is_asked_for_again(service, groq):
    broken = QUIZ.replace("Answer: B\n", "")
    mended = {
        "questions": [
            {
                "n": 1,
                "type": "single_choice",
                "stem": "What is the capital of France?",
                "options": ["Lyon", "Paris", "Nice"],
                "correct": [1],
                "accepted": [],
                "pairs": [],
                "explanation": None,
                "difficulty": None,
            }
        ]
    }
    groq.script = Script(text=broken, json=mended)
    events = await service.stream({"message": "Create 3 questions on capitals"})
    repair = next(event for event in events if event["type"] == "repair")
    assert repair["data"] == {"questions": [1], "reason": "unreadable"}
    answer = events[-1]["data"]
    first = answer["quiz"]["questions"][0]
    assert next(o["text"] for o in first["options"] if o["id"] == first["answer"]["optionIds"][0]) == "Paris"
    assert answer["quiz"]["status"] == "complete"
    assert "".join(e["data"]["chunk"] for e in events if e["type"] == "chunk") == answer["response"]
    last = [e["data"] for e in events if e["type"] == "question" and e["data"]["index"] == 0][-1]
    assert last["status"] == "final" and last["question"]["id"] == first["id"]


async def test_without_repair_the_quiz_is_partial_and_says_why(service, groq):
    groq.script = Script(text=QUIZ.replace("Answer: B\n", ""), json="not even JSON")
    quiz = (await service.post("/chat", {"message": "Create 3 questions on capitals"})).json["quiz"]
    assert (quiz["status"], quiz["coverage"]["missing"]) == ("partial", 1)
    assert any(flag["rule"] == "key-missing" for flag in quiz["quality"]["flags"])


async def test_a_cut_answer_is_continued_once(service, groq):
    head, _, tail = QUIZ.partition("### Q3")
    groq.queue.append(Script(text=head + "### Q3 [true_fal", finish_reason="length"))
    groq.queue.append(Script(text="### Q3" + tail))
    answer = (await service.post("/chat", {"message": "Create 3 questions on capitals"})).json
    assert answer["finishReason"] == "stop" and len(groq.exchanges) == 2
    assert (answer["quiz"]["status"], answer["quiz"]["coverage"]["delivered"]) == ("complete", 3)


async def test_a_continuation_knows_what_the_first_request_knew(service, groq, quiz):
    head, _, tail = QUIZ.partition("### Q3")
    groq.queue.append(Script(text=head + "### Q3 [true_fal", finish_reason="length"))
    groq.queue.append(Script(text="### Q3" + tail))
    await service.post("/chat", {"message": "Create a new quiz with 3 questions on rivers", "threadId": "t"})
    first, second = (exchange.body["messages"] for exchange in groq.exchanges[-2:])
    assert len(first) == len(second) > 3 and first[:-1] == second[:-1]
    assert second[-1]["content"].startswith(first[-1]["content"])


@pytest.mark.parametrize("trouble", ["deleted", "away"])
async def test_an_answer_whose_thread_cannot_be_read_again_stays_cut(service, groq, monkeypatch, trouble):
    async def read_again(ref, run_id, *, newest):
        if trouble == "away":
            raise StoreUnavailable

    monkeypatch.setattr(lease, "read_again", read_again)
    head, _, _ = QUIZ.partition("### Q3")
    groq.script = Script(text=head, finish_reason="length", json="not even JSON")
    answer = (await service.post("/chat", {"message": "Create 3 questions on capitals"})).json
    assert answer["finishReason"] == "length" and answer["quiz"]["coverage"]["delivered"] == 2


async def test_talk_makes_no_quiz(service, groq, quiz):
    assert await _ask(service, groq, "Thank you!", "You are welcome.") is None
    assert (await service.get("/thread/t")).json["quizCount"] == 1
