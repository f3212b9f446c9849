"""What the delivered records say about the last days: turns, quizzes, tokens, first chunks, failures.

Days are UTC days, a record belongs to the day its operation was made. A turn that ended before its first chunk stores
nothing, so it is counted nowhere here.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import orjson

from writeback.models import WriteRecord

MAX_RECORDS = 20_000
_NO_FAILURE = ("stop", "length", "cancelled")


@dataclass(slots=True)
class Day:
    """`first_chunks_ms` is sorted."""

    date: date
    turns: int = 0
    quizzes: int = 0
    tokens: int = 0
    failures: int = 0
    first_chunks_ms: list[float] = field(default_factory=list)

    @property
    def median_ms(self) -> float | None:
        return percentile(self.first_chunks_ms, 50)

    @property
    def p95_ms(self) -> float | None:
        return percentile(self.first_chunks_ms, 95)


@dataclass(frozen=True, slots=True)
class Report:
    """A `Day` for each day, oldest first; `is_cut` when there were more records than are read."""

    days: list[Day]
    is_cut: bool

    @property
    def is_empty(self) -> bool:
        return not any(day.turns for day in self.days)


def read(count: int, *, today: date, max_records: int = MAX_RECORDS) -> Report:
    """The last `count` days up to today, from the newest `max_records` records."""
    start = datetime.combine(today - timedelta(days=count - 1), time.min, UTC)
    end = datetime.combine(today + timedelta(days=1), time.min, UTC)
    rows = (
        # An operation arrives after it was made; the index is on the arrival. The hour is for clocks that differ.
        WriteRecord.objects.filter(type="thread_analytics", received_at__gte=start - timedelta(hours=1))
        .filter(created_at__gte=start, created_at__lt=end)
        .order_by("-received_at")
        .values_list("created_at", "payload")[: max_records + 1]
    )
    found = list(rows)
    parsed = ((moment, figures_of(payload)) for moment, payload in found[:max_records])
    return Report(by_day(parsed, start.date(), count), is_cut=len(found) > max_records)


def by_day(turns: Iterable[tuple[datetime, dict[str, Any]]], first: date, count: int) -> list[Day]:
    """Figures of turns, added up per day; what lies outside is left out."""
    days = {day: Day(day) for day in (first + timedelta(days=n) for n in range(count))}
    for moment, figures in turns:
        if day := days.get(moment.astimezone(UTC).date()):
            _add(day, figures)
    for day in days.values():
        day.first_chunks_ms.sort()
    return list(days.values())


def figures_of(payload: str) -> dict[str, Any]:
    """The `data` of a record; an empty dict when it has none."""
    try:
        data = orjson.loads(payload)["data"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return {}
    return data if isinstance(data, dict) else {}


def percentile(values: Sequence[float], percent: float) -> float | None:
    """The smallest of the sorted values that so many percent do not exceed; None of nothing."""
    return values[max(0, math.ceil(len(values) * percent / 100) - 1)] if values else None


def _add(day: Day, figures: dict[str, Any]) -> None:
    usage = figures.get("usage")
    day.turns += 1
    day.quizzes += _number(figures.get("questions")) > 0
    day.tokens += int(_number(usage.get("totalTokens"))) if isinstance(usage, dict) else 0
    day.failures += figures.get("finishReason") not in _NO_FAILURE
    if isinstance(figures.get("firstChunkMs"), int | float):
        day.first_chunks_ms.append(figures["firstChunkMs"])


def _number(value: Any) -> float:
    return value if isinstance(value, int | float) else 0
