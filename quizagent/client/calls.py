"""The service's calls, named once for both clients; how they are carried out, and so what they return, differs."""

import json
import re
import uuid
from abc import ABC, abstractmethod
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import quote

import httpx

from . import calling
from .calling import Answer
from .errors import APIError
from .lines import Line, Request
from .runs import Json, Run

J = TypeVar("J")  # what a call with a JSON answer returns: the answer itself, or a coroutine of it
B = TypeVar("B")  # the same of a truth value
F = TypeVar("F")  # the same of an Export
S = TypeVar("S", bound=Run)  # a stream

_TRIES = 8
# A stream says something every 15 s, and a turn that does not begin says so within some 20 s.
_TIMEOUTS = httpx.Timeout(connect=5.0, read=45.0, write=10.0, pool=None)
# httpcore loses a place in its pool for every request that is cancelled while it connects: no places, no loss.
_LIMITS = httpx.Limits(max_connections=None, max_keepalive_connections=20)
_FILENAME = re.compile(r'filename="([^"]*)"')


class Export(NamedTuple):
    """A quiz as a file; `losses` says what its format could not carry."""

    content: bytes
    filename: str
    media_type: str
    losses: list[Json]


class Calls(ABC, Generic[J, B, F, S]):
    """Every call raises APIError when the service says no, ConnectionLost when it cannot be reached.

    `tries` bounds how often in a row a broken connection is made again.
    """

    _http_type: Any
    _line_type: Any
    _run_type: type[S]

    def __init__(
        self, url: str, *, api_key: str | None = None, timeout: httpx.Timeout | float = _TIMEOUTS, tries: int = _TRIES
    ) -> None:
        headers = {"Authorization": f"Bearer {api_key}"} if api_key else {}
        self._http = self._http_type(base_url=url, headers=headers, timeout=timeout, limits=_LIMITS)
        self._tries = tries

    def chat(self, message: str, **options: Any) -> J:
        """One turn; returns its `complete` data. Takes what `stream` takes. Raises TurnFailed."""
        return self._json(_answer(self.stream(message, **options)))

    def stream(
        self,
        message: str,
        *,
        thread_id: str | None = None,
        count: int | None = None,
        types: Sequence[str] | None = None,
        difficulty: str | None = None,
        language: str | None = None,
        view: str | None = None,
        on_disconnect: str | None = None,
        idempotency_key: str | None = None,
    ) -> S:
        """One turn as it is written. With a key of your own, another process can ask for the same turn again."""
        options = _given(count=count, types=types, difficulty=difficulty, language=language)
        body = _given(
            message=message, threadId=thread_id, quizOptions=options or None, view=view, onDisconnect=on_disconnect
        )
        headers = {"Idempotency-Key": idempotency_key or uuid.uuid4().hex}
        return self._run(Request("POST", "/chat/stream", json=body, headers=headers))

    def resume(self, run_id: str, *, after: int = 0) -> S:
        """Follow a run that was begun elsewhere, from what came after the event `after`."""
        return self._run(run_id=run_id, after=after)

    def cancel(self, run_id: str) -> B:
        """Stop a run; what is finished is kept. False when it had ended already."""
        return self._bool(self._cancelled(run_id))

    def thread(self, thread_id: str) -> J:
        return self._get(_path(thread_id))

    def delete_thread(self, thread_id: str) -> J:
        return self._json(self._called(Request("DELETE", _path(thread_id))))

    def history(self, thread_id: str, *, limit: int = 20, before: str | None = None) -> J:
        return self._get(_path(thread_id, "history"), limit=limit, before=before)

    def quizzes(self, thread_id: str, *, view: str = "author") -> J:
        return self._get(_path(thread_id, "quizzes"), view=view)

    def quiz(self, thread_id: str, quiz_id: str, *, view: str = "author", revision: int | None = None) -> J:
        return self._get(_path(thread_id, "quizzes", quiz_id), view=view, revision=revision)

    def export(
        self, thread_id: str, quiz_id: str, format: str, *, view: str = "author", revision: int | None = None
    ) -> F:
        """The quiz as a file: json, markdown, gift, moodle-xml, qti21, aiken, csv or anki."""
        query = _given(format=format, view=view, revision=revision)
        return self._file(self._exported(Request("GET", _path(thread_id, "quizzes", quiz_id, "export"), query)))

    def import_quiz(
        self,
        thread_id: str,
        content: str | Json,
        format: str,
        *,
        title: str | None = None,
        language: str | None = None,
    ) -> J:
        """A new quiz of the thread, from a file's text. Not sent again when the line breaks: it may be there."""
        body = _given(content=content, format=format, title=title, language=language)
        return self._json(self._called(Request("POST", _path(thread_id, "quizzes"), json=body)))

    def attempt(self, thread_id: str, quiz_id: str, answers: Mapping[str, Any]) -> J:
        """Answers by question id, marked. Not sent again when the line breaks: they may be kept."""
        path = _path(thread_id, "quizzes", quiz_id, "attempts")
        return self._json(self._called(Request("POST", path, json={"answers": answers})))

    def attempts(self, thread_id: str, quiz_id: str) -> J:
        return self._get(_path(thread_id, "quizzes", quiz_id, "attempts"))

    @abstractmethod
    def _json(self, work: Coroutine[Any, Any, Json]) -> J: ...

    @abstractmethod
    def _bool(self, work: Coroutine[Any, Any, bool]) -> B: ...

    @abstractmethod
    def _file(self, work: Coroutine[Any, Any, Export]) -> F: ...

    def _run(self, begin: Request | None = None, **place: Any) -> S:
        return self._run_type(self._line(), begin, **place, tries=self._tries)

    def _line(self) -> Line:
        line: Line = self._line_type(self._http)
        return line

    def _get(self, path: str, **query: Any) -> J:
        return self._json(self._called(Request("GET", path, _given(**query)), tries=self._tries))

    async def _called(self, request: Request, *, tries: int = 0) -> Json:
        answer: Json = json.loads((await calling.call(self._line(), request, tries=tries)).body)
        return answer

    async def _cancelled(self, run_id: str) -> bool:
        request = Request("POST", f"/chat/stream/{quote(run_id, safe='')}/cancel")
        try:
            await calling.call(self._line(), request, tries=self._tries)
        except APIError as error:
            if error.code != "run_not_active":
                raise
            return False
        return True

    async def _exported(self, request: Request) -> Export:
        return _export(await calling.call(self._line(), request, tries=self._tries))


async def _answer(run: Run) -> Json:
    async for _ in run.events():
        pass
    assert run.answer
    return run.answer


def _given(**members: Any) -> Json:
    return {name: value for name, value in members.items() if value is not None}


def _path(*parts: str) -> str:
    return "/thread/" + "/".join(quote(part, safe="") for part in parts)


def _export(answer: Answer) -> Export:
    headers = answer.head.headers
    name = _FILENAME.search(headers.get("content-disposition", ""))
    losses = json.loads(headers.get("x-export-losses") or "[]")
    return Export(answer.body, name[1] if name else "quiz", headers.get("content-type", ""), losses)
