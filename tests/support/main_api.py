"""A real main API on loopback: keeps what it is sent, once per id, checks signatures, and misbehaves as it is told.

    async with main_api.serving() as api: ...      # in the test's own loop
    with main_api.in_thread() as api: ...          # for workers in processes of their own

`api.behave` decides per call: a function, async or not, from the delivery to a `Reply`, or None for a good one.
"""

import asyncio
import base64
import contextlib
import hashlib
import hmac
import inspect
import json
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.support import aside

FOREVER_SECS = 3600.0


@dataclass(slots=True)
class Delivery:
    """One call: the ids in it, when it came, and what it was told."""

    ids: list[str]
    headers: dict[str, str]
    body: bytes
    at: float = field(default_factory=time.monotonic)
    status: int | None = None


@dataclass(slots=True)
class Reply:
    """`applies`: whether the operations take effect, all of them or those listed. `drop`: close without an answer."""

    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    applies: bool | Sequence[str] = False
    delay_secs: float = 0.0
    drop: bool = False


Behave = Callable[[Delivery], Reply | Awaitable[Reply | None] | None]


class MainAPI:
    """`effects` counts per id how often it took effect where nobody looks at ids; with `dedup` that is once."""

    def __init__(self, *, secrets: Sequence[str] = ()) -> None:
        self.secrets = secrets
        self.deliveries: list[Delivery] = []
        self.effects: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()
        self.refused_signatures = 0
        self.behave: Behave = lambda delivery: None
        self.url = ""

    @property
    def sent_twice(self) -> int:
        """Operations that arrived, with effect or without, after they had taken effect once."""
        return sum(self.seen.values())

    async def answer(self, request: web.BaseRequest) -> web.StreamResponse:
        body = await request.read()
        if (request.method, request.path) != ("POST", "/write-back/batch"):
            return web.Response(status=404)
        headers = {name.lower(): value for name, value in request.headers.items()}
        if self.secrets and not all(verify(secret, headers, body) for secret in self.secrets):
            self.refused_signatures += 1
            return web.Response(status=401)
        delivery = Delivery([operation["id"] for operation in json.loads(body)["operations"]], headers, body)
        self.deliveries.append(delivery)
        return await self._reply(request, delivery)

    async def _reply(self, request: web.BaseRequest, delivery: Delivery) -> web.StreamResponse:
        told = self.behave(delivery)
        reply = (await told if inspect.isawaitable(told) else told) or Reply(applies=True)
        if reply.applies:
            self._apply(delivery.ids if reply.applies is True else reply.applies)
        if reply.delay_secs:
            await asyncio.sleep(reply.delay_secs)
        if reply.drop and request.transport:
            request.transport.abort()
        delivery.status = reply.status
        raw = reply.body if isinstance(reply.body, bytes) else b"" if reply.body is None else json.dumps(reply.body)
        kind = {"Content-Type": "application/json"} if raw and not isinstance(reply.body, bytes) else {}
        content = raw if isinstance(raw, bytes) else raw.encode()
        return web.Response(status=reply.status, body=content, headers=kind | reply.headers)

    def _apply(self, ids: Sequence[str]) -> None:
        for operation_id in ids:
            if operation_id in self.effects:
                self.seen[operation_id] += 1
            else:
                self.effects[operation_id] = 1


def verify(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """A receiver's check by https://www.standardwebhooks.com, written from the specification alone."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    if abs(time.time() - int(headers["webhook-timestamp"])) > 300:
        return False
    content = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    expected = base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
    given = headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(f"v1,{expected}", signature) for signature in given)


def results(ids: Sequence[str], status: int = 201, **own: int) -> dict[str, Any]:
    """The body of an answer with a word on each operation; `own` names those that get another status."""
    return {"results": [{"id": one, "status": own.get(one, status)} for one in ids]}


@contextlib.asynccontextmanager
async def serving(*, secrets: Sequence[str] = (), port: int = 0) -> AsyncIterator[MainAPI]:
    api = MainAPI(secrets=secrets)
    runner = web.ServerRunner(web.Server(api.answer), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    api.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield api
    finally:
        await runner.cleanup()


def in_thread(*, secrets: Sequence[str] = ()) -> AbstractContextManager[MainAPI]:
    return aside.running(serving(secrets=secrets))
