"""`/system/writes`: looking operations up, sending dead letters back, closing them."""

import pytest
from asgiref.sync import async_to_sync
from django.test import Client

from quizagent import redis
from tests.support import main_api
from tests.support.main_api import Reply
from tests.writeback import chaos
from tests.writeback.support import some, worker
from writeback import loop, queue, spill, stream
from writeback.models import WriteOperation, WriteRecord
from writeback.operations import Operation


@pytest.fixture
def client(transactional_db):
    chaos.run(_forget())
    yield Client()
    chaos.run(_forget())


async def _forget() -> None:
    keys = [key async for key in redis.client().scan_iter(match=redis.key("{wb*"), count=1000)]
    if keys:
        await redis.client().delete(*keys)


def in_every_state() -> dict[str, Operation]:
    return chaos.run(_in_every_state())


async def _in_every_state() -> dict[str, Operation]:
    names = ("delivered", "failed", "retrying", "held", "pending", "in_flight", "spilled")
    made = dict(zip(names, some(len(names)), strict=True))
    statuses = {made["failed"].id: 422, made["retrying"].id: 500, made["held"].id: 429}
    async with main_api.serving() as api:
        api.behave = lambda call: Reply(207, main_api.results(call.ids, **statuses))
        flusher = worker(api.url)
        await queue.accept([made[name] for name in ("delivered", "failed", "retrying", "held")])
        await flusher.step()
        await flusher.close()
    await queue.accept([made["in_flight"]])
    await stream.take(0, "somebody", 1, claim_secs=60)
    await queue.accept([made["pending"]])
    await spill.keep([made["spilled"]])
    return made


def get(client: Client, path: str) -> dict:
    response = client.get(path)
    assert response.status_code == 200, response.content
    return response.json()


def problem(response, status: int, code: str) -> dict:
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert response.json()["code"] == code
    return response.json()


def test_an_operation_is_found_in_every_state(client):
    made = in_every_state()
    shown = {name: get(client, f"/system/writes/{operation.id}") for name, operation in made.items()}
    assert {name: write["state"] for name, write in shown.items()} == {
        "delivered": "delivered",
        "failed": "failed",
        "retrying": "retrying",
        "held": "held",
        "pending": "pending",
        "in_flight": "in_flight",
        "spilled": "pending",
    }
    failed = shown["failed"]
    assert (failed["reason"], failed["attempts"], failed["lastError"]) == ("rejected", 1, "own status 422")
    assert [entry["error"] for entry in failed["errors"]] == ["own status 422"]
    assert (shown["retrying"]["attempts"], shown["held"]["holds"]) == (1, 1)
    assert shown["retrying"]["dueAt"] and shown["held"]["dueAt"]
    assert shown["delivered"]["endedAt"] >= shown["delivered"]["acceptedAt"]
    assert shown["pending"].keys() == {
        "success", "id", "type", "threadId", "state", "attempts", "holds", "reason", "lastError", "errors",
        "acceptedAt", "dueAt", "endedAt", "note",
    }  # fmt: skip


def test_an_unknown_operation_is_404(client):
    problem(client.get("/system/writes/op_aaaaaaaaaaaaaaaaaaaa"), 404, "operation_not_found")
    problem(client.post("/system/writes/op_aaaaaaaaaaaaaaaaaaaa/requeue"), 404, "operation_not_found")


@pytest.mark.parametrize("path", ["op_", "op_A", "op_a%0a", "op_a..%2f", "x", "op_" + "a" * 41])
def test_what_is_no_id_is_404(client, path):
    assert client.get(f"/system/writes/{path}").status_code == 404


@pytest.mark.parametrize(
    ("state", "names"),
    [
        ("pending", {"pending", "in_flight", "spilled"}),
        ("in_flight", {"in_flight"}),
        ("retrying", {"retrying"}),
        ("held", {"held"}),
        ("delivered", {"delivered"}),
        ("failed", {"failed"}),
        ("resolved", set()),
    ],
)
def test_operations_are_listed_by_state(client, state, names):
    made = in_every_state()
    listed = get(client, f"/system/writes?state={state}")["writes"]
    assert {write["id"] for write in listed} == {made[name].id for name in names}


def test_without_a_state_all_are_listed_dead_letters_first(client):
    made = in_every_state()
    listed = get(client, "/system/writes")["writes"]
    assert listed[0]["id"] == made["failed"].id
    assert {write["id"] for write in listed} == {operation.id for operation in made.values()}


