"""The provider for a service without a model: same interface, same markdown, nothing invented."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from chat.llm.base import Request, Usage
from chat.llm.offline import answer, bank, composed
from chat.llm.offline.composed import Composed
from threads.quizzes.model import Json


class OfflineAnswer:
    """One piece of text per line."""

    usage: Usage | None = None

    def __init__(self, content: Composed) -> None:
        self.model = content.model
        self.finish_reason: str | None = None
        self._lines = content.lines

    async def pour(self, take: Callable[[str], object]) -> None:
        for line in self._lines:
            take(line + "\n")
            # A step of the event loop, no delay: readers and a cancel get their turn between two lines.
            await asyncio.sleep(0)
        self.finish_reason = "stop"


class OfflineProvider:
    name = "offline"

    @asynccontextmanager
    async def open(self, request: Request) -> AsyncIterator[OfflineAnswer]:
        # In a thread: a long text takes some thirty milliseconds, which other streams need not wait for.
        yield OfflineAnswer(await asyncio.to_thread(answer.compose, request))

    async def complete_json(
        self, messages: tuple[bytes, ...], schema: Json, *, max_tokens: int, timeout_secs: float
    ) -> Json | None:
        """None: there is no model to ask."""
        return None

    async def warm(self) -> None:
        """Reads the bank, so that the first turn does not."""
        for topic in bank.topics():
            bank.load(topic)

    async def close(self) -> None:
        """Nothing is open."""

    def status(self) -> dict[str, Any]:
        return {"provider": self.name, "model": composed.BANK, "available": True}
