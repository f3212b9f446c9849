"""Server-Sent Events out of bytes, cut wherever the network cut them, by https://html.spec.whatwg.org/#parsing-an-event-stream"""

import codecs
import re
from typing import NamedTuple

# Not str.splitlines: that would break a line at U+2028 and others, which an event may hold.
_LINE_END = re.compile(r"\r\n|\n|\r")


class Frame(NamedTuple):
    """One event as the stream has it; `id` is the last one given, by this event or an earlier one."""

    id: str
    event: str
    data: str


class Parser:
    """For one connection. `retry_ms` is None until the server says after how long to connect again."""

    def __init__(self) -> None:
        self.retry_ms: int | None = None
        self._decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode
        self._rest = ""
        self._after_cr = False
        self._id, self._event = "", ""
        self._data: list[str] = []

    def feed(self, data: bytes) -> list[Frame]:
        """The events that are complete now. What is incomplete when the stream ends was never sent."""
        text = self._decode(data)
        if not text:
            return []
        if self._after_cr and text[0] == "\n":
            text = text[1:]  # the second half of a line's end whose first half ended it already
        self._after_cr = text.endswith("\r") if text else False
        *lines, self._rest = _LINE_END.split(self._rest + text)
        return [frame for line in lines if (frame := self._take(line))]

    def _take(self, line: str) -> Frame | None:
        if line:
            name, _, value = line.partition(":")
            self._set(name, value.removeprefix(" "))
            return None
        frame = Frame(self._id, self._event or "message", "\n".join(self._data)) if self._data else None
        self._event, self._data = "", []
        return frame

    def _set(self, name: str, value: str) -> None:
        if name == "data":
            self._data.append(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
        elif name == "retry" and value.isascii() and value.isdigit():
            self.retry_ms = int(value)
