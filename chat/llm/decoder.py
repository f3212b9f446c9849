"""Groq's Server-Sent Events, from bytes to text. Pure: no I/O, no clock."""

from typing import Any

import orjson

from chat.llm.base import Usage
from chat.llm.errors import LLMBadResponse, LLMError, LLMUnavailable

_MOST_LINE_BYTES = 1 << 20
_OTHER_FIELDS = (b":", b"event:", b"id:", b"retry:")  # of a frame, or a comment


class Decoder:
    """Fed with what each socket read brought, in whatever pieces.

    `finish_reason` and `usage` are set once they were read, `done` with the end marker. `fault` is set by the first
    line that is none of the protocol, or that reports an error; nothing is read after it.
    """

    def __init__(self) -> None:
        self.finish_reason: str | None = None
        self.usage: Usage | None = None
        self.done = False
        self.fault: LLMError | None = None
        self._rest = b""

    @property
    def has_ended(self) -> bool:
        """Nothing that follows belongs to the text."""
        return self.finish_reason is not None or self.done or self.fault is not None

    def feed(self, data: bytes) -> str:
        """All text that `data` completes, joined; empty when it held none."""
        *lines, self._rest = (self._rest + data).split(b"\n")
        texts = []
        for line in lines:
            if line.startswith(b"data:"):
                if text := self._payload(line[5:].strip()):
                    texts.append(text)
            elif line.strip() and not line.startswith(_OTHER_FIELDS):
                self.fault = LLMBadResponse()
            if self.fault or self.done:
                break
        if len(self._rest) > _MOST_LINE_BYTES:
            self.fault = LLMBadResponse()
        return "".join(texts)

    def _payload(self, payload: bytes) -> str:
        if payload == b"[DONE]":
            self.done = True
            return ""
        try:
            return self._chunk(orjson.loads(payload))
        except (ValueError, TypeError, AttributeError, KeyError):
            self.fault = LLMBadResponse()
            return ""

    def _chunk(self, chunk: dict[str, Any]) -> str:
        groq = chunk.get("x_groq") or {}
        if "error" in chunk or groq.get("error"):
            self.fault = LLMUnavailable()
            return ""
        if figures := groq.get("usage") or chunk.get("usage"):
            self.usage = _usage(figures)
        if not (choices := chunk["choices"]):
            return ""
        choice = choices[0]
        if reason := choice.get("finish_reason"):
            self.finish_reason = "length" if reason == "length" else "stop"
        text = choice["delta"].get("content") or ""  # None while the model reasons
        if not isinstance(text, str):
            raise TypeError
        return text


def _usage(figures: dict[str, Any]) -> Usage | None:
    prompt, completion, total = (figures.get(f"{name}_tokens") for name in ("prompt", "completion", "total"))
    if isinstance(prompt, int) and isinstance(completion, int) and isinstance(total, int):
        return Usage(prompt, completion, total)
    return None
