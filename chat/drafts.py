"""The answer of one turn while it is being written: its text, what the reader found in it, its figures."""

import time
from collections.abc import Iterable, Iterator

from django.conf import settings

from chat.events import Event, chunk
from chat.llm.base import Usage
from chat.reader import Found, Reader
from threads.quizzes import views
from threads.quizzes.model import Json

MAX_TOKENS = 16_384
MAX_TEXT_BYTES = 256 * 1024


class Draft:
    def __init__(self, *, view: str) -> None:
        self.reader = Reader()
        self.view = view
        self.provider = ""
        self.model = ""
        self.finish_reason = "stop"
        self.usage: Usage | None = None
        self.quiz: Json | None = None
        self.chunks = 0
        self.first_chunk_ms: int | None = None
        self._parts: list[str] = []
        self._bytes = 0
        self._began = time.monotonic()

    @property
    def text(self) -> str:
        return "".join(self._parts)

    @property
    def is_too_long(self) -> bool:
        return self._bytes > MAX_TEXT_BYTES or self.chunks > MAX_TOKENS

    def elapsed_ms(self) -> int:
        return round((time.monotonic() - self._began) * 1000)

    def add(self, text: str) -> Iterator[Event]:
        """The text as a `chunk`, then a `question` for each one that it completed."""
        found = self.reader.feed(text)
        yield from self.say(text)
        yield from self.questions(found)

    def close(self) -> Iterator[Event]:
        """What only the end of the text completes."""
        yield from self.questions(self.reader.close())

    def say(self, text: str) -> Iterator[Event]:
        if not text:
            return
        if self.first_chunk_ms is None:
            self.first_chunk_ms = self.elapsed_ms()
        self._parts.append(text)
        self._bytes += len(text.encode())
        yield chunk(text, self.chunks)
        self.chunks += 1

    def questions(self, found: Iterable[Found]) -> Iterator[Event]:
        for each in found:
            question = each.question
            if self.view == "learner":
                question = views.learner_question(question, settings.SECRET_KEY)
            yield Event("question", {"index": each.index, "status": each.status, "question": question})
