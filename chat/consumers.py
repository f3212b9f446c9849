"""WebSocket: turns over one socket, the same events as text frames, each with its `id` and its run.

Every run a socket follows is a child task, so that the socket hears its client while events go out. A socket may
also subscribe to a thread, and then sees the turns that others start on it.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from typing import Any

from channels.generic.websocket import AsyncWebsocketConsumer

from chat import events, limits, live, requests, runs
from chat.buffer import Buffer
from quizagent import errors, ids, jsonbody, rest
from quizagent.extensions import ABORT
from threads.store import Ref

_MAX_FRAME_BYTES = 64 * 1024
_MAX_FOLLOWED = 16
_MAX_SUBSCRIBED = 16
_SEND_TIMEOUT_SECS = 10
_TOO_BIG = 1009
_TOO_SLOW = 1008


class ChatConsumer(AsyncWebsocketConsumer):
    async def connect(self) -> None:
        self.owner: str = self.scope["owner"]
        self._following: dict[str, asyncio.Task[None]] = {}
        self._cancel_on_leave: set[str] = set()
        self._subscribed: set[Ref] = set()
        await self.accept()

    async def disconnect(self, code: int) -> None:
        for task in self._following.values():
            task.cancel()
        for ref in self._subscribed:
            await live.stop_listening(ref, self.channel_name)
        for run_id in self._cancel_on_leave:
            runs.interrupt(run_id, "cancelled")

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        request_id = ids.new("req")
        frame = (text_data or "").encode(errors="surrogatepass") if text_data is not None else bytes_data or b""
        if len(frame) > _MAX_FRAME_BYTES:
            await self._end(_TOO_BIG)
            return
        try:
            await self._obey(jsonbody.parse(frame), request_id)
        except Exception as exc:  # noqa: BLE001 - the edge: nothing that goes wrong with one frame ends the socket
            error = rest.translate(exc)
            event = events.Event("error", error.event(request_id) | {"errors": error.errors} | error.members)
            await self._say(event.payload().decode())

    async def _obey(self, frame: Any, request_id: str) -> None:
        actions: dict[str, Callable[[dict[str, Any], str], Awaitable[None]]] = {
            "message": self._message,
            "resume": self._resume,
            "cancel": self._cancel,
            "subscribe": self._subscribe,
            "unsubscribe": self._unsubscribe,
            "ping": self._ping,
        }
        if not isinstance(frame, dict) or frame.get("type") not in actions:
            detail = f"This takes one of {', '.join(actions)}."
            raise errors.ValidationError(errors=[{"pointer": "/type", "detail": detail}])
        data = frame.get("data", {})
        if not isinstance(data, dict):
            raise errors.ValidationError(errors=[{"pointer": "/data", "detail": "This takes an object."}])
        await actions[frame["type"]](data, request_id)

    async def _message(self, data: dict[str, Any], request_id: str) -> None:
        self._check_room()
        turn = requests.turn_from(data, owner=self.owner, request_id=request_id, pointer="/data")
        await limits.check(self.scope, turn)
        run = await runs.start(turn)
        if turn.on_disconnect == "cancel":
            self._cancel_on_leave.add(run.id)
        self._follow(run.id, run.buffer, 0)

    async def _resume(self, data: dict[str, Any], request_id: str) -> None:
        self._check_room()
        run_id = _run_id(data)
        after = requests.after_from(data.get("after", 0), pointer="/data/after")
        self._follow(run_id, await runs.find(run_id, owner=self.owner), after)

    async def _cancel(self, data: dict[str, Any], request_id: str) -> None:
        await runs.cancel(_run_id(data), owner=self.owner, wait_secs=0)

    async def _subscribe(self, data: dict[str, Any], request_id: str) -> None:
        ref = requests.ref_from(data, owner=self.owner)
        if len(self._subscribed) >= _MAX_SUBSCRIBED:
            raise errors.Overloaded("This socket listens to as many threads as it may.")
        await live.listen(ref, self.channel_name)
        self._subscribed.add(ref)
        await self._tell("subscribed", {"threadId": ref.id})

    async def _unsubscribe(self, data: dict[str, Any], request_id: str) -> None:
        ref = requests.ref_from(data, owner=self.owner)
        self._subscribed.discard(ref)
        await live.stop_listening(ref, self.channel_name)
        await self._tell("unsubscribed", {"threadId": ref.id})

    async def _ping(self, data: dict[str, Any], request_id: str) -> None:
        await self._tell("pong", {})

    async def run_started(self, message: dict[str, Any]) -> None:
        """From the channel layer: somebody began a turn on a thread this socket listens to."""
        run_id = message["run_id"]
        if run_id not in self._following and len(self._following) < _MAX_FOLLOWED:
            self._follow(run_id, await runs.find(run_id, owner=self.owner), 0)

    async def _tell(self, kind: str, data: dict[str, Any]) -> None:
        await self._say(events.Event(kind, data).payload().decode())

    async def _say(self, text: str) -> None:
        """Who has left hears nothing, and `disconnect` is called for that."""
        with contextlib.suppress(OSError):
            await self.send(text_data=text)

    async def _end(self, code: int) -> None:
        with contextlib.suppress(OSError):
            await self.close(code)

    def _check_room(self) -> None:
        if len(self._following) >= _MAX_FOLLOWED:
            raise errors.Overloaded("This socket follows as many runs as it may.", retry_after_secs=1)

    def _follow(self, run_id: str, buffer: Buffer, after: int) -> None:
        if old := self._following.pop(run_id, None):
            old.cancel()
        task = asyncio.create_task(self._write(run_id, buffer, after))
        self._following[run_id] = task

    async def _write(self, run_id: str, buffer: Buffer, after: int) -> None:
        try:
            with buffer.follow(after) as batches:
                async for batch in batches:
                    for number, payload in enumerate(batch.payloads, batch.number):
                        async with asyncio.timeout(_SEND_TIMEOUT_SECS):
                            await self._say(events.socket_frame(number, run_id, payload))
        except TimeoutError:
            await self._drop()
        finally:
            self._cancel_on_leave.discard(run_id) if buffer.ended else None
            if self._following.get(run_id) is asyncio.current_task():
                del self._following[run_id]

    async def _drop(self) -> None:
        if abort := self.scope.get(ABORT):
            abort()
        else:
            await self._end(_TOO_SLOW)


def _run_id(data: dict[str, Any]) -> str:
    run_id = data.get("runId")
    if not isinstance(run_id, str):
        raise errors.ValidationError(errors=[{"pointer": "/data/runId", "detail": "This takes the id of a run."}])
    return run_id
