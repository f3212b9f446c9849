"""A storm: many turns at once, each stopped at a random moment in a random way.

Every thread has a canary of its own, and the provider answers with every canary it is told of, so that whatever goes
astray on the way to it, in the store or on the way back is seen by the client of another thread.
"""

import asyncio
import contextlib
import json
import random
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.support import inprocess
from tests.support.groq_script import Script

CANARY = re.compile(r"~[a-z]{5}")
_LONGEST_SECS = 0.25  # about as long as a turn takes
_TURNS_OF_A_THREAD = 4
_STUCK_SECS = 30
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def echo(body: dict[str, Any]) -> str:
    """A canary is no longer than a token of the provider."""
    return " ".join(CANARY.findall(json.dumps(body["messages"])) * 10)


SCRIPT = Script(text=echo, delay_secs=0.004)


@dataclass
class Storm:
    """`ended` counts how turns ended, as far as their clients heard; `leaks` says which thread saw which canaries."""

    urls: Sequence[str]
    session: aiohttp.ClientSession
    rng: random.Random = field(default_factory=lambda: random.Random(4))
    ended: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)

    async def blow(self, turns: int, *, at_once: int = 40) -> None:
        numbers = iter(range(turns))
        async with asyncio.TaskGroup() as group:
            for _ in range(at_once):
                group.create_task(self._threads(numbers))

    async def calm(self, turns: int) -> list[str]:
        """How that many turns end which nobody stops."""
        return await asyncio.gather(*(self._undisturbed(self._new_canary()) for _ in range(turns)))

    async def _threads(self, numbers: Iterator[int]) -> None:
        """One client's threads, one after the other."""
        canary = self._new_canary()
        for count, _ in enumerate(numbers, 1):
            async with asyncio.timeout(_STUCK_SECS):
                while not await self.rng.choice(_WAYS)(self, canary):
                    await asyncio.sleep(0.02)  # the turn before is still being stored
            if count % _TURNS_OF_A_THREAD == 0:
                await self._look_back(canary)
                canary = self._new_canary()
        await self._look_back(canary)

    def _new_canary(self) -> str:
        return "~" + "".join(self.rng.choices(_LETTERS, k=5))

    async def _undisturbed(self, canary: str) -> str:
        async with self._post("/chat", canary) as response:
            answer = json.loads(self._checked(canary, await response.read()))
            return str(answer.get("finishReason") or answer["code"])

    async def _look_back(self, canary: str) -> None:
        async with self.session.get(f"{self._url()}/thread/{_thread_id(canary)}/history") as response:
            self._checked(canary, await response.read())

    def _checked(self, canary: str, received: bytes) -> bytes:
        if strange := set(CANARY.findall(received.decode())) - {canary}:
            self.leaks.append(f"{canary} saw {strange}")
        return received

    def _url(self) -> str:
        return self.rng.choice(self.urls)

    def _moment(self) -> float:
        return self.rng.uniform(0, _LONGEST_SECS)

    def _post(self, path: str, canary: str, **members: str) -> Any:
        return self.session.post(self._url() + path, json=_ask(canary, **members))

    async def _leave_stream(self, canary: str) -> bool:
        return await self._leave("/chat/stream", canary)

    async def _leave_chat(self, canary: str) -> bool:
        return await self._leave("/chat", canary)

    async def _leave(self, path: str, canary: str) -> bool:
        received = bytearray()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._moment()), self._post(path, canary, onDisconnect="cancel") as response:
                if response.status == 409:
                    return False
                async for piece in response.content.iter_any():
                    received += piece
        self._checked(canary, bytes(received))
        self.ended["left"] += 1
        return True

    async def _cancel_stream(self, canary: str) -> bool:
        async with self._post("/chat/stream", canary) as response:
            if response.status != 200:
                return self._told({"data": await response.json(content_type=None)})
            first = await response.content.readuntil(b"\n\n")
            await asyncio.sleep(self._moment())
            await self._cancel(json.loads(first.partition(b"data: ")[2])["data"]["runId"])
            whole = self._checked(canary, first + await response.read())
        return self._told(inprocess.events_of(whole.decode())[-1])

    async def _cancel_chat(self, canary: str) -> bool:
        """The run's id is known only from being refused: so even a turn that has no answer yet is stopped."""
        turn = asyncio.create_task(self._undisturbed(canary))
        await asyncio.sleep(self._moment())
        async with self._post("/chat", canary) as busy:
            refusal = json.loads(self._checked(canary, await busy.read()))
        if refusal.get("activeRunId"):
            await self._cancel(refusal["activeRunId"])
        return self._told({"data": {"code": await turn}})

    async def _leave_socket(self, canary: str) -> bool:
        async with self.session.ws_connect(f"{self._url()}/ws/chat") as socket:
            await socket.send_json({"type": "message", "data": _ask(canary, onDisconnect="cancel")})
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._moment()):
                    return self._told(await self._last_frame(socket, canary))
        self.ended["left"] += 1
        return True

    async def _cancel_socket(self, canary: str) -> bool:
        async with self.session.ws_connect(f"{self._url()}/ws/chat") as socket:
            await socket.send_json({"type": "message", "data": _ask(canary)})
            start = await socket.receive_json()
            if start["type"] == "error":
                return self._told(start)
            await asyncio.sleep(self._moment())
            await socket.send_json({"type": "cancel", "data": {"runId": start["runId"]}})
            return self._told(await self._last_frame(socket, canary))

    async def _last_frame(self, socket: aiohttp.ClientWebSocketResponse, canary: str) -> dict[str, Any]:
        """The end of the turn; being told that a cancel came too late is not the end."""
        while True:
            frame: dict[str, Any] = json.loads(self._checked(canary, (await socket.receive_str()).encode()))
            if frame["type"] in ("complete", "error") and frame["data"].get("code") != "run_not_active":
                return frame

    async def _cancel(self, run_id: str) -> None:
        code = "store_unavailable"
        while code == "store_unavailable":  # on a machine this busy Redis may be late
            async with self.session.post(f"{self._url()}/chat/stream/{run_id}/cancel") as response:
                code = json.loads(await response.read()).get("code")
        assert code in (None, "run_not_active"), code

    def _told(self, end: dict[str, Any]) -> bool:
        """False for a turn that came too early. Anything else is counted, and is one turn of the storm."""
        reason = end["data"].get("finishReason") or end["data"]["code"]
        if reason != "thread_busy":
            self.ended[reason] += 1
        return reason != "thread_busy"


_WAYS: Sequence[Callable[[Storm, str], Awaitable[bool]]] = (
    Storm._leave_stream,
    Storm._leave_chat,
    Storm._leave_socket,
    Storm._cancel_stream,
    Storm._cancel_chat,
    Storm._cancel_socket,
)


def _thread_id(canary: str) -> str:
    return "storm_" + canary.removeprefix("~")


def _ask(canary: str, **members: str) -> dict[str, str]:
    return {"message": f"Say {canary}", "threadId": _thread_id(canary), **members}
