"""A quiz leaves as a file and comes in as one; answers to it are marked and kept."""

import json

import pytest

from writeback import queue

ASK = {"message": "Create a quiz on JavaScript", "threadId": "t"}
GIFT = b"// capitals\n::c1::What is the capital of France?{=Paris ~Lyon#No, that is further south. ~Nice}\n"


@pytest.fixture
async def quiz(service):
    return (await service.post("/chat", ASK)).json["quiz"]


@pytest.mark.parametrize(
    ("fmt", "media_type", "suffix"),
    [
        ("json", "application/json", ".json"),
        ("markdown", "text/markdown; charset=utf-8", ".md"),
        ("gift", "text/plain; charset=utf-8", ".gift"),
        ("moodle-xml", "application/xml", ".xml"),
        ("qti21", "application/zip", ".zip"),
        ("aiken", "text/plain; charset=utf-8", ".txt"),
        ("csv", "text/csv; charset=utf-8", ".csv"),
        ("anki", "application/x-apkg", ".apkg"),
    ],
)
async def test_every_format_comes_with_its_type_name_and_losses(service, quiz, fmt, media_type, suffix):
    reply = await service.get(f"/thread/t/quizzes/{quiz['id']}/export?format={fmt}")
    assert reply.status == 200, reply.body
    assert reply.headers["content-type"].partition(";")[0] == media_type.partition(";")[0]
    assert suffix in reply.headers["content-disposition"]
    assert isinstance(json.loads(reply.headers["x-export-losses"]), list | dict)


async def test_a_learners_file_has_no_key(service, quiz):
    reply = await service.get(f"/thread/t/quizzes/{quiz['id']}/export?format=markdown&view=learner")
    assert reply.status == 200 and b"Answer" not in reply.body and b"Explanation" not in reply.body
    refused = await service.get(f"/thread/t/quizzes/{quiz['id']}/export?format=aiken&view=learner")
    assert (refused.status, refused.json["code"]) == (422, "export_not_possible")
    odd = await service.get(f"/thread/t/quizzes/{quiz['id']}/export?format=pdf")
    assert (odd.status, odd.json["code"]) == (422, "validation_error")


async def test_a_quiz_comes_in_and_can_be_edited_by_conversation(service):
    reply = await service.post("/thread/new/quizzes", {"format": "gift", "content": GIFT.decode()})
    assert reply.status == 201, reply.body
    quiz = reply.json["quiz"]
    assert reply.json["context"]["isNew"] is True and quiz["provenance"]["extraction"] == "import"
    assert quiz["questions"][0]["stem"] == "What is the capital of France?"
    deleted = (await service.post("/chat", {"message": "shuffle options", "threadId": "new"})).json["quiz"]
    assert (deleted["id"], deleted["revision"]) == (quiz["id"], 2)


@pytest.mark.parametrize("fmt", ["json", "markdown", "gift", "moodle-xml"])
async def test_what_was_exported_can_be_imported(service, quiz, fmt):
    text = (await service.get(f"/thread/t/quizzes/{quiz['id']}/export?format={fmt}")).body.decode()
    reply = await service.post("/thread/other/quizzes", {"format": fmt, "content": text})
    assert reply.status == 201, reply.body
    assert [q["stem"] for q in reply.json["quiz"]["questions"]] == [q["stem"] for q in quiz["questions"]]


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"format": "pdf", "content": "x"}, "/format"),
        ({"format": "gift"}, "/content"),
        ({"format": "gift", "content": 5}, "/content"),
        ({"format": "json", "content": "{"}, None),
        ({"format": "aiken", "content": "nothing here"}, None),
        ({"format": "moodle-xml", "content": '<!DOCTYPE a [<!ENTITY b "c">]><quiz>&b;</quiz>'}, None),
    ],
)
async def test_a_file_that_cannot_be_read_says_so(offline_service, body, pointer):
    reply = await offline_service.post("/thread/x/quizzes", body)
    assert (reply.status, reply.json["code"]) == (422, "validation_error"), reply.body
    if pointer:
        assert reply.json["errors"][0]["pointer"] == pointer


async def test_answers_are_marked_and_kept(service, quiz):
    answers = {q["id"]: q["answer"]["optionIds"][0] for q in quiz["questions"]}
    wrong = quiz["questions"][0]
    answers[wrong["id"]] = next(o["id"] for o in wrong["options"] if o["id"] not in wrong["answer"]["optionIds"])
    path = f"/thread/t/quizzes/{quiz['id']}/attempts"
    reply = await service.post(path, {"answers": answers})
    assert reply.status == 201, reply.body
    result, count = reply.json["result"], len(quiz["questions"])
    assert (result["points"], result["maxPoints"]) == (count - 1, count)
    assert [q["correct"] for q in result["questions"]] == [False] + [True] * (count - 1)
    kept = (await service.get(path)).json
    assert kept["total"] == 1 and kept["attempts"][0]["id"] == reply.json["id"]


async def test_odd_answers_are_refused_with_pointers(service, quiz):
    path = f"/thread/t/quizzes/{quiz['id']}/attempts"
    for answers, pointer in (({"q_unknown12": "x"}, "/answers/q_unknown12"), ([], "/answers")):
        reply = await service.post(path, {"answers": answers})
        assert reply.status == 422 and reply.json["errors"][0]["pointer"] == pointer
    assert (await service.post("/thread/t/quizzes/quiz_aaaaaaaaaaaa/attempts", {"answers": {}})).status == 404


async def test_files_and_attempts_are_told_to_the_main_api(service, quiz):
    before = (await queue.counts()).pending
    await service.get(f"/thread/t/quizzes/{quiz['id']}/export?format=json")
    await service.post(f"/thread/t/quizzes/{quiz['id']}/attempts", {"answers": {}})
    await service.delete("/thread/t")
    assert (await queue.counts()).pending == before + 3
