"""The object of `GET /system/status`: every part speaks for itself, the problems are drawn from what they say."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from chat import status as chat
from quizagent import lifecycle
from system import memory, readings

Json = dict[str, Any]

# So that the whole answer takes less than 100 ms, whatever hangs.
_PATIENCE_SECS = 0.08
# Figures of a queue that cannot be asked; the problems say that it cannot.
_UNKNOWN_WRITES: Json = {
    **dict.fromkeys(("total", "pending", "retrying", "failed", "delivered"), 0),
    "oldestPendingSeconds": 0.0,
    "sink": "main-api" if settings.MAIN_API_URL else "database",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something an operator should know. `stops_service`: no turn can be taken because of it."""

    code: str
    message: str
    stops_service: bool = False


async def collect(*, in_full: bool = True) -> Json:
    """A quarter of a second old at most while all is well. Not in full: only whether the service is well."""
    found = await readings.dependencies(patience_secs=_PATIENCE_SECS)
    writes, complaints = found.writes or (_UNKNOWN_WRITES, ())
    chat_status = chat.status()
    problems = [
        *_problems(found, chat_status),
        *_write_problems(writes, complaints),
    ]
    if not in_full:
        return {"system": {"status": verdict(problems)}}
    return {
        "system": _system(problems),
        "writeBack": writes,
        "redis": {"connected": found.redis_answers, "ttl": duration(settings.THREAD_TTL_SECONDS)},
        **chat_status,
    }


def verdict(problems: list[Problem]) -> str:
    if any(problem.stops_service for problem in problems):
        return "unhealthy"
    return "degraded" if problems else "healthy"


def duration(secs: int) -> str:
    """`24 hours`, `1 minute`, `90 seconds`: in the largest unit that needs no fraction."""
    units = {"hour": 3600, "minute": 60, "second": 1}
    unit = next(unit for unit, size in units.items() if secs % size == 0)
    count = secs // units[unit]
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _system(problems: list[Problem]) -> Json:
    system: Json = {
        "status": verdict(problems),
        "uptime": int(lifecycle.uptime_secs()),
        "memory": {
            "used": memory.humanized(memory.used_bytes()),
            "free": memory.humanized(memory.free_bytes()),
        },
        "version": settings.VERSION,
    }
    if problems:
        system["problems"] = [{"code": problem.code, "message": problem.message} for problem in problems]
    return system


def _problems(found: readings.Dependencies, chat_status: Json) -> Iterator[Problem]:
    if lifecycle.is_draining():
        yield Problem("server_shutdown", "This instance is shutting down and takes no new turns.", stops_service=True)
    if not found.redis_answers:
        yield Problem("store_unavailable", "Redis does not answer: no turn can be taken.", stops_service=True)
    if found.database_state == "unavailable":
        yield Problem("database_unavailable", "The database does not answer: dead letters cannot be kept.")
    elif found.database_state == "unmigrated":
        yield Problem("database_unmigrated", "The database lacks tables of this version: run manage.py migrate.")
    if not chat_status["llm"]["available"]:
        yield Problem("llm_unavailable", "The model provider refused or failed the latest calls.")


def _write_problems(writes: Json, complaints: Sequence[str]) -> Iterator[Problem]:
    for complaint in complaints:
        yield Problem("writeback", complaint)
    if writes["failed"]:
        yield Problem("dead_letters", f"{writes['failed']} writes were given up: see them at /admin/.")
