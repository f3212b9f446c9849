"""One connection to Redis that every task of an event loop shares.

What tasks send in one turn of the loop goes out in one write, and replies come back in order. From a pool each
command would wait for a connection and need a timer and two system calls of its own: most of what a turn costs.
Only for commands that are answered at once and leave nothing behind on the connection: none that blocks, no WATCH.
"""

import asyncio
import builtins
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any

import hiredis
from redis.asyncio.connection import AbstractConnection
from redis.exceptions import ConnectionError, InvalidResponse, NoScriptError, ResponseError, TimeoutError

Command = tuple[Any, ...]  # text, bytes and numbers

_MOST_WAITING = 10_000
_LONGEST_WAIT_SECS = 20
# A busy loop hears of a reply late. The server is late only if the loop came round a few times without one.
_LATE_LOOKS = 3
_LOOK_AGAIN_SECS = 0.05
_INCOMPLETE = object()


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
        self._wire: _Wire | None = None
        self._connecting: asyncio.Task[None] | None = None
        self._out: list[bytes] = []
        self._meanwhile: list[Callable[[], object]] = []
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
        packed = [hiredis.pack_command(command) for command in commands]  # may raise: before anybody waits for it
        if self._wire is None:
            await self._connected()
            if self._wire is None:
                raise ConnectionError("the connection to Redis was lost as soon as it was made")
        if len(self._waiting) >= _MOST_WAITING:
            raise ConnectionError("too many commands wait for Redis")
        loop = asyncio.get_running_loop()
        batch = _Batch(len(commands), loop.time(), loop.create_future())
        self._waiting.append(batch)
        if not self._out:
            loop.call_soon(self._write)
        self._out += packed
        if self._timer is None:
            self._timer = loop.call_later(self._timeout_secs, self._look)
        return await batch.done

    def meanwhile(self, work: Callable[[], object]) -> None:
        """Do `work` when the next commands are on their way: the time until their replies is free. Or not at all."""
        if self._wire:
            self._meanwhile.append(work)

    async def close(self) -> None:
        if self._connecting:  # it ends soon, and what it made must not stay open
            await asyncio.wait([self._connecting])
        if wire := self._wire:
            self.give_up(ConnectionError("the connection was closed"))
            await wire.closed

    def receive(self, reply: Any) -> None:
        """Hand out the next reply to whoever waits for it."""
        waiting = self._waiting
        if not waiting:
            self.give_up(ConnectionError("Redis answered what nobody asked"))
            return
        self._heard += 1
        batch = waiting[0]
        batch.replies.append(reply)
        if len(batch.replies) == batch.count:
            waiting.popleft()
            if not batch.done.done():
                batch.done.set_result(batch.replies)

    def give_up(self, exc: Exception) -> None:
        """Close the connection: whoever waits is told why, the next command makes a new one."""
        wire, self._wire = self._wire, None
        if wire:
            wire.transport.abort()
        self._out.clear()
        self._meanwhile.clear()
        while self._waiting:
            done = self._waiting.popleft().done
            if not done.done():
                done.set_exception(exc)

    def lost(self, wire: "_Wire") -> None:
        if wire is self._wire:
            self.give_up(ConnectionError("the connection to Redis was lost"))

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
        wire = _Wire(self, connection)
        if not wire.transport.is_closing():  # else it was lost already, and nobody will be told again
            self._wire = wire

    def _write(self) -> None:
        out, self._out = self._out, []
        if out and self._wire:
            self._wire.transport.write(b"".join(out))
        for work in self._meanwhile:
            asyncio.get_running_loop().call_soon(work)  # in the loop's next round: it sends at the end of this one
        self._meanwhile.clear()

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
            self.give_up(TimeoutError("Redis did not answer in time"))
            return
        again_secs = max(_LOOK_AGAIN_SECS, self._timeout_secs - waited_secs)
        self._timer = loop.call_later(again_secs, self._look)


class _Wire(asyncio.Protocol):
    """The transport of a connection that redis-py has made, with its address, TLS, password and database.

    Its stream and its coroutine per reply are left out: they are half of what a command costs.
    """

    def __init__(self, line: Line, connection: AbstractConnection) -> None:
        # redis-py offers no other way to what it has connected, and would close it when the connection is let go.
        writer, connection._writer, connection._reader = connection._writer, None, None
        assert writer
        self._writer = writer  # for the same reason
        self.transport: asyncio.WriteTransport = writer.transport
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._line = line
        self._reader = hiredis.Reader(protocolError=InvalidResponse, replyError=_refusal, notEnoughData=_INCOMPLETE)
        self.transport.set_protocol(self)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        try:
            self._reader.feed(data)
            while (reply := self._reader.gets()) is not _INCOMPLETE:
                self._line.receive(reply)
        except InvalidResponse as exc:
            self._line.give_up(exc)

    def connection_lost(self, exc: Exception | None) -> None:
        self._line.lost(self)
        if not self.closed.done():
            self.closed.set_result(None)


def _refusal(text: str) -> ResponseError:
    return NoScriptError(text) if text.startswith("NOSCRIPT") else ResponseError(text)
