"""What each sink makes of what it meets. The main API is a real server on loopback."""

import asyncio
import base64

import pytest
from django.db import DatabaseError, connection

from tests.support import main_api
from tests.support.main_api import Reply
from tests.writeback.support import some
from writeback import operations, signature, sinks
from writeback.models import WriteRecord
from writeback.retry import Answer, Own

SECRETS = ["whsec_" + base64.b64encode(name * 4).decode() for name in (b"newer key", b"older key")]


async def answer(reply: Reply, *, timeout_secs: float = 5.0, count: int = 2) -> Answer:
    async with main_api.serving() as api:
        api.behave = lambda delivery: reply
        sink = sinks.MainAPI(api.url, [])
        try:
            return await sink.deliver(some(count), timeout_secs=timeout_secs)
        finally:
            await sink.close()


async def test_it_sends_the_batch_as_the_contract_says():
    made = some(2)
    async with main_api.serving(secrets=SECRETS) as api:
        sink = sinks.MainAPI(api.url, signature.keys(" ".join(SECRETS)))
        assert await sink.deliver(made) == Answer(200)
        assert await sink.deliver(made) == Answer(200)
        await sink.close()
    first, second = api.deliveries
    assert operations.orjson.loads(first.body) == {"operations": [o.to_wire() for o in made]}
    assert first.headers["content-type"] == "application/json"
    assert first.headers["webhook-id"] != second.headers["webhook-id"]  # each delivery is one of its own
    assert len(first.headers["webhook-signature"].split()) == 2
    assert api.refused_signatures == 0


async def test_a_receiver_that_knows_neither_secret_refuses():
    async with main_api.serving(secrets=["whsec_" + base64.b64encode(b"somebody else's").decode()]) as api:
        sink = sinks.MainAPI(api.url, signature.keys(SECRETS[0]))
        assert (await sink.deliver(some(1))).status == 401
        await sink.close()
    assert api.refused_signatures == 1


@pytest.mark.parametrize("body", [None, b"", b"  ", {}, {"ok": True}, [], "fine", True])
async def test_a_2xx_without_results_is_a_word_on_the_whole_batch(body):
    assert await answer(Reply(200, body)) == Answer(200)


async def test_a_2xx_in_plain_text_is_a_word_on_the_whole_batch():
    assert await answer(Reply(200, b"OK", {"Content-Type": "text/plain; charset=utf-8"})) == Answer(200)


@pytest.mark.parametrize(
    "body",
    [b'{"results": [', b"<html>log in here</html>", {"results": None}, {"results": {}}, {"results": "all fine"}],
)
async def test_an_answer_that_is_not_the_promised_json_is_no_delivery(body):
    assert await answer(Reply(200, body)) == Answer(200, cause="unreadable_answer")


async def test_an_answer_is_read_up_to_a_megabyte():
    assert await answer(Reply(200, b" " * (1024 * 1024 + 1))) == Answer(200, cause="unreadable_answer")
    assert await answer(Reply(200, b" " * (1024 * 1024))) == Answer(200)


async def test_each_result_that_makes_sense_counts():
    body = {
        "results": [
            {"id": "op_a", "status": 201},
            {"id": "op_b", "status": 422, "error": {"code": "quiz invalid<b>", "message": "…"}},
            {"id": "op_c", "status": 500, "error": "no object"},
            {"id": "op_d", "status": "201"},
            {"id": "op_e", "status": True},
            {"id": "op_f"},
            {"status": 201},
            {"id": 7, "status": 201},
            "op_g",
            None,
        ]
    }
    results = (await answer(Reply(207, body))).results
    assert results == {"op_a": Own(201), "op_b": Own(422, "quizinvalidb"), "op_c": Own(500)}


async def test_a_redirect_is_not_followed():
    assert await answer(Reply(307, headers={"Location": "http://169.254.169.254/"})) == Answer(307)


@pytest.mark.parametrize(
    ("header", "secs"),
    [("7", 7), ("0", 0), ("-3", 0), ("soon", 0), ("99999999999", 0), ("Wed, 21 Oct 2015 07:28:00 GMT", 0)],
)
async def test_it_reads_retry_after(header, secs):
    assert await answer(Reply(503, headers={"Retry-After": header})) == Answer(503, retry_after_secs=secs)


