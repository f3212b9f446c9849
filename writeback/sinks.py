"""Where operations go: the main API over HTTP, or the database where there is none. Only here is either called."""

import asyncio
import re
import time
from collections.abc import Mapping, Sequence
from email.utils import parsedate_to_datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

import orjson
from django.conf import settings
from django.db import DatabaseError, DataError, IntegrityError, InterfaceError, OperationalError, transaction

from quizagent import httpclient, ids
from writeback import database, signature
from writeback.models import WriteRecord
from writeback.operations import from_body
from writeback.retry import Answer, Own

CALL_TIMEOUT_SECS = 10.0
_ANSWER_BYTES = 1024 * 1024
_CODE_CHARS = 64


class Sendable(Protocol):
    @property
    def id(self) -> str: ...
    @property
    def body(self) -> bytes: ...


class Sink(Protocol):
    name: str

    async def deliver(self, batch: Sequence[Sendable], *, timeout_secs: float) -> Answer:
        """What the sink said. Never raises for a fault of the sink: that is an answer too."""
        ...

    async def close(self) -> None: ...


def configured() -> Sink:
    """The sink of the settings. Raises ValueError for a malformed MAIN_API_SECRET."""
    if settings.MAIN_API_URL:
        return MainAPI(settings.MAIN_API_URL, signature.keys(settings.MAIN_API_SECRET))
    return Database()


class MainAPI:
    name = "main-api"

    def __init__(self, url: str, keys: list[bytes]) -> None:
        self._url = url
        self._target = f"{urlsplit(url).path}/write-back/batch"
        self._keys = keys
        self._client: httpclient.Client | None = None

    async def deliver(self, batch: Sequence[Sendable], *, timeout_secs: float = CALL_TIMEOUT_SECS) -> Answer:
        body = b'{"operations":[' + b",".join(operation.body for operation in batch) + b"]}"
        if self._client is None:
            self._client = httpclient.Client(self._url)
        try:
            async with asyncio.timeout(timeout_secs):
                response = await self._client.request("POST", self._target, headers=self._headers(body), body=body)
                try:
                    return _read(response.status, response.headers, await response.read_all(_ANSWER_BYTES))
                finally:
                    response.close()
        except TimeoutError:
            return Answer(None, cause="timeout")
        except OSError:
            return Answer(None, cause="no_connection")

    def _headers(self, body: bytes) -> dict[str, str]:
        """The id names this delivery, not the operations: a batch is formed anew between tries."""
        message_id, timestamp = ids.new("msg"), int(time.time())
        headers = {
            "Content-Type": "application/json",
            "Accept-Encoding": "identity",
            "User-Agent": f"quizagent/{settings.VERSION}",
            "webhook-id": message_id,
            "webhook-timestamp": str(timestamp),
        }
        if self._keys:
            headers["webhook-signature"] = signature.sign(
                self._keys, message_id=message_id, timestamp=timestamp, body=body
            )
        return headers

    async def close(self) -> None:
        if self._client:
            self._client.close()
            self._client = None


def _read(status: int, headers: Mapping[str, str], body: bytes | None) -> Answer:
    retry_after_secs = _retry_after_secs(headers.get("retry-after", ""))
    if not 200 <= status < 300:
        return Answer(status, retry_after_secs=retry_after_secs)
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if body is not None and (not body.strip() or kind == "text/plain"):
        return Answer(status, retry_after_secs=retry_after_secs)
    results = _results(body)
    cause = "unreadable_answer" if isinstance(results, str) else ""
    return Answer(status, None if isinstance(results, str) else results, cause, retry_after_secs)


def _results(body: bytes | None) -> dict[str, Own] | str | None:
    """Each operation's own word, None when there is no `results`, or what is wrong with the answer."""
    try:
        answer = orjson.loads(body or b"too long")
    except orjson.JSONDecodeError:
        return "not JSON"
    if not isinstance(answer, dict) or "results" not in answer:
        return None
    if not isinstance(answer["results"], list):
        return "results is not a list"
    return {result["id"]: _own(result) for result in answer["results"] if _is_result(result)}


def _is_result(result: object) -> bool:
    return isinstance(result, dict) and isinstance(result.get("id"), str) and type(result.get("status")) is int


def _own(result: dict[str, Any]) -> Own:
    error = result.get("error")
    code = error.get("code") if isinstance(error, dict) else None
    return Own(result["status"], re.sub(r"[^\w.:-]", "", code)[:_CODE_CHARS] if isinstance(code, str) else "")


def _retry_after_secs(value: str) -> float:
    """Seconds or a date; 0 for anything else."""
    if re.fullmatch(r"\d{1,9}", value):
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return 0.0


class Database:
    """The embedded sink: one row per operation, written once whatever happens in between."""

    name = "database"

    async def deliver(self, batch: Sequence[Sendable], *, timeout_secs: float = CALL_TIMEOUT_SECS) -> Answer:
        try:
            async with asyncio.timeout(timeout_secs):
                present = await database.call(_insert, batch)
        except TimeoutError:
            return Answer(None, cause="timeout")
        except (OperationalError, InterfaceError):
            return Answer(None, cause="no_connection")
        except (DataError, IntegrityError):
            return Answer(422)
        except DatabaseError:
            return Answer(None, cause="database_error")
        return Answer(200, {o.id: Own(201) if o.id in present else Own(500, "not_stored") for o in batch})

    async def close(self) -> None:
        pass


def _insert(batch: Sequence[Sendable]) -> set[str]:
    """Ids that are there afterwards: on SQLite, ignoring conflicts also swallows rows that break a constraint."""
    rows = []
    for sent in batch:
        o = from_body(sent.body)
        rows.append(
            WriteRecord(id=o.id, type=o.type, thread_id=o.thread_id, payload=o.body.decode(), created_at=o.created_at)
        )
    with transaction.atomic():
        WriteRecord.objects.bulk_create(rows, ignore_conflicts=True)
        return set(WriteRecord.objects.filter(id__in=[row.id for row in rows]).values_list("id", flat=True))
