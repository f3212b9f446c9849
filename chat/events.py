"""The events of a turn, and how they look on the wire.

An event is its type and its data. Its payload is the JSON that SSE carries in `data:` and a WebSocket as a frame;
its number is its place in the run, from 1, and the `id:` that a reader resumes from.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

import orjson

_CHUNK = b'{"type":"chunk","data":{"chunk":%b,"index":%d}}'

SSE_RETRY = b"retry: 2000\n"
SSE_KEEP_ALIVE = b": keep-alive\n\n"
SSE_DONE = b"data: [DONE]\n\n"


class Event(NamedTuple):
    type: str
    data: dict[str, Any]

    def payload(self) -> bytes:
        """Compact: what orjson returns keeps the 4 KB it was written into, and a run keeps thousands of payloads."""
        data = self.data
        if self.type == "chunk":
            return _CHUNK % (orjson.dumps(data["chunk"]), data["index"])
        return b"%b" % orjson.dumps({"type": self.type, "data": data})


Tell = Callable[[Event], None]  # whoever is told of a turn's events, one after another


def chunk(text: str, index: int) -> Event:
    return Event("chunk", {"chunk": text, "index": index})


def is_terminal(payload: bytes) -> bool:
    return payload.startswith((b'{"type":"complete"', b'{"type":"error"'))


def data_of(payload: bytes) -> bytes:
    """The JSON of an event's `data`, cut out of its payload."""
    return payload[payload.index(b'"data":') + 7 : -1]


def sse(number: int, payload: bytes) -> bytes:
    """One frame. JSON escapes every control character, so the payload cannot leave its `data:` line."""
    return b"id: %d\ndata: %b\n\n" % (number, payload)


def socket_frame(number: int, run_id: str, payload: bytes) -> str:
    """The same object with its `id` and its `runId`, spliced in: a socket may carry several runs at once."""
    return f'{{"id":{number},"runId":"{run_id}",{payload[1:].decode()}'
