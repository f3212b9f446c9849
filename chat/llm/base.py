"""What a provider is: something that opens an answer and lets its text be read as it comes."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol

from threads.quizzes.model import Json


@dataclass(frozen=True, slots=True)
class QuizOptions:
    """What a request asks of the quiz; each overrides what the message says."""

    count: int | None = None
    types: tuple[str, ...] = ()
    difficulty: str | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Usage:
    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model.

    `messages` is the prompt, each entry one JSON object with `role` and `content`, encoded and ready to be spliced
    into a request body. The rest serves providers that work without a prompt. `seed` is a hex digest: the same
    request gives the same answer where the provider can.
    """

    message: str
    messages: tuple[bytes, ...] = ()
    options: QuizOptions = QuizOptions()
    quiz: Json | None = None
    used: tuple[str, ...] = ()
    said: tuple[str, ...] = ()  # the person's earlier messages in the thread, whole, oldest first
    seed: str = ""
    max_completion_tokens: int = 3000


class Answer(Protocol):
    """An opened answer, read once. `finish_reason` is set at its end: `stop` or `length`.

    `usage` is None when the provider did not say.
    """

    model: str
    finish_reason: str | None
    usage: Usage | None

    async def pour(self, take: Callable[[str], object]) -> None:
        """Give the text to `take` the moment it comes, all of one socket read in one piece, until it ends.

        Raises an `LLMError` on any fault, and what `take` raises.
        """
        ...


class Provider(Protocol):
    name: str

    def open(self, request: Request) -> AbstractAsyncContextManager[Answer]:
        """Entering raises an `LLMError` for whatever goes wrong before the first text; leaving closes upstream."""
        ...

    async def complete_json(
        self, messages: tuple[bytes, ...], schema: Json, *, max_tokens: int, timeout_secs: float
    ) -> Json | None:
        """One structured answer, not streamed; None when the provider cannot or did not."""
        ...

    async def warm(self) -> None: ...

    async def close(self) -> None: ...

    def status(self) -> dict[str, Any]:
        """`{"provider", "model", "available"}` for the status page."""
        ...
