"""What contradicts itself in the settings, and what production should not do: `manage.py check` and every start.

A value that is wrong by itself never gets this far: `settings.py` refuses it. What concerns write-back is checked
by `writeback`.
"""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

_MIN_KEY_CHARS = 20
_ORIGIN = re.compile(r"https?://[^/\s*]+")
_LOCAL_HOSTS = {"localhost", "127.0.0.1", "::1", ""}


def check_contradictions(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [*_provider(), *_timeouts(), *_origins()]


def check_production(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    return [*_keys(), *_outside(), *_stores()] if settings.PRODUCTION else []


def _provider() -> Iterator[CheckMessage]:
    if settings.GROQ_API_KEY and settings.LLM_PROVIDER == "offline":
        yield Warning(
            "GROQ_API_KEY is set, but LLM_PROVIDER is offline: Groq is never asked.",
            hint="Unset one of the two.",
            id="system.W001",
        )
    if settings.GROQ_BASE_URL and not settings.GROQ_API_KEY:
        yield Warning(
            "GROQ_BASE_URL is set without GROQ_API_KEY: the server there is never asked.",
            hint="Set GROQ_API_KEY, to any word if that server takes any.",
            id="system.W002",
        )


def _timeouts() -> Iterator[CheckMessage]:
    longest = max(settings.LLM_FIRST_TOKEN_TIMEOUT_SECONDS, settings.LLM_TOKEN_TIMEOUT_SECONDS)
    if longest > settings.LLM_TOTAL_TIMEOUT_SECONDS:
        yield Warning(
            "LLM_TOTAL_TIMEOUT_SECONDS is shorter than a wait for a single token: that wait is never over.",
            hint="Raise it above LLM_FIRST_TOKEN_TIMEOUT_SECONDS and LLM_TOKEN_TIMEOUT_SECONDS.",
            id="system.W003",
        )
    if settings.STREAM_CLEANUP_SECONDS > settings.THREAD_TTL_SECONDS:
        yield Warning(
            "STREAM_CLEANUP_SECONDS is longer than THREAD_TTL_SECONDS: a stream outlives its thread.",
            hint="Lower STREAM_CLEANUP_SECONDS.",
            id="system.W004",
        )


def _origins() -> Iterator[CheckMessage]:
    for origin in settings.CORS_ALLOWED_ORIGINS:
        if not _ORIGIN.fullmatch(origin):
            yield Error(
                f"CORS_ALLOWED_ORIGINS has {origin!r}, which no browser sends as an origin.",
                hint="Write scheme and host only, such as https://app.example.com; wildcards are not taken.",
                id="system.E001",
            )


def _keys() -> Iterator[CheckMessage]:
    if not settings.SERVICE_API_KEYS:
        yield Warning(
            "SERVICE_API_KEYS is not set: whoever reaches the service may use it.",
            hint="Set it, unless the gateway in front is the only one that reaches it.",
            id="system.W005",
        )
    for name, keys in (
        ("SERVICE_API_KEYS", settings.SERVICE_API_KEYS),
        ("SYSTEM_API_KEY", [settings.SYSTEM_API_KEY]),
    ):
        if any(0 < len(key) < _MIN_KEY_CHARS for key in keys):
            yield Error(
                f"{name} has a key of fewer than {_MIN_KEY_CHARS} characters.",
                hint='Make one with: python -c "import secrets; print(secrets.token_urlsafe(32))"',
                id="system.E002",
            )
    if settings.SYSTEM_API_KEY in settings.SERVICE_API_KEYS:
        yield Error(
            "SYSTEM_API_KEY is also one of SERVICE_API_KEYS: every caller could flush and read the figures.",
            hint="Use two different keys.",
            id="system.E003",
        )


def _outside() -> Iterator[CheckMessage]:
    if not settings.BEHIND_PROXY:
        yield Warning(
            "Every plain HTTP request is redirected to HTTPS, and nothing here speaks HTTPS.",
            hint="Put a gateway that does in front, and set BEHIND_PROXY=yes.",
            id="system.W006",
        )


def _stores() -> Iterator[CheckMessage]:
    if settings.DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
        yield Warning(
            "DATABASE_URL is SQLite: dead letters and spilled writes stay on this machine.",
            hint="Use PostgreSQL.",
            id="system.W007",
        )
    if settings.REDIS_EMBEDDED:
        yield Warning(
            "REDIS_URL is not set: the embedded server cannot be shared by instances on several machines.",
            hint="Set REDIS_URL, to a server with its append-only file on.",
            id="system.W008",
        )
    redis = urlsplit(settings.REDIS_URL)
    if redis.scheme == "redis" and (redis.hostname or "") not in _LOCAL_HOSTS:
        yield Warning(
            "REDIS_URL crosses the network without TLS.",
            hint="Use rediss://.",
            id="system.W009",
        )
