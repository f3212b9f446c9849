"""The settings that contradict each other or that production should not have."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

from system import checks
from tests.support import service

_PRODUCTION = {
    "ENVIRONMENT": "production",
    "SECRET_KEY": "x1" * 25 + "-kept-by-the-gateway-of-the-tests",
    "ALLOWED_HOSTS": "quiz.example.com",
    "BEHIND_PROXY": "yes",
    "DATABASE_URL": "postgres://quiz:secret@db.example.com/quiz",
    "SERVICE_API_KEYS": "a-key-of-the-gateway-0123456789",
    "SYSTEM_API_KEY": "a-key-of-the-operator-0123456789",
}


def _ids(found: list[Any]) -> list[str]:
    return [message.id for message in found]


def test_the_settings_of_development_have_no_complaint() -> None:
    assert checks.check_contradictions(None) == []
    assert checks.check_production(None) == []


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"GROQ_API_KEY": "gsk_x", "LLM_PROVIDER": "offline"}, "system.W001"),
        ({"GROQ_API_KEY": "", "GROQ_BASE_URL": "http://127.0.0.1:1"}, "system.W002"),
        ({"LLM_FIRST_TOKEN_TIMEOUT_SECONDS": 30, "LLM_TOTAL_TIMEOUT_SECONDS": 20}, "system.W003"),
        ({"STREAM_CLEANUP_SECONDS": 60, "THREAD_TTL_SECONDS": 59}, "system.W004"),
        ({"CORS_ALLOWED_ORIGINS": ["https://app.example.com", "*"]}, "system.E001"),
        ({"CORS_ALLOWED_ORIGINS": ["https://app.example.com/"]}, "system.E001"),
    ],
)
def test_a_contradiction_is_named(settings: Settings, changed: dict[str, Any], complaint: str) -> None:
    for name, value in changed.items():
        setattr(settings, name, value)
    assert _ids(checks.check_contradictions(None)) == [complaint]


@pytest.fixture
def production(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Sound settings, for a test to spoil."""
    settings.PRODUCTION = settings.BEHIND_PROXY = True
    settings.SERVICE_API_KEYS = ["a-key-of-the-gateway-0123456789"]
    settings.SYSTEM_API_KEY = "a-key-of-the-operator-0123456789"
    settings.REDIS_EMBEDDED = False
    settings.REDIS_URL = "rediss://redis.example.com"
    monkeypatch.setitem(settings.DATABASES["default"], "ENGINE", "django.db.backends.postgresql")
    assert checks.check_production(None) == []
    return settings


@pytest.mark.parametrize(
    ("changed", "complaint"),
    [
        ({"SERVICE_API_KEYS": []}, "system.W005"),
        ({"SERVICE_API_KEYS": ["short"]}, "system.E002"),
        ({"SYSTEM_API_KEY": "short"}, "system.E002"),
        ({"SYSTEM_API_KEY": "a-key-of-the-gateway-0123456789"}, "system.E003"),
        ({"BEHIND_PROXY": False}, "system.W006"),
        ({"REDIS_EMBEDDED": True}, "system.W008"),
        ({"REDIS_URL": "redis://redis.example.com"}, "system.W009"),
    ],
)
def test_production_names_what_is_unsafe(production: Settings, changed: dict[str, Any], complaint: str) -> None:
    for name, value in changed.items():
        setattr(production, name, value)
    assert _ids(checks.check_production(None)) == [complaint]


def test_production_names_a_database_in_a_file(production: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(production.DATABASES["default"], "ENGINE", "django.db.backends.sqlite3")
    assert _ids(checks.check_production(None)) == ["system.W007"]


def test_djangos_own_deployment_checks_pass_in_production(tmp_path: Path, settings: Settings) -> None:
    done = subprocess.run(
        [sys.executable, str(service.ROOT / "manage.py"), "check", "--deploy", "--fail-level", "WARNING"],
        env=service.environment(tmp_path, 3001, **_PRODUCTION, REDIS_URL=settings.REDIS_URL),
        capture_output=True,
        text=True,
        timeout=30,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no issues" in done.stdout + done.stderr
