"""Django system checks of what would make the queue lose, leak or refuse. Each has an id and a hint."""

import asyncio
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks

from quizagent import redis
from writeback import findings, signature, stream

_LEVELS = {"error": checks.Error, "warning": checks.Warning, "note": checks.Info}


@checks.register("writeback")
def check_main_api(**kwargs: Any) -> list[checks.CheckMessage]:
    found: list[checks.CheckMessage] = []
    try:
        keys = signature.keys(settings.MAIN_API_SECRET)
    except ValueError:
        keys = []
        found.append(_error(1, "MAIN_API_SECRET is malformed.", "A secret is whsec_ followed by base64."))
    if not settings.MAIN_API_URL:
        return found
    url = urlsplit(settings.MAIN_API_URL)
    if url.username or url.password:
        found.append(_error(2, "MAIN_API_URL carries credentials.", "Sign with MAIN_API_SECRET instead."))
    if settings.PRODUCTION and url.scheme != "https":
        found.append(_warning(3, "MAIN_API_URL is not https.", "Learners' texts travel over it."))
    if settings.PRODUCTION and not keys:
        found.append(_warning(4, "Deliveries are not signed.", "Set MAIN_API_SECRET."))
    return found


@checks.register("writeback")
def check_redis(**kwargs: Any) -> list[checks.CheckMessage]:
    """Looks at a server that somebody else set up; our own is set up right and may not be running yet."""
    if settings.REDIS_EMBEDDED:
        return []
    try:
        found = asyncio.run(_inspect())
    except stream.REDIS_TROUBLE:
        return [_warning(9, "Redis does not answer.", "See REDIS_URL. Until it does, no turn can be taken.")]
    return [_LEVELS[f.level](f.words, hint=f.hint, id=f"writeback.{f.level[0].upper()}{f.number:03}") for f in found]


async def _inspect() -> list[findings.Finding]:
    try:
        return await findings.inspect()
    finally:
        await redis.close()


def _error(number: int, words: str, hint: str) -> checks.CheckMessage:
    return checks.Error(words, hint=hint, id=f"writeback.E{number:03}")


def _warning(number: int, words: str, hint: str) -> checks.CheckMessage:
    return checks.Warning(words, hint=hint, id=f"writeback.W{number:03}")
