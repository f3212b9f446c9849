"""Groq, through the official SDK: its keys, base URL, headers and error types, but none of its objects per token.

The SDK parses every chunk into a model and walks every message of a prompt. Here the prompt is spliced into the body
as the bytes that are stored, and the answer is read as bytes (`stream.py`, `decoder.py`).
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, contextmanager
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

import groq
import httpx
import orjson
from django.conf import settings

from chat.llm import faults
from chat.llm.attempts import Attempts
from chat.llm.base import Request
from chat.llm.errors import (
    LLMBadResponse,
    LLMError,
    LLMModelUnavailable,
    LLMRequestTooLarge,
    LLMTimeout,
    LLMUnavailable,
)
from chat.llm.stream import Stream
from chat.llm.transport import Transport
from quizagent import httpclient
from quizagent.errors import Overloaded
from threads.quizzes.model import Json

logger = logging.getLogger(__name__)

_BASE_URL = "https://api.groq.com"
_COMPLETIONS = "/openai/v1/chat/completions"
_MODELS = "/openai/v1/models"
_STRUCTURED_MODELS = ("openai/gpt-oss-20b", "openai/gpt-oss-120b")  # the only ones with strict schemas
_TEMPERATURE = 0.5
_MOST_RETRY_WAIT_SECS = 5.0
_LEAST_COMPLETION_TOKENS = 800  # fewer hold no quiz worth a second call
_WARM_TIMEOUT_SECS = 5
_MOST_REFUSAL_BYTES = 64 * 1024


class GroqProvider:
    """One per process: it remembers which models are gone and whether the provider is down."""

    name = "groq"

    def __init__(self) -> None:
        self._lines: WeakKeyDictionary[asyncio.AbstractEventLoop, _Line] = WeakKeyDictionary()
        self._attempts = Attempts()
        self._places = _Places()

    def open(self, request: Request) -> "_Opening":
        return _Opening(self._places, partial(self._begin, request))

    async def complete_json(
        self, messages: tuple[bytes, ...], schema: Json, *, max_tokens: int, timeout_secs: float
    ) -> Json | None:
        response_format = {
            "type": "json_schema",
            "json_schema": {"name": "answer", "strict": True, "schema": schema},
        }
        with self._places:
            try:
                async with asyncio.timeout(timeout_secs):
                    return await self._attempts.first_of(
                        _STRUCTURED_MODELS,
                        lambda model: self._structured(
                            _body(model, messages, max_tokens, response_format=response_format)
                        ),
                        most_wait_secs=timeout_secs / 2,
                    )
            except TimeoutError as exc:
                raise LLMTimeout from exc
            except (LLMBadResponse, LLMModelUnavailable):
                return None

    async def warm(self) -> None:
        """Make the client and a connection now: the first request would pay for both."""
        try:
            async with asyncio.timeout(_WARM_TIMEOUT_SECS):
                with _translated():
                    await self._line().client.get(_MODELS, cast_to=httpx.Response)
        except (LLMError, TimeoutError) as exc:
            if isinstance(exc, LLMError):
                self._attempts.note(exc)
            logger.warning("llm.warm_up_failed", extra={"fault": type(exc).__name__})

    async def close(self) -> None:
        if line := self._lines.pop(asyncio.get_running_loop(), None):
            await line.client.close()

    def status(self) -> dict[str, Any]:
        return {
            "provider": self.name,
            "model": self._attempts.current(self._models()),
            "available": self._attempts.available,
        }

    def _models(self) -> tuple[str, ...]:
        return (settings.GROQ_MODEL, *settings.GROQ_FALLBACK_MODELS)

    def _line(self) -> "_Line":
        loop = asyncio.get_running_loop()
        if loop not in self._lines:
            self._lines[loop] = _Line()
        return self._lines[loop]

    async def _begin(self, request: Request) -> Stream:
        began = time.monotonic()
        try:
            async with asyncio.timeout(settings.LLM_FIRST_TOKEN_TIMEOUT_SECONDS):
                return await self._stream(request)
        except TimeoutError as exc:
            self._attempts.timed_out(began)
            raise LLMTimeout from exc

    async def _stream(self, request: Request) -> Stream:
        async def with_model(model: str) -> Stream:
            tokens = request.max_completion_tokens
            try:
                return await self._started(model, request, tokens)
            except LLMRequestTooLarge as fault:
                if (fitting := tokens - (fault.over_by_tokens or tokens)) < _LEAST_COMPLETION_TOKENS:
                    raise
                return await self._started(model, request, fitting)

        return await self._attempts.first_of(self._models(), with_model, most_wait_secs=_MOST_RETRY_WAIT_SECS)

    async def _started(self, model: str, request: Request, max_tokens: int) -> Stream:
        seed = {"seed": int(request.seed[:7], 16)} if request.seed else {}
        body = _body(model, request.messages, max_tokens, stream=True, **seed)
        upstream = await self._opened(body)
        stream = Stream(upstream, model=model, silence_secs=settings.LLM_TOKEN_TIMEOUT_SECONDS)
        try:
            await stream.start()
        except BaseException:
            stream.close()
            raise
        return stream

    async def _structured(self, body: bytes) -> Json:
        try:
            response = await self._post(body)
            text = orjson.loads(response.content)["choices"][0]["message"]["content"]
        except LLMBadResponse as fault:
            text = faults.failed_generation(getattr(fault.__cause__, "body", None))
        except (ValueError, LookupError, TypeError) as exc:
            raise LLMBadResponse from exc
        try:
            found = orjson.loads(text or "")
        except ValueError as exc:
            raise LLMBadResponse from exc
        if not isinstance(found, dict):
            raise LLMBadResponse
        return found

    async def _opened(self, body: bytes) -> httpclient.Response:
        line = self._line()
        with _translated():
            upstream = await line.origin.request("POST", line.completions, headers=line.headers, body=body)
            if upstream.status == 200:
                return upstream
            try:
                refusal = await upstream.read_all(_MOST_REFUSAL_BYTES)
            finally:
                upstream.close()
        raise faults.from_refusal(upstream.status, _decoded(refusal or b""), upstream.headers.get("retry-after"))

    async def _post(self, body: bytes) -> httpx.Response:
        with _translated():
            return await self._line().client.post(
                _COMPLETIONS,
                cast_to=httpx.Response,
                content=body,
                options={"headers": {"Content-Type": "application/json"}},
            )


class _Places:
    """The answers that may be open at once, each in a `with`. A full house is told at once: waiting adds to it."""

    def __init__(self) -> None:
        self._taken = 0

    def __enter__(self) -> None:
        if self._taken >= settings.LLM_MAX_CONCURRENCY:
            raise Overloaded
        self._taken += 1

    def __exit__(self, *_: object) -> None:
        self._taken -= 1


class _Opening(AbstractAsyncContextManager[Stream]):
    """An answer from its request to its end. No generator: the event loop keeps a book of those."""

    def __init__(self, places: _Places, begin: Callable[[], Awaitable[Stream]]) -> None:
        self._places = places
        self._begin: Callable[[], Awaitable[Stream]] | None = begin

    async def __aenter__(self) -> Stream:
        begin, self._begin = self._begin, None  # it holds the prompt, which an open answer need not keep
        assert begin
        self._places.__enter__()
        try:
            self._stream = await begin()
        except BaseException:
            self._places.__exit__()
            raise
        return self._stream

    async def __aexit__(self, *_: object) -> None:
        self._stream.close()
        self._places.__exit__()


class _Line:
    """The SDK's client for one event loop, and what its requests look like."""

    def __init__(self) -> None:
        base_url = settings.GROQ_BASE_URL or _BASE_URL
        self.origin = httpclient.Client(base_url)
        self.client = groq.AsyncGroq(
            api_key=settings.GROQ_API_KEY,
            base_url=base_url,
            http_client=httpx.AsyncClient(transport=Transport(self.origin), trust_env=False),
            default_headers={"Accept-Encoding": "identity"},
            timeout=None,  # every call is bounded where it is made
            max_retries=0,
        )
        self.completions = self.client.base_url.raw_path.decode().rstrip("/") + _COMPLETIONS
        headers = {**self.client.default_headers, **self.client.auth_headers}
        self.headers = httpclient.encoded({k: v for k, v in headers.items() if isinstance(v, str)})


def _decoded(body: bytes) -> object:
    """JSON, or None for anything else."""
    try:
        return orjson.loads(body)
    except ValueError:
        return None


def _body(model: str, messages: tuple[bytes, ...], max_tokens: int, **members: Any) -> bytes:
    if model.startswith("openai/gpt-oss"):  # other models refuse these
        members |= {"reasoning_effort": "low", "include_reasoning": False}
    head = orjson.dumps({"model": model, "max_completion_tokens": max_tokens, "temperature": _TEMPERATURE, **members})
    return head[:-1] + b',"messages":[' + b",".join(messages) + b"]}"


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except groq.APIStatusError as exc:
        refusal = exc.response
        fault = faults.from_refusal(refusal.status_code, exc.body, refusal.headers.get("retry-after"))
        raise fault from exc
    except (groq.APIError, httpx.HTTPError, OSError) as exc:
        raise LLMUnavailable from exc
