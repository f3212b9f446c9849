"""A turn as its reader has it: every event once, in order, over as many connections as that takes.

A turn carries an idempotency key, so that it can be sent again until its run is known: the service attaches it to the
run it has already begun. From then on the run is rejoined after the last event that arrived.
"""

import json
from collections.abc import AsyncGenerator, Iterator
from typing import Any, NamedTuple

from . import calling, errors, sse
from .calling import Backoff
from .errors import APIError, ConnectionLost
from .lines import Line, Request

Json = dict[str, Any]


class Event(NamedTuple):
    """`type` is `start`, `chunk`, `question`, `repair` or `complete`. More may come: ignore what you do not know."""

    id: int
    type: str
    data: Json


class Run:
    """`run_id` and `thread_id` are None until the run has begun, `answer` (the data of `complete`) until it is there.

    `text` is what was written up to now; `last_id` the newest event's id, after which `resume` would go on.
    """

    def __init__(
        self, line: Line, begin: Request | None = None, *, run_id: str | None = None, after: int = 0, tries: int
    ) -> None:
        self.run_id, self.last_id = run_id, after
        self.thread_id: str | None = None
        self.text = ""
        self.answer: Json | None = None
        self._line, self._begin = line, begin
        self._backoff = Backoff(tries)
        self._parser: sse.Parser | None = None
        self._ended = False
        self._has_all = after == 0  # else `text` begins somewhere in the middle
        self._chunks = 0

    async def events(self) -> AsyncGenerator[Event]:
        """Ends with the run. Raises TurnFailed, APIError for a turn that could not begin, ConnectionLost."""
        try:
            while not self._ended:
                for event in self._read(await self._receive()):
                    yield event
        finally:
            await self._line.close()

    async def _receive(self) -> bytes:
        """What came in; nothing when the run has ended, or the connection did and it is time for another."""
        try:
            parser = self._parser = self._parser or await self._connect()
            if parser and (data := await self._line.read()):
                return data
            if parser and not self.answer:
                raise ConnectionLost("the stream broke off")
            self._ended = True
        except (APIError, ConnectionLost) as error:
            self._parser, self._ended = None, bool(self.answer)
            if not self._ended:
                await self._line.pause(self._backoff.pause_after(error))
        return b""

    async def _connect(self) -> sse.Parser | None:
        """None when there is nothing after the last event. Raises APIError, ConnectionLost."""
        head = await self._line.open(self._request())
        if head.status == 200:
            return sse.Parser()
        if head.status == 204:
            return None
        error = errors.from_answer(*head, await calling.body_of(self._line))
        if self.run_id or not (error.code == "idempotency_in_progress" and error.active_run_id):
            raise error
        self.run_id = error.active_run_id
        return await self._connect()

    def _request(self) -> Request:
        if self.run_id:
            return Request("GET", f"/chat/stream/{self.run_id}", headers={"Last-Event-ID": str(self.last_id)})
        assert self._begin
        return self._begin

    def _read(self, data: bytes) -> Iterator[Event]:
        for frame in self._parser.feed(data) if self._parser else ():
            if frame.data != "[DONE]":
                self._backoff.progressed()
                yield from self._take(Event(int(frame.id), **json.loads(frame.data)))

    def _take(self, event: Event) -> Iterator[Event]:
        data = event.data
        if event.type == "error":
            raise errors.from_event(data)
        if event.type == "start":
            self.run_id, self.thread_id = data["runId"], data["threadId"]
        elif event.type == "chunk":
            self._write(data)
        elif event.type == "complete":
            self.answer, self.run_id, self.thread_id = data, data["runId"], data["threadId"]
            yield from self._missing(data["response"])
        self.last_id = event.id
        yield event

    def _missing(self, response: str) -> Iterator[Event]:
        """A run that was cleaned up meanwhile answers with `complete` alone: what we lack of the text is in there."""
        if self._has_all and len(response) > len(self.text):
            chunk = {"chunk": response[len(self.text) :], "index": self._chunks}
            self._write(chunk)
            yield Event(self.last_id, "chunk", chunk)

    def _write(self, chunk: Json) -> None:
        self.text += chunk["chunk"]
        self._chunks = chunk["index"] + 1
