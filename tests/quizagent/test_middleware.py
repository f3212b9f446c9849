"""Rules that hold for a view, a stream, a socket and a 404 alike."""

import asyncio

import pytest

ASK = {"message": "Create a quiz on JavaScript"}
EVERYWHERE = ["/health", "/thread/nobody/history", "/nothing", "/chat", "/chat/stream/run_x", "/"]


@pytest.mark.parametrize("path", EVERYWHERE)
async def test_every_answer_has_an_id_and_the_security_headers(offline_service, path):
    reply = await offline_service.get(path)
    assert reply.headers["x-request-id"].startswith("req_")
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert reply.headers["x-frame-options"] == "DENY"
    assert reply.headers["referrer-policy"] == "no-referrer"
    assert reply.headers["content-security-policy"].startswith("default-src 'none'")
    assert len([name for name in reply.headers if name == "x-frame-options"]) == 1


@pytest.mark.parametrize(("given", "kept"), [("abc-1.2:3", True), ("a b", False), ("x" * 129, False), ("é", False)])
async def test_a_sane_request_id_of_the_caller_is_kept(offline_service, given, kept):
    reply = await offline_service.get("/nothing", headers={"X-Request-ID": given})
    assert (reply.headers["x-request-id"] == given) is kept


async def test_each_key_sees_only_its_own_threads(offline_service, settings):
    settings.SERVICE_API_KEYS = ["key-of-one", "key-of-two"]
    one, two = ({"Authorization": f"Bearer {key}"} for key in settings.SERVICE_API_KEYS)
    assert (await offline_service.post("/chat", ASK)).json["code"] == "unauthorized"
    bad = await offline_service.post("/chat", ASK, headers={"Authorization": "Bearer key-of-on"})
    assert bad.status == 401
    reply = await offline_service.post("/chat", {**ASK, "threadId": "t"}, headers=one)
    assert reply.status == 200
    assert (await offline_service.get("/thread/t", headers=one)).status == 200
    assert (await offline_service.get("/thread/t", headers=two)).json["code"] == "thread_not_found"
    run = reply.json["runId"]
    assert (await offline_service.get(f"/chat/stream/{run}", headers=one)).status == 200
    assert (await offline_service.get(f"/chat/stream/{run}", headers=two)).json["code"] == "run_not_found"
    assert (await offline_service.get("/health")).status == 200


async def test_a_page_of_another_origin_needs_to_be_listed(offline_service, settings):
    foreign = {"Origin": "https://app.example"}
    assert (await offline_service.post("/chat", ASK, headers=foreign)).json["code"] == "origin_not_allowed"
    settings.CORS_ALLOWED_ORIGINS = ["https://app.example"]
    reply = await offline_service.post("/chat", ASK, headers=foreign)
    assert reply.status == 200 and reply.headers["access-control-allow-origin"] == "https://app.example"
    preflight = await offline_service._send(
        "OPTIONS", "/chat", headers={**foreign, "Access-Control-Request-Method": "POST"}
    )
    assert preflight.status == 204 and "POST" in preflight.headers["access-control-allow-methods"]


async def test_a_rate_limit_holds_for_a_thread_and_for_a_caller(offline_service, settings):
    settings.RATE_LIMIT_THREAD, settings.RATE_LIMIT_CLIENT = (1, 60), (3, 60)
    codes = [
        (await offline_service.post("/chat", {**ASK, "threadId": thread})).status for thread in ("a", "a", "b", "c")
    ]
    assert codes == [200, 429, 200, 429]
    reply = await offline_service.post("/chat", {**ASK, "threadId": "d"})
    assert reply.json["code"] == "rate_limited" and 1 <= int(reply.headers["retry-after"]) <= 60


async def test_no_new_work_during_shutdown(offline_service, monkeypatch):
    monkeypatch.setattr("quizagent.lifecycle._draining", True)
    reply = await offline_service.post("/chat", ASK)
    assert (reply.status, reply.json["code"]) == (503, "server_shutdown")
    assert (await offline_service.get("/thread/nobody")).status == 404


async def test_a_slow_body_times_out(offline_service, monkeypatch):
    monkeypatch.setattr("quizagent.middleware._BODY_TIMEOUT_SECS", 0.2)
    host, port = offline_service.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(b"POST /chat HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
    head = await asyncio.wait_for(reader.readline(), 5)
    assert b"408" in head
    writer.close()
