"""How the fake Groq server answers one request, and the frames of that answer.

A script comes from the test (`Script(fault="cut", at=5)`) or from the model's name, so that a service in another
process can be given any fault: `fake?fault=cut&at=5`, `fake?status=429&retry_after=2`.
"""

import itertools
import json
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any, Literal
from urllib.parse import parse_qsl

from tests.support import sample_quiz
from tests.support.hold import Hold

Json = dict[str, Any]
Fault = Literal["cut", "close", "stall", "garbage", "error_frame", "x_groq_error"]
_TOKEN = re.compile(r"\s*\S{1,6}|\s+")

ERRORS: dict[int, Json] = {
    400: {"type": "invalid_request_error", "code": "invalid_request", "message": "Invalid request."},
    401: {"type": "invalid_request_error", "code": "invalid_api_key", "message": "Invalid API Key"},
    403: {"type": "permissions_error", "code": "forbidden", "message": "Not allowed."},
    404: {"type": "invalid_request_error", "code": "model_not_found", "message": "The model does not exist."},
    413: {
        "type": "tokens",
        "code": "rate_limit_exceeded",
        "message": "Request too large for model on tokens per minute (TPM): Limit 8000, Requested 9000",
    },
    429: {
        "type": "tokens",
        "code": "rate_limit_exceeded",
        "message": "Rate limit reached. Please try again in 5.289s.",
    },
    498: {"type": "flex", "code": "capacity_exceeded", "message": "Capacity exceeded."},
}
_SERVER_ERROR: Json = {"type": "internal_server_error", "message": "Service unavailable"}


@dataclass(frozen=True, slots=True)
class Script:
    """The default answers with a quiz in the prompted dialect, one token a write, and ends as Groq does."""

    text: str | Callable[[Json], str] = sample_quiz.answer
    pieces: Sequence[str] = ()  # the deltas themselves, in place of `text`
    json: Any = None  # what a structured output holds; a string is sent as it is
    status: int = 200
    error: Json = field(default_factory=dict)  # members over those of ERRORS[status]
    retry_after: str = ""
    headers_delay_secs: float = 0.0
    first_delay_secs: float = 0.0
    delay_secs: float = 0.0  # before every token but the first
    hold: Hold = field(default_factory=Hold)
    fault: Fault | None = None
    at: int = 0  # after this many tokens
    endless: bool = False
    reasoning: int = 0  # deltas of reasoning before the text
    null_content: bool = False
    finish_reason: str | None = "stop"
    usage: Literal["x_groq", "usage", "none"] = "x_groq"
    done: bool = True
    tokens_per_write: int = 1
    write_bytes: int = 0  # the wire cut into writes of this size, whatever they hold
    end_delay_secs: float = 0.0  # between the last frame and the end of the response

    def tokens(self, body: Json) -> tuple[Iterable[str], str | None]:
        """The deltas of the answer and its finish reason: `length` when the request's limit comes first."""
        text = self.text(body) if callable(self.text) else self.text
        pieces = self.pieces or _TOKEN.findall(text)
        if self.fault:
            return pieces[: self.at], None
        if self.endless:
            return itertools.cycle(pieces), None
        most = body.get("max_completion_tokens", len(pieces))
        return pieces[:most], "length" if most < len(pieces) else self.finish_reason

    def problem(self) -> Json:
        return {"error": ERRORS.get(self.status, _SERVER_ERROR) | self.error}


def from_model(name: str) -> Script | None:
    """The script that a model's name spells out, or None for a name such as `llama-3.3-70b-versatile`."""
    base, _, query = name.partition("?")
    return parse(query) if base == "fake" else None


def parse(query: str) -> Script:
    kinds = {f.name: type(f.default) for f in fields(Script)}
    values: Json = {}
    for key, value in parse_qsl(query, strict_parsing=bool(query)):
        kind = kinds[key]
        values[key] = kind(value) if kind in (int, float) else value == "yes" if kind is bool else value
    return replace(Script(), **values)


class Frames:
    """The Server-Sent Events of one streamed completion."""

    def __init__(self, script: Script, body: Json) -> None:
        self._script = script
        self._head: Json = {
            "id": "chatcmpl-fake",
            "object": "chat.completion.chunk",
            "created": 1700000000,
            "model": body["model"],
            "system_fingerprint": "fp_fake",
        }
        self._prompt_tokens = prompt_tokens(body)

    def opening(self) -> bytes:
        """The role alone, then the reasoning."""
        first = self._chunk({"role": "assistant", "content": ""}, x_groq={"id": "req_fake"})
        thoughts = [self._chunk({"reasoning": f"thought {n} "}) for n in range(self._script.reasoning)]
        empty = [self._chunk({"content": None})] if self._script.null_content else []
        return b"".join([first, *thoughts, *empty])

    def token(self, text: str) -> bytes:
        return self._chunk({"content": text})

    def closing(self, tokens: int, finish_reason: str | None) -> bytes:
        figures = usage(self._prompt_tokens, tokens)
        frames = []
        if finish_reason is not None:
            at_groq = {"x_groq": {"id": "req_fake", "usage": figures}} if self._script.usage == "x_groq" else {}
            frames.append(self._chunk({}, finish_reason=finish_reason, **at_groq))
        if self._script.usage == "usage":
            frames.append(_frame({**self._head, "choices": [], "usage": figures}))
        if self._script.done:
            frames.append(b"data: [DONE]\n\n")
        return b"".join(frames)

    def fault(self) -> bytes:
        problem = {"message": "over capacity", "type": "internal_server_error", "code": "over_capacity"}
        return {
            "garbage": b'data: {"choices": [{"delta": {"conte\n\n',
            "error_frame": b"event: error\n" + _frame({"error": problem}),
            "x_groq_error": self._chunk({}, x_groq={"id": "req_fake", "error": "over_capacity"}),
        }[self._script.fault or ""]

    def _chunk(self, delta: Json, *, finish_reason: str | None = None, **members: Any) -> bytes:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish_reason}
        return _frame({**self._head, "choices": [choice], **members})


def prompt_tokens(body: Json) -> int:
    return sum(len(message["content"]) for message in body["messages"]) // 4


def usage(prompt: int, completion: int) -> Json:
    return {
        "queue_time": 0.01,
        "prompt_tokens": prompt,
        "completion_tokens": completion,
        "total_tokens": prompt + completion,
        "total_time": 0.5,
    }


def _frame(data: Json) -> bytes:
    return b"data: " + json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"
