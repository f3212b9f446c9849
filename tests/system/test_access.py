"""Who may see the state of the service and pull its levers, in development and in production."""

import httpx
import pytest
from pytest_django import Settings

from quizagent.asgi import application

_KEY = "a-key-of-the-operator-0123456789"
_GUARDED = [("POST", "/system/flush-writes"), ("GET", "/metrics")]

pytestmark = pytest.mark.django_db(transaction=True)


async def _ask(method: str, path: str, key: str = "") -> httpx.Response:
    headers = {"Authorization": f"Bearer {key}".encode("latin-1")} if key else {}
    transport = httpx.ASGITransport(application)
    async with httpx.AsyncClient(transport=transport, base_url="https://localhost") as client:
        return await client.request(method, path, headers=headers)


@pytest.mark.parametrize(("method", "path"), _GUARDED)
async def test_without_a_key_set_development_is_open(method: str, path: str) -> None:
    assert (await _ask(method, path)).status_code == 200


@pytest.mark.parametrize(("method", "path"), _GUARDED)
async def test_without_a_key_set_production_is_closed(settings: Settings, method: str, path: str) -> None:
    settings.PRODUCTION = True
    answer = await _ask(method, path, "any-key-will-not-do")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("is_production", [False, True])
@pytest.mark.parametrize(("method", "path"), _GUARDED)
async def test_with_a_key_set_it_is_needed_everywhere(
    settings: Settings, method: str, path: str, is_production: bool
) -> None:
    settings.PRODUCTION, settings.SYSTEM_API_KEY = is_production, _KEY
    for wrong in ("", _KEY[:-1], _KEY + "x", "schl\u00fcssel"):
        answer = await _ask(method, path, wrong)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert (await _ask(method, path, _KEY)).status_code == 200


async def test_the_status_tells_a_stranger_only_whether_the_service_is_well(settings: Settings) -> None:
    assert set((await _ask("GET", "/system/status")).json()) > {"system", "redis"}
    settings.PRODUCTION = True
    assert (await _ask("GET", "/system/status")).json() == {"system": {"status": "healthy"}}
    settings.SYSTEM_API_KEY = _KEY
    assert (await _ask("GET", "/system/status", "wrong")).json() == {"system": {"status": "healthy"}}
    assert set((await _ask("GET", "/system/status", _KEY)).json()) > {"system", "redis"}


async def test_a_key_of_the_api_is_no_key_to_the_system(settings: Settings) -> None:
    settings.SERVICE_API_KEYS, settings.SYSTEM_API_KEY = ["a-key-of-the-gateway-0123456789"], _KEY
    assert (await _ask("GET", "/metrics", "a-key-of-the-gateway-0123456789")).status_code == 401
    assert (await _ask("GET", "/health")).status_code == 200
