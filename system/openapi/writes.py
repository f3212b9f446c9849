"""The paths to single write-back operations: look one up, send a dead letter back, close it."""

from quizagent import errors
from system.openapi.parts import (
    COUNT,
    STRING,
    SYSTEM_KEY,
    TIME,
    Json,
    answer,
    enum,
    example,
    failures,
    listing,
    nullable,
    obj,
    parameter,
    ref,
    success,
)
from writeback import lookup, operations, views

_OPERATION_ID = parameter(
    "path",
    "operationId",
    {"type": "string", "pattern": "^op_[0-9a-z]{1,40}$"},
    "From `writeBackStatus.queued` of a turn.",
    shown="op_z2kctzpiaecxr3xhnv6p",
)
# Not blank, where Python and JavaScript differ on what is, and without NUL.
_REASON = {"type": "string", "minLength": 1, "maxLength": 300, "pattern": r"^[^\x00]*[^\s\x00-\x1f\x85][^\x00]*$"}
_STATES = enum(*lookup.STATES)
_TYPES = enum(*operations.TYPES)
_MEMBERS: Json = {
    "id": STRING,
    "type": _TYPES,
    "threadId": STRING,
    "state": _STATES,
    "attempts": COUNT,
    "holds": COUNT,
    "reason": nullable(STRING),
    "lastError": nullable(STRING),
    "errors": listing(obj("", {"at": TIME, "error": STRING})),
    "acceptedAt": nullable(TIME),
    "dueAt": nullable(TIME),
    "endedAt": nullable(TIME),
    "note": nullable(STRING),
}


def schemas() -> Json:
    return {
        "Write": obj("A write-back operation, without what it carries.", _MEMBERS),
        "WriteAnswer": success("One write-back operation.", _MEMBERS),
        "Writes": success(
            "Operations, newest first.", {"writes": listing(ref("Write")), "hasMore": {"type": "boolean"}}
        ),
        "WriteMoved": success("The operation has moved.", {"id": STRING, "state": _STATES}),
        "Discard": obj("Why.", {"reason": _REASON}),
    }


def paths() -> Json:
    return {
        "/system/writes": {"get": _list()},
        "/system/writes/{operationId}": {"get": _one()},
        "/system/writes/{operationId}/requeue": {"post": _requeue()},
        "/system/writes/{operationId}/discard": {"post": _discard()},
    }


def _list() -> Json:
    filters = [
        parameter("query", "state", _STATES, "Only these."),
        parameter("query", "type", _TYPES, "Only these."),
        parameter(
            "query", "threadId", {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"}, "Only of this thread."
        ),
        parameter("query", "limit", {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}, "How many."),
    ]
    return _operation(
        "listWrites",
        "Operations, dead letters first",
        filters,
        answer("The operations.", ref("Writes")),
        errors.ValidationError,
    )


def _one() -> Json:
    found = answer("The operation.", ref("WriteAnswer"), example("write.json"))
    return _operation("getWrite", "One operation: where it is, what went wrong", [_OPERATION_ID], found, *_UNKNOWN)


def _requeue() -> Json:
    moved = answer("It is on its way again.", ref("WriteMoved"))
    return _operation("requeueWrite", "Send a dead letter back", [_OPERATION_ID], moved, *_MOVE)


def _discard() -> Json:
    moved = answer("It is closed.", ref("WriteMoved"))
    made = _operation("discardWrite", "Close a dead letter by hand", [_OPERATION_ID], moved, *_MOVE, *_BODY_FAILURES)
    shown = {"reason": "Entered by hand in the main API."}
    return {
        **made,
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": ref("Discard"), "example": shown}},
        },
    }


_UNKNOWN = (views.OperationNotFound, errors.NotFound)
_MOVE = (*_UNKNOWN, views.OperationNotFailed)
_BODY_FAILURES = (
    errors.InvalidJSON,
    errors.InvalidEncoding,
    errors.UnsupportedMediaType,
    errors.ValidationError,
)


def _operation(
    operation_id: str, summary: str, parameters: list[Json], found: Json, *kinds: type[errors.APIError]
) -> Json:
    return {
        "tags": ["System"],
        "operationId": operation_id,
        "summary": summary,
        "security": SYSTEM_KEY,
        "parameters": parameters,
        "responses": {"200": found, **failures(*kinds, errors.Forbidden, errors.StoreUnavailable)},
    }
