"""The events of a stream. An OpenAPI document cannot describe Server-Sent Events; their JSON it can."""

from system.openapi.parts import COUNT, FLAG, STRING, Json, enum, listing, obj, ref, said

_START = obj("", dict.fromkeys(("threadId", "runId", "messageId", "provider", "model"), STRING))
_CHUNK = obj("The chunks in order are exactly `response`.", {"chunk": STRING, "index": COUNT})
_QUESTION = obj(
    "As soon as its last line is read.",
    {"index": COUNT, "status": enum("final", "provisional"), "question": {"type": "object"}},
)
_REPAIR = obj("Only when questions have to be asked for again.", {"questions": listing({}), "reason": STRING})
_ERROR = obj("", {"code": STRING, "message": STRING, "retryable": FLAG, "requestId": STRING}, {"retryAfterMs": COUNT})

_FRAME = obj(
    "One Server-Sent Event, read.",
    {
        "data": {
            "anyOf": [
                {"type": "string", "contentMediaType": "application/json", "contentSchema": ref("StreamEvent")},
                {"const": "[DONE]"},
            ],
            "description": "A `StreamEvent` as JSON; in the last frame `[DONE]`.",
        }
    },
    {"id": said(STRING, "Only grows; for `Last-Event-ID`."), "retry": {"type": "integer"}},
)

DESCRIPTION = """\
Frames carry one event each as JSON in `data:`, without an `event:` field, so `onmessage` gets all of them; `id:` only
grows. The first frame sets `retry: 2000`; a comment `: keep-alive` follows 15 s of silence. There is exactly one
`complete` or `error`, and `data: [DONE]` is the end.

The types are `start`, `chunk`, `question`, `repair`, `complete` and `error`; a client ignores those it does not know.
Their shapes are the schema `StreamEvent`."""


def schemas() -> Json:
    data = {
        "start": _START,
        "chunk": _CHUNK,
        "question": _QUESTION,
        "repair": _REPAIR,
        "complete": ref("Turn"),
        "error": _ERROR,
    }
    events = {f"{name.capitalize()}Event": _event(name, shape) for name, shape in data.items()}
    stream = {
        "description": "The JSON in a frame's `data:`.",
        "oneOf": [ref(name) for name in events],
        "discriminator": {
            "propertyName": "type",
            "mapping": {name: ref(f"{name.capitalize()}Event")["$ref"] for name in data},
        },
    }
    return {"StreamFrame": _FRAME, "StreamEvent": stream, **events}


def _event(name: str, data: Json) -> Json:
    return obj("", {"type": {"const": name}, "data": data})
