"""One connection to Redis that every task of an event loop shares.

What tasks send in one turn of the loop goes out in one write, and replies come back in order. From a pool each
command would wait for a connection and need a timer and two system calls of its own: most of what a turn costs.
Only for commands that are answered at once and leave nothing behind on the connection: none that blocks, no WATCH.
"""

import asyncio
import builtins
import contextlib
import math
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import hiredis
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError, RedisError, ResponseError, TimeoutError

Command = tuple[Any, ...]  # text, bytes and numbers

_MOST_WAITING = 10_000
_LONGEST_WAIT_SECS = 20
# A busy loop hears of a reply late. The server is late only if the loop came round a few times without one.
_LATE_LOOKS = 3
_LOOK_AGAIN_SECS = 0.05


class _Batch:
    """Commands that were sent together, and what was answered so far."""

    __slots__ = ("count", "done", "replies", "sent_at")

    def __init__(self, count: int, sent_at: float, done: asyncio.Future[list[Any]]) -> None:
        self.count, self.sent_at, self.done = count, sent_at, done
        self.replies: list[Any] = []


class Line:
    """Connects with the first command, and again with the first after trouble. Belongs to the running event loop."""

    def __init__(self, make: Callable[[], AbstractConnection], *, timeout_secs: float) -> None:
        self._make, self._timeout_secs = make, timeout_secs
        self._connection: AbstractConnection | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[None] | None = None
        self._writing: asyncio.Task[None] | None = None
        self._out: list[bytes] = []
        self._waiting: deque[_Batch] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._heard = self._heard_before = self._looks = 0

    async def call(self, *command: Any) -> Any:
        """The reply. Raises RedisError: refused, late, the connection lost or not made."""
        (reply,) = await self.calls([command])
        if isinstance(reply, Exception):
            raise reply
        return reply

    async def calls(self, commands: Sequence[Command]) -> list[Any]:
        """The replies to commands that are sent in one piece; a refusal is returned in its place."""
        if not commands:
            return []
        if self._connection is None:
            await self._connected()
        if len(self._waiting) >= _MOST_WAITING:
            raise ConnectionError("too many commands wait for Redis")
        packed = [hiredis.pack_command(command) for command in commands]  # may raise: before anybody waits for it
        loop = asyncio.get_running_loop()
        batch = _Batch(len(commands), loop.time(), loop.create_future())
        self._waiting.append(batch)
        self._out.extend(packed)
        if self._writing is None:
            self._writing = loop.create_task(self._write())
        if self._timer is None:
            self._timer = loop.call_later(self._timeout_secs, self._look)
        return await batch.done

    async def close(self) -> None:
        if self._connecting:  # it ends soon, and what it made must not stay open
            await asyncio.wait([self._connecting])
        reading = self._reading
        self._break(ConnectionError("the connection was closed"))
        if reading:
            await asyncio.wait([reading])

    async def _connected(self) -> None:
        """One task connects and all wait for it; after a failure whoever comes next tries again."""
        if self._connecting is None or self._connecting.done():
            self._connecting = asyncio.create_task(self._connect())
        await asyncio.shield(self._connecting)

    async def _connect(self) -> None:
        connection = self._make()
        try:
            async with asyncio.timeout(self._timeout_secs):
                await connection.connect()
        except builtins.TimeoutError as exc:
            raise TimeoutError("Redis took no connection in time") from exc
        self._connection = connection
        self._reading = asyncio.create_task(self._read(connection))

    async def _write(self) -> None:
        try:
            while self._out and self._connection:
                out, self._out = self._out, []
                await self._connection.send_packed_command(b"".join(out), check_health=False)
            self._writing = None
        except (RedisError, OSError) as exc:
            self._break(exc)

    async def _read(self, connection: AbstractConnection) -> None:
        """Hand out the replies. When this task ends, the connection is closed."""
        waiting = self._waiting
        try:
            while True:
                try:
                    reply = await connection.read_response(timeout=math.inf)
                except ResponseError as refusal:
                    reply = refusal
                if not waiting:
                    raise ConnectionError("Redis answered what nobody asked")
                self._heard += 1
                batch = waiting[0]
                batch.replies.append(reply)
                if len(batch.replies) == batch.count:
                    waiting.popleft()
                    if not batch.done.done():
                        batch.done.set_result(batch.replies)
        except (RedisError, OSError) as exc:
            self._break(exc)
        finally:
            with contextlib.suppress(RedisError, OSError):
                await connection.disconnect(nowait=True)

    def _break(self, exc: Exception) -> None:
        """Give the connection up: whoever waits is told why, the next command makes a new one."""
        for task in (self._reading, self._writing):  # one may hang: a peer that is gone says nothing
            if task and task is not asyncio.current_task():
                task.cancel()
        self._connection = self._reading = self._writing = None
        self._out.clear()
        while self._waiting:
            done = self._waiting.popleft().done
            if not done.done():
                done.set_exception(exc)

    def _look(self) -> None:
        """Is the oldest command late?"""
        self._timer = None
        if not self._waiting:
            return
        loop = asyncio.get_running_loop()
        waited_secs = loop.time() - self._waiting[0].sent_at
        heard, self._heard_before = self._heard != self._heard_before, self._heard
        self._looks = 0 if heard or waited_secs < self._timeout_secs else self._looks + 1
        if self._looks > _LATE_LOOKS or waited_secs > _LONGEST_WAIT_SECS:
            self._break(TimeoutError("Redis did not answer in time"))
            return
        again_secs = max(_LOOK_AGAIN_SECS, self._timeout_secs - waited_secs)
        self._timer = loop.call_later(again_secs, self._look)
