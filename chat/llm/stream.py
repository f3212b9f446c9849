"""An answer as it comes in: bytes below, text above."""

import asyncio
import contextlib
from collections.abc import Callable

from chat import rush
from chat.llm.base import Usage
from chat.llm.decoder import Decoder
from chat.llm.errors import LLMStreamInterrupted, LLMTimeout
from quizagent import httpclient
from quizagent.watch import Watch

_USAGE_WAIT_SECS = 1  # for what may follow the finish reason
_END_WAIT_SECS = 0.02  # for the end of the response after the last frame: then the connection can be used again


class Stream:
    """`chat.llm.base.Answer` over one upstream response. `start` first, then `pour`, `close` in any case."""

    def __init__(self, upstream: httpclient.Response, *, model: str, silence_secs: float) -> None:
        self.model = model
        self.finish_reason: str | None = None
        self.usage: Usage | None = None
        self._upstream = upstream
        self._decoder = Decoder()
        self._watch = Watch(silence_secs, upstream.close)
        self._first = ""
        self._take: Callable[[str], object]

    async def start(self) -> None:
        """Wait for the first text, or for the end of an answer that holds none. The caller bounds the wait."""
        decoder = self._decoder
        try:
            while not self._first and not decoder.has_ended and (data := await self._upstream.read()):
                self._first = decoder.feed(data)
        except OSError as exc:
            raise LLMStreamInterrupted from exc
        if not self._first and decoder.finish_reason is None:
            raise decoder.fault or LLMStreamInterrupted

    def close(self) -> None:
        """Close the connection, unless the answer was read to its end. Never waits, so no cancellation stops it."""
        self._watch.stop()
        self._upstream.close()

    async def pour(self, take: Callable[[str], object]) -> None:
        first, self._first, self._take = self._first, "", take
        if first:
            take(first)
        if not self._decoder.has_ended:
            try:
                with self._watch:
                    await self._upstream.pour(self._feed)
            except OSError as exc:
                raise (LLMTimeout if self._watch.late else LLMStreamInterrupted) from exc
        await self._end()

    def _feed(self, data: bytes) -> bool:
        self._watch.again()
        if text := self._decoder.feed(data):
            self._take(text)
        if self._decoder.has_ended:
            return True
        if rush.holds(self._go_on):
            self._watch.rest()  # the provider is not silent: nobody listens
            self._upstream.hold()
        return False

    def _go_on(self) -> None:
        self._watch.again()
        self._upstream.go_on()

    async def _end(self) -> None:
        """Read what follows the finish reason. None of it can fail the answer any more."""
        decoder = self._decoder
        if decoder.finish_reason is None:
            raise decoder.fault or LLMStreamInterrupted
        with contextlib.suppress(OSError):
            while not decoder.done and (data := await self._rest(_USAGE_WAIT_SECS)):
                decoder.feed(data)
            await self._rest(_END_WAIT_SECS)
        self.finish_reason, self.usage = decoder.finish_reason, decoder.usage

    async def _rest(self, wait_secs: float) -> bytes:
        async with asyncio.timeout(wait_secs):
            return await self._upstream.read()
