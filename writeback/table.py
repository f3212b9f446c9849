"""The table beside Redis: what spilled, and what is dead. Sync; async callers cross over once per call."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Count, Min, QuerySet
from django.utils import timezone

from quizagent.ids import new as new_id
from writeback.models import Reason, State, WriteOperation
from writeback.operations import Operation, from_body
from writeback.stream import Taken

_ERROR_CHARS = 300
_VERDICT = ["state", "reason", "attempts", "last_error", "errors", "failed_at", "entry", "requeue", "note"]


def _row(operation: Operation, **fields: object) -> WriteOperation:
    return WriteOperation(
        id=operation.id,
        type=operation.type,
        thread_id=operation.thread_id,
        payload=operation.body.decode(),
        created_at=datetime.fromisoformat(operation.created_at),
        **fields,
    )


def operation_of(row: WriteOperation) -> Operation:
    return from_body(row.payload.encode())


# --- spilled


def spill(operations: Iterable[Operation]) -> None:
    """Keep operations until Redis takes them. An id that has a row already keeps that row."""
    WriteOperation.objects.bulk_create(map(_row, operations), ignore_conflicts=True)


def park(taken: Iterable[Taken]) -> None:
    """Keep operations that leave Redis for a while, whatever an earlier verdict made of their rows."""
    rows = [_row(from_body(t.body), state=State.SPILLED, attempts=t.attempts, entry=t.entry) for t in taken]
    WriteOperation.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=["state", "attempts", "entry", "requeue"]
    )


def oldest_spilled(count: int) -> list[WriteOperation]:
    return list(WriteOperation.objects.filter(state=State.SPILLED).order_by("created_at", "id")[:count])


def unspilled(rows: Iterable[WriteOperation]) -> None:
    """Drop rows whose operations Redis has now, unless a row has become something else meanwhile."""
    for still in _unchanged(rows):
        still.delete()


def still_dead(rows: Iterable[WriteOperation]) -> None:
    """Make dead letters again of rows whose operations turn out to be dead."""
    for still in _unchanged(rows):
        still.update(state=State.FAILED)


def _unchanged(rows: Iterable[WriteOperation]) -> Iterator[QuerySet[WriteOperation]]:
    """The rows that are still what they were when read: not requeued, not parked once more."""
    versions: dict[tuple[str, str], list[str]] = {}
    for row in rows:
        versions.setdefault((row.requeue, row.entry), []).append(row.id)
    for (requeue, entry), ids in versions.items():
        yield WriteOperation.objects.filter(id__in=ids, state=State.SPILLED, requeue=requeue, entry=entry)


# --- dead


def bury(dead: Iterable[tuple[Taken, str, str, str]]) -> None:
    """Write dead letters: what was taken, the reason, the last error and every attempt's. Before Redis forgets."""
    now = timezone.now()
    rows = [
        _row(
            from_body(taken.body),
            state=State.FAILED,
            reason=Reason(reason),
            attempts=taken.attempts + 1,
            last_error=error[:_ERROR_CHARS],
            errors=errors,
            failed_at=now,
            entry=taken.entry,
        )
        for taken, reason, error, errors in dead
    ]
    WriteOperation.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=_VERDICT)


def withdraw(taken: Taken, *, gone: bool) -> None:
    """Take back a verdict that came too late, when no other has been written since.

    `gone`: Redis does not know the operation any more, so this row, which may have been a parked one, is its last
    place. It waits again.
    """
    ours = WriteOperation.objects.filter(id=taken.id, state=State.FAILED, entry=taken.entry)
    if gone:
        ours.update(state=State.SPILLED, requeue="")
    else:
        ours.delete()


def resolve_delivered(ids: Iterable[str]) -> int:
    """Close dead letters that were delivered after all."""
    failed = WriteOperation.objects.filter(id__in=list(ids), state=State.FAILED)
    return failed.update(state=State.RESOLVED, note="delivered after all")


def failed_since(moment: datetime) -> list[str]:
    return list(WriteOperation.objects.filter(state=State.FAILED, failed_at__gte=moment).values_list("id", flat=True))


@dataclass(frozen=True, slots=True)
class Rows:
    """How much the table holds, and for how long the oldest spilled operation has waited."""

    spilled: int = 0
    failed: int = 0
    oldest_age_secs: float = 0.0


def figures() -> Rows:
    states = WriteOperation.objects.filter(state__in=(State.SPILLED, State.FAILED)).order_by().values("state")
    found = {row["state"]: row for row in states.annotate(rows=Count("id"), oldest=Min("created_at"))}
    spilled, failed = found.get(State.SPILLED), found.get(State.FAILED)
    return Rows(
        spilled=spilled["rows"] if spilled else 0,
        failed=failed["rows"] if failed else 0,
        oldest_age_secs=max(0.0, (timezone.now() - spilled["oldest"]).total_seconds()) if spilled else 0.0,
    )


def find(operation_id: str) -> WriteOperation | None:
    return WriteOperation.objects.filter(id=operation_id).first()


def some(state: State, *, kind: str, thread_id: str, limit: int) -> list[WriteOperation]:
    """The latest in that state; an empty `kind` or `thread_id` matches all."""
    rows = WriteOperation.objects.filter(state=state)
    if kind:
        rows = rows.filter(type=kind)
    if thread_id:
        rows = rows.filter(thread_id=thread_id)
    return list(rows.order_by("-created_at", "id")[:limit])


# --- by hand


def requeue(ids: Iterable[str], *, by: str) -> list[str]:
    """Send dead letters back with a clean slate. Returns the ids of those that were dead letters."""
    return _close(
        ids,
        state=State.SPILLED,
        attempts=0,
        requeue=new_id("requeue"),
        requeued_at=datetime.now(UTC),
        requeued_by=by,
        entry="",
    )


def discard(ids: Iterable[str], *, note: str) -> list[str]:
    """Close dead letters by hand. Returns the ids of those that were dead letters."""
    return _close(ids, state=State.RESOLVED, note=note[:_ERROR_CHARS])


def _close(ids: Iterable[str], **fields: object) -> list[str]:
    with transaction.atomic():
        failed = WriteOperation.objects.select_for_update().filter(id__in=list(ids), state=State.FAILED)
        found = list(failed.values_list("id", flat=True))
        WriteOperation.objects.filter(id__in=found, state=State.FAILED).update(**fields)
    return found
