"""The answer of one turn while it is being written: its text, what the reader found in it, its figures."""

import time
from collections.abc import Iterable
from dataclasses import astuple

from django.conf import settings

from chat import learner
from chat.events import Event, Tell, chunk
from chat.interrupts import Interrupted
from chat.llm.base import Usage
from chat.reader import Found, Reader
from threads.quizzes import views
from threads.quizzes.model import Json

MAX_TOKENS = 16_384
MAX_TEXT_BYTES = 256 * 1024
_MOST_PARTS = 25  # then they are joined: a string for each token takes many times its text


class Draft:
    """What is made of the answer goes to `tell`, event by event, until the draft is to be `quiet`.

    `edited` is the quiz that the answer changes, if it is known to change one.

    For a learner the text passes a filter, which is the text's only way out; what is stored of it is filtered too.
    """

    def __init__(self, tell: Tell, *, view: str, edited: Json | None = None) -> None:
        self.tell = tell
        self._filter = learner.Filter(_body) if view == "learner" else None
        self.reader = self._filter.reader if self._filter else Reader()
        self.view = view
        self.edited = edited
        self.prompt_version = ""
        self.provider = ""
        self.model = ""
        self.finish_reason = "stop"
        self.usage: Usage | None = None
        self.quiz: Json | None = None
        self.chunks = 0
        self.first_chunk_ms: int | None = None
        self._parts: list[str] = []
        self._read_bytes = 0
        self._began = time.monotonic()

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def elapsed_ms(self) -> int:
        return round((time.monotonic() - self._began) * 1000)

    def add_usage(self, usage: Usage | None) -> None:
        """An answer in two parts costs the sum; if the provider said nothing of one, nothing is known."""
        if usage and self.usage:
            usage = Usage(*(one + other for one, other in zip(astuple(self.usage), astuple(usage), strict=True)))
        self.usage = usage

    def quiet(self) -> None:
        """Tell nothing more: what is read from now on is only to be stored."""
        self.tell = _nobody

    def add(self, text: str) -> None:
        """The text as a `chunk`, then a `question` for each one that it completed.

        Raises Interrupted when the answer is longer than it may be.
        """
        self._read_bytes += len(text.encode())
        if self._filter:
            text, found = self._filter.feed(text), self._filter.take()
        else:
            found = self.reader.feed(text)
        self._say(text)
        if found:
            self._questions(found)
        if self._read_bytes > MAX_TEXT_BYTES or self.chunks > MAX_TOKENS:
            raise Interrupted("output_limit")

    def close(self) -> None:
        """What only the end of the text completes; a text that was cut off ends with its last whole line."""
        cut = self.finish_reason != "stop"
        if self._filter:
            self._say(self._filter.close(cut=cut))
            self._questions(self._filter.take())
        else:
            self._questions(self.reader.close(cut=cut))

    def say(self, text: str) -> None:
        """Text of our own, after the answer's: it holds no question of the turn."""
        if self._filter:
            after = learner.Filter(_body)
            text = after.feed(text) + after.close()
        self._say(text)

    def _say(self, text: str) -> None:
        if not text:
            return
        if self.first_chunk_ms is None:
            self.first_chunk_ms = self.elapsed_ms()
        self._parts.append(text)
        if len(self._parts) > _MOST_PARTS:
            self._parts = [self.text]
        self.chunks += 1
        self.tell(chunk(text, self.chunks - 1))

    def _questions(self, found: Iterable[Found]) -> None:
        for each in found:
            index, question = self.placed(each.index, each.question)
            self.question(index, each.status, question)

    def question(self, index: int, status: str, question: Json) -> None:
        if self.view == "learner":
            question = views.learner_question(question, settings.SECRET_KEY)
        self.tell(Event("question", {"index": index, "status": status, "question": question}))

    def placed(self, index: int, question: Json) -> tuple[int, Json]:
        """Its place in the quiz and the question under its id there: an edit may write an old one anew."""
        if not self.edited:
            return index, question
        old = self.edited["questions"]
        read = self.reader.questions[index]
        places = {one["id"]: place for place, one in enumerate(old)}
        place = places.get(read.ref or "")
        if place is None and read.action != "new" and read.number and read.number <= len(old):
            place = read.number - 1
        if place is None:
            return max(len(old), (read.number or 0) - 1), question
        return place, {**question, "id": old[place]["id"]}


def _nobody(event: Event) -> None:
    pass


def _body(question: Json) -> str:
    return learner.body(views.learner_question(question, settings.SECRET_KEY))