def test_operations_are_listed_by_type_and_thread(client):
    here, there = some(2, thread="here"), some(2, thread="there")
    other = some(1, kind="user_activity", thread="here")
    chaos.run(queue.accept(here + there + other))
    chaos.run(spill.keep(some(1, thread="there")))

    def ids(query: str) -> set[str]:
        return {write["id"] for write in get(client, f"/system/writes?{query}")["writes"]}

    assert ids("threadId=here") == {operation.id for operation in here + other}
    assert ids("threadId=here&type=quiz_save") == {operation.id for operation in here}
    assert ids("type=user_activity") == {other[0].id}
    assert len(ids("threadId=there")) == 3
    assert ids("threadId=nowhere") == set()


def test_a_page_says_whether_there_is_more(client):
    chaos.run(queue.accept(some(5)))
    page = get(client, "/system/writes?limit=4")
    assert (len(page["writes"]), page["hasMore"]) == (4, True)
    page = get(client, "/system/writes?limit=5")
    assert (len(page["writes"]), page["hasMore"]) == (5, False)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("limit=0", "/limit"),
        ("limit=101", "/limit"),
        ("limit=abc", "/limit"),
        ("limit=٣", "/limit"),
        ("state=lost", "/state"),
        ("type=quiz", "/type"),
        ("threadId=a%20b", "/threadId"),
        ("threadId=a%0a", "/threadId"),
    ],
)
def test_a_wrong_query_is_told_by_its_member(client, query, pointer):
    body = problem(client.get(f"/system/writes?{query}"), 422, "validation_error")
    assert [error["pointer"] for error in body["errors"]] == [pointer]


def test_a_dead_letter_is_requeued_and_delivered(client):
    made = in_every_state()["failed"]
    response = client.post(f"/system/writes/{made.id}/requeue")
    assert (response.status_code, response.json()["state"]) == (200, "pending")
    assert get(client, f"/system/writes/{made.id}")["state"] == "pending"
    chaos.run(loop.drain())
    assert WriteRecord.objects.filter(id=made.id).exists()
    assert get(client, f"/system/writes/{made.id}")["state"] == "delivered"
    assert not WriteOperation.objects.filter(id=made.id).exists()


def test_a_requeued_dead_letter_has_all_its_attempts_again(client):
    made = in_every_state()["failed"]
    client.post(f"/system/writes/{made.id}/requeue")

    async def fail_once() -> None:
        async with main_api.serving() as api:
            api.behave = lambda call: Reply(200, main_api.results(call.ids, status=500))
            await loop.drain(flusher=worker(api.url))

    chaos.run(fail_once())
    found = get(client, f"/system/writes/{made.id}")
    assert (found["state"], found["attempts"]) == ("retrying", 1)


def test_a_dead_letter_is_discarded_with_a_reason(client):
    made = in_every_state()["failed"]
    path = f"/system/writes/{made.id}/discard"
    response = client.post(path, {"reason": "the quiz was a test"}, content_type="application/json")
    assert (response.status_code, response.json()["state"]) == (200, "resolved")
    found = get(client, f"/system/writes/{made.id}")
    assert (found["state"], found["note"]) == ("resolved", "discarded: the quiz was a test")
    problem(client.post(path, {"reason": "again"}, content_type="application/json"), 409, "operation_not_failed")


@pytest.mark.parametrize(
    "body", [{}, {"reason": ""}, {"reason": "x" * 301}, {"reason": None}, {"reason": "\x00"}, []]
)
def test_a_discard_takes_a_reason(client, body):
    made = in_every_state()["failed"]
    response = client.post(f"/system/writes/{made.id}/discard", body, content_type="application/json")
    problem(response, 422, "validation_error")
    assert get(client, f"/system/writes/{made.id}")["state"] == "failed"


@pytest.mark.parametrize("name", ["pending", "delivered", "held", "spilled"])
@pytest.mark.parametrize("action", ["requeue", "discard"])
def test_only_a_dead_letter_is_requeued_or_discarded(client, name, action):
    made = in_every_state()[name]
    response = client.post(f"/system/writes/{made.id}/{action}", {"reason": "none"}, content_type="application/json")
    problem(response, 409, "operation_not_failed")


@pytest.mark.parametrize(
    ("method", "path"),
    [("get", "/system/writes"), ("get", "/system/writes/op_a"), ("post", "/system/writes/op_a/requeue")],
)
def test_it_takes_the_system_key(client, settings, method, path):
    settings.SYSTEM_API_KEY = "sys-key"
    problem(getattr(client, method)(path), 401, "unauthorized")
    allowed = getattr(client, method)(path, headers={"Authorization": "Bearer sys-key"})
    assert allowed.status_code in (200, 404)


def test_with_redis_away_it_says_so(client):
    with chaos.server() as server, chaos.using(server):
        server.kill()
        problem(client.get("/system/writes"), 503, "store_unavailable")
        problem(client.get("/system/writes/op_a"), 503, "store_unavailable")
        async_to_sync(redis.close)()
