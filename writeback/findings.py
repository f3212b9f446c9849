"""What in the Redis server's own setup could cost operations, in words that say how to mend it."""

import time
from dataclasses import dataclass
from typing import Any

from redis.exceptions import ResponseError

from quizagent import redis

_OLDEST_VERSION = (6, 2)
_ASK_PROVIDER = "See with its provider that the append-only file is on and the eviction policy is noeviction."
_CLOCK_SECS = 30.0  # a signature's timestamp is worthless to a receiver beyond a few minutes


@dataclass(frozen=True, slots=True)
class Finding:
    """`level` is error, warning or note; a note is nothing to worry about."""

    number: int
    level: str
    words: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.words} {self.hint}".strip()


async def inspect() -> list[Finding]:
    """Ask the server. Raises Redis' errors when it is away."""
    client: Any = redis.client()
    server = await client.info("server")
    secs, micros = await client.time()
    found = [_version(str(server.get("redis_version", ""))), _clock(secs + micros / 1e6)]
    try:
        config = _texts(await client.config_get("appendonly", "maxmemory-policy"))
    except ResponseError:
        found.append(Finding(14, "note", "The Redis server keeps its configuration to itself.", _ASK_PROVIDER))
    else:
        found += [_append_only(config), _eviction(config)]
    return [finding for finding in found if finding]


def _texts(config: dict[str | bytes, str | bytes]) -> dict[str, str]:
    return {_text(name): _text(value) for name, value in config.items()}


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _version(text: str) -> Finding | None:
    numbers = tuple(int(part) for part in text.split(".")[:2] if part.isdigit())
    if numbers >= _OLDEST_VERSION:
        return None
    return Finding(12, "error", f"Redis {text} is too old for the write-back queue.", "It needs Redis 6.2 or Valkey.")


def _clock(server_secs: float) -> Finding | None:
    ahead_secs = server_secs - time.time()
    if abs(ahead_secs) < _CLOCK_SECS:
        return None
    where = "ahead of" if ahead_secs > 0 else "behind"
    words = f"The clock of Redis is {abs(ahead_secs):.0f} s {where} this machine's."
    return Finding(13, "warning", words, "Let both follow a time server: signatures carry the time.")


def _append_only(config: dict[str, str]) -> Finding | None:
    if config.get("appendonly", "yes") == "yes":
        return None
    words = "Redis keeps no append-only file: a crash of it loses accepted writes."
    return Finding(10, "warning", words, "Set `appendonly yes` and `appendfsync everysec` or `always`.")


def _eviction(config: dict[str, str]) -> Finding | None:
    policy = config.get("maxmemory-policy", "noeviction")
    if policy == "noeviction":
        return None
    what = "pending writes" if policy.startswith("allkeys") else "sessions"
    level = "error" if policy.startswith("allkeys") else "warning"
    return Finding(11, level, f"Redis may evict {what} ({policy}).", "Set `maxmemory-policy noeviction`.")
