"""An operation: one write that the main API should get, under an id that never changes."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import orjson

from quizagent import ids

TYPES = ("quiz_save", "thread_analytics", "user_activity")


@dataclass(frozen=True, slots=True)
class Operation:
    """`body` is its JSON as it goes over the wire, encoded once when it is made."""

    id: str
    type: str
    thread_id: str
    created_at: str
    body: bytes

    @property
    def data(self) -> dict[str, Any]:
        data: dict[str, Any] = self.to_wire()["data"]
        return data

    def to_wire(self) -> dict[str, Any]:
        wire: dict[str, Any] = orjson.loads(self.body)
        return wire


def new(type: str, thread_id: str, data: dict[str, Any]) -> Operation:
    """Raises ValueError for a type that the contract does not know, TypeError for data that is not JSON."""
    if type not in TYPES:
        raise ValueError(f"no operation type {type!r}")
    operation_id = ids.new("op")
    created_at = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    wire = {"id": operation_id, "type": type, "threadId": thread_id, "data": data, "createdAt": created_at}
    return Operation(operation_id, type, thread_id, created_at, orjson.dumps(wire))


def from_body(body: bytes) -> Operation:
    """The operation whose wire form this is."""
    wire = orjson.loads(body)
    return Operation(wire["id"], wire["type"], wire["threadId"], wire["createdAt"], body)
