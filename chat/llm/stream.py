"""An answer as it comes in: bytes below, text above."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

from chat.llm.base import Usage
from chat.llm.decoder import Decoder
from chat.llm.errors import LLMStreamInterrupted, LLMTimeout
from quizagent import httpclient
from quizagent.watch import Watch

_USAGE_WAIT_SECS = 1  # for what may follow the finish reason
_END_WAIT_SECS = 0.02  # for the end of the response after the last frame: then the connection can be used again


class Stream:
    """`chat.llm.base.Answer` over one upstream response. `start` first, then iterate, `close` in any case."""

    def __init__(self, upstream: httpclient.Response, *, model: str, silence_secs: float) -> None:
        self.model = model
        self.finish_reason: str | None = None
        self.usage: Usage | None = None
        self._upstream = upstream
        self._decoder = Decoder()
        self._watch = Watch(silence_secs, upstream.close)
        self._first = ""

    async def start(self) -> None:
        """Wait for the first text, or for the end of an answer that holds none. The caller bounds the wait."""
        self._first = await self._text()

    def close(self) -> None:
        """Close the connection, unless the answer was read to its end. Never waits, so no cancellation stops it."""
        self._watch.stop()
        self._upstream.close()

    def __aiter__(self) -> AsyncIterator[str]:
        return self

    async def __anext__(self) -> str:
        if text := self._first:
            self._first = ""
            return text
        with self._watch:
            text = await self._text()
        if not text:
            raise StopAsyncIteration
        return text

    async def _text(self) -> str:
        """The next text; empty when the answer has ended as it should."""
        decoder = self._decoder
        while decoder.finish_reason is None:
            if decoder.fault:
                raise decoder.fault
            try:
                data = b"" if decoder.done else await self._upstream.read()
            except OSError as exc:
                raise (LLMTimeout if self._watch.late else LLMStreamInterrupted) from exc
            if not data:
                raise LLMStreamInterrupted
            if text := decoder.feed(data):
                return text
        await self._drain()
        return ""

    async def _drain(self) -> None:
        """Read what follows the finish reason. None of it can fail the answer any more."""
        decoder = self._decoder
        with contextlib.suppress(OSError):
            while not decoder.done and (data := await self._rest(_USAGE_WAIT_SECS)):
                decoder.feed(data)
            await self._rest(_END_WAIT_SECS)
        self.finish_reason, self.usage = decoder.finish_reason, decoder.usage

    async def _rest(self, wait_secs: float) -> bytes:
        async with asyncio.timeout(wait_secs):
            return await self._upstream.read()