async def test_it_reads_a_date_to_wait_for():
    reply = Reply(503, headers={"Retry-After": "Wed, 21 Oct 2199 07:28:00 GMT"})
    assert (await answer(reply)).retry_after_secs > 3600


async def test_a_slow_answer_is_a_timeout():
    assert await answer(Reply(200, delay_secs=main_api.FOREVER_SECS), timeout_secs=0.05) == Answer(
        None, cause="timeout"
    )


async def test_a_cut_connection_is_no_connection():
    assert await answer(Reply(drop=True)) == Answer(None, cause="no_connection")


async def test_a_closed_port_is_no_connection():
    async with main_api.serving() as api:
        url = api.url
    sink = sinks.MainAPI(url, [])
    assert await sink.deliver(some(1)) == Answer(None, cause="no_connection")
    await sink.close()


async def test_a_bad_host_is_no_connection():
    sink = sinks.MainAPI("http://no-such-host.invalid", [])
    assert await sink.deliver(some(1), timeout_secs=5) == Answer(None, cause="no_connection")
    await sink.close()


# --- the database

on_sqlite = pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
on_postgresql = pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")


@pytest.mark.django_db(transaction=True)
async def test_the_database_takes_an_operation_once():
    made = some(3)
    for _ in range(2):
        assert await sinks.Database().deliver(made) == Answer(200, {o.id: Own(201) for o in made})
    assert await WriteRecord.objects.acount() == 3
    record = await WriteRecord.objects.aget(id=made[0].id)
    assert (record.type, record.thread_id) == ("quiz_save", "thread_1")
    assert operations.from_body(record.payload.encode()) == made[0]


@pytest.mark.django_db(transaction=True)
async def test_the_database_takes_what_json_may_hold():
    made = [operations.new("quiz_save", "t", {"text": "NUL \x00, \U0001f600, \u2028"})]
    assert (await sinks.Database().deliver(made)).results == {made[0].id: Own(201)}


@on_sqlite
@pytest.mark.django_db(transaction=True)
async def test_a_row_that_the_database_swallowed_is_not_delivered():
    """On SQLite, ignoring conflicts also ignores a row that breaks a constraint."""
    made = some(2)
    when = f"BEFORE INSERT ON writeback_writerecord WHEN NEW.id = '{made[0].id}'"
    await asyncio.to_thread(_run, f"CREATE TRIGGER swallow {when} BEGIN SELECT RAISE(IGNORE); END")
    try:
        found = (await sinks.Database().deliver(made)).results
    finally:
        await asyncio.to_thread(_run, "DROP TRIGGER swallow")
    assert found == {made[0].id: Own(500, "not_stored"), made[1].id: Own(201)}


@pytest.mark.django_db(transaction=True)
async def test_a_database_without_its_table_is_a_sink_that_is_away():
    await asyncio.to_thread(_run, "ALTER TABLE writeback_writerecord RENAME TO elsewhere")
    try:
        found = await sinks.Database().deliver(some(1))
    finally:
        await asyncio.to_thread(_run, "ALTER TABLE elsewhere RENAME TO writeback_writerecord")
    away = {"sqlite": "no_connection", "postgresql": "database_error"}
    assert found == Answer(None, cause=away[connection.vendor])


@on_postgresql
@pytest.mark.django_db(transaction=True)
async def test_rows_that_the_database_refuses_are_halved_like_a_refused_batch():
    fine, long = some(1)[0], operations.new("quiz_save", "t" * 65, {})
    assert await sinks.Database().deliver([fine, long]) == Answer(422)
    assert await sinks.Database().deliver([long]) == Answer(422)
    assert (await sinks.Database().deliver([fine])).results == {fine.id: Own(201)}


@on_postgresql
@pytest.mark.django_db(transaction=True)
async def test_a_connection_that_was_cut_is_replaced():
    await sinks.Database().deliver(some(1))
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND usename = 'quiz'"
    await asyncio.to_thread(_run, cut)
    made = some(1)
    assert (await sinks.Database().deliver(made)).results == {made[0].id: Own(201)}


def _run(statement: str) -> None:
    try:
        with connection.cursor() as cursor:
            cursor.execute(statement)
    except DatabaseError as exc:
        raise AssertionError(statement) from exc
    finally:
        connection.close()
