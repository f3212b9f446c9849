"""What the endpoints on single writes take, and the shape of what they answer."""

from datetime import datetime
from typing import Any

from rest_framework import serializers

from quizagent import rest
from writeback import lookup, operations
from writeback.lookup import Write

_LIMIT = r"\A([1-9][0-9]?|100)\Z"


class WritesQuery(serializers.Serializer):
    state = serializers.ChoiceField(lookup.STATES, default="")
    type = serializers.ChoiceField(operations.TYPES, default="")
    threadId = serializers.RegexField(r"\A[A-Za-z0-9_-]{1,64}\Z", default="", trim_whitespace=False)
    limit = serializers.RegexField(
        _LIMIT,
        default="20",
        trim_whitespace=False,
        error_messages={"invalid": "This takes a whole number from 1 to 100."},
    )


class DiscardRequest(serializers.Serializer):
    reason = rest.TextField(max_length=300)


def to_wire(write: Write) -> dict[str, Any]:
    return {
        "id": write.id,
        "type": write.type,
        "threadId": write.thread_id,
        "state": write.state,
        "attempts": write.attempts,
        "holds": write.holds,
        "reason": write.reason or None,
        "lastError": write.last_error or None,
        "errors": [{"at": _iso(entry["at"]), "error": entry["error"]} for entry in write.errors],
        "acceptedAt": _iso(write.accepted_at),
        "dueAt": _iso(write.due_at),
        "endedAt": _iso(write.ended_at),
        "note": write.note or None,
    }


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z") if moment else None
