"""Where an operation is, for a person or a machine that asks: in Redis, in the table, delivered, or unknown."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from writeback import census, database, table
from writeback.census import Known
from writeback.models import State, WriteOperation

STATES = ("pending", "in_flight", "retrying", "held", "delivered", "failed", "resolved")
_REDIS_LISTS = {
    "pending": ("pending",),
    "in_flight": ("pending",),
    "retrying": ("retrying",),
    "held": ("held",),
    "delivered": ("delivered",),
}
_ROW_STATES = {"pending": State.SPILLED, "failed": State.FAILED, "resolved": State.RESOLVED}
_STATE_OF_ROW = {row: state for state, row in _ROW_STATES.items()}
_LOOK_AT = 1000  # ids per list and partition; a filter does not search further


@dataclass(frozen=True, slots=True)
class Write:
    """One operation as the API shows it: everything but its data."""

    id: str
    type: str
    thread_id: str
    state: str
    attempts: int = 0
    holds: int = 0
    reason: str = ""
    last_error: str = ""
    errors: list[dict[str, Any]] = field(default_factory=list)
    accepted_at: datetime | None = None
    due_at: datetime | None = None
    ended_at: datetime | None = None
    note: str = ""


async def one(operation_id: str) -> Write | None:
    """A row wins, except a spilled one whose operation Redis has as well."""
    row = await database.call(table.find, operation_id)
    if row and row.state != State.SPILLED:
        return _of_row(row)
    for known in await census.find([operation_id]):
        if known.state != "dead":
            return _of_known(known)
    return _of_row(row) if row else None


async def some(*, state: str = "", kind: str = "", thread_id: str = "", limit: int) -> list[Write]:
    """At most `limit` operations that match, dead letters first."""
    states = (state,) if state else ("failed", "retrying", "held", "pending", "delivered")
    found: dict[str, Write] = {}
    for wanted in states:
        for write in await _in_state(wanted, kind, thread_id, limit):
            found.setdefault(write.id, write)
    return list(found.values())[:limit]


async def _in_state(state: str, kind: str, thread_id: str, limit: int) -> list[Write]:
    writes = []
    if row_state := _ROW_STATES.get(state):
        rows = await database.call(table.some, row_state, kind=kind, thread_id=thread_id, limit=limit)
        writes += [_of_row(row) for row in rows]
    for name in _REDIS_LISTS.get(state, ()):
        known = await census.find(await census.ids(name, _LOOK_AT))
        writes += _matching(map(_of_known, known), state, kind, thread_id)
    return writes[:limit]


def _matching(writes: Iterable[Write], state: str, kind: str, thread_id: str) -> list[Write]:
    states = ("pending", "in_flight") if state == "pending" else (state,)
    return [
        write
        for write in writes
        if write.state in states and kind in ("", write.type) and thread_id in ("", write.thread_id)
    ]


def _of_known(known: Known) -> Write:
    return Write(
        id=known.id,
        type=known.type,
        thread_id=known.thread_id,
        state=known.state,
        attempts=known.attempts,
        holds=known.holds,
        last_error=known.error,
        errors=errors_of(known.errors),
        accepted_at=_moment(known.accepted_ms),
        due_at=_moment(known.due_ms),
        ended_at=_moment(known.ended_ms),
    )


def _of_row(row: WriteOperation) -> Write:
    return Write(
        id=row.id,
        type=row.type,
        thread_id=row.thread_id,
        state=_STATE_OF_ROW[State(row.state)],
        attempts=row.attempts,
        reason=row.reason,
        last_error=row.last_error,
        errors=errors_of(row.errors),
        accepted_at=row.created_at,
        ended_at=row.failed_at,
        note=row.note,
    )


def errors_of(lines: str) -> list[dict[str, Any]]:
    """Every charged attempt's error, oldest first: `{"at": moment, "error": words}`."""
    parsed = [json.loads(line) for line in lines.splitlines()]
    return [{"at": _moment(entry["at"]), "error": entry["error"]} for entry in parsed]


def _moment(ms: int) -> datetime | None:
    return datetime.fromtimestamp(ms / 1000, UTC) if ms else None
