"""A TCP proxy on loopback that slows each connection down, cuts it, or swallows what comes back, as it is told.

async with proxy.between(port, lambda: Fate(cut_after_bytes=500)) as line: ...    # clients go to line.port
"""

import asyncio
import contextlib
import socket
import struct
from asyncio import StreamReader, StreamWriter
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Literal

Target = int | str | Callable[[], int]  # a port, a unix socket's path, or the port for the next connection

_MOST_BYTES = 65_536
_RESET = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Fate:
    """Of one connection. The cut comes after so many bytes to the client, in the middle of a write.

    `reset` and `close` end both sides; `half_close` ends what the client sends; `swallow` keeps what would follow.
    """

    delay_secs: float = 0.0  # before every write, either way
    write_bytes: int = _MOST_BYTES  # a write holds no more
    cut_after_bytes: int | None = None
    cut: Literal["reset", "close", "half_close", "swallow"] = "reset"


class Proxy:
    """`connections` counts those ever made, `cuts` those that were cut. `fate` is asked anew for each."""

    def __init__(self, target: Target, fate: Callable[[], Fate]) -> None:
        self._target, self.fate = target, fate
        self.connections = self.cuts = self.port = 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        task = asyncio.current_task()
        assert task
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1
        with contextlib.suppress(OSError, asyncio.CancelledError):  # streams would report that they were cancelled
            upstream, sender = await self._connect()
            fate = self.fate()
            up = asyncio.create_task(_relay(reader, sender, fate))
            try:
                await self._down(upstream, writer, sender, fate)
            finally:
                up.cancel()
                sender.transport.abort()
                writer.transport.abort()

    def break_all(self) -> None:
        """Ends every connection there is; from any thread."""
        for task in list(self._tasks):
            task.get_loop().call_soon_threadsafe(task.cancel)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _connect(self) -> tuple[StreamReader, StreamWriter]:
        if isinstance(self._target, str):
            return await asyncio.open_unix_connection(self._target)
        port = self._target() if callable(self._target) else self._target
        return await asyncio.open_connection("127.0.0.1", port)

    async def _down(self, source: StreamReader, client: StreamWriter, server: StreamWriter, fate: Fate) -> None:
        if not await _pump(source, client, fate, fate.cut_after_bytes):
            client.close()  # what was written still goes out
            await client.wait_closed()
            return
        self.cuts += 1
        if fate.cut == "reset":
            for writer in (client, server):
                writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        elif fate.cut == "half_close":
            server.write_eof()
            await _pump(source, client, fate)
        elif fate.cut == "swallow":
            while await source.read(_MOST_BYTES):
                pass


async def _relay(source: StreamReader, sink: StreamWriter, fate: Fate) -> None:
    """A side that ends is passed on as an end, one that breaks as a break."""
    try:
        await _pump(source, sink, fate)
        sink.write_eof()
    except OSError:
        sink.transport.abort()


async def _pump(source: StreamReader, sink: StreamWriter, fate: Fate, most: int | None = None) -> bool:
    """True after `most` bytes, False when the source ended before."""
    left = _MOST_BYTES if most is None else most
    while left and (data := await source.read(min(fate.write_bytes, left))):
        if fate.delay_secs:
            await asyncio.sleep(fate.delay_secs)
        sink.write(data)
        await sink.drain()
        left = left if most is None else left - len(data)
    return left == 0


@contextlib.asynccontextmanager
async def between(target: Target, fate: Callable[[], Fate] = Fate) -> AsyncIterator[Proxy]:
    """In front of a port of this machine, or of a unix socket's path."""
    proxy = Proxy(target, fate)
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    proxy.port = server.sockets[0].getsockname()[1]
    try:
        yield proxy
    finally:
        server.close()
        await proxy.close()


class Gate:
    """Lets one connection in at a time: others hang while they connect, as with a host that is far away or busy."""

    def __init__(self, listener: socket.socket, proxy: Proxy, every_secs: float) -> None:
        self.port = listener.getsockname()[1]
        self._listener, self._proxy, self._every_secs = listener, proxy, every_secs

    def open_wide(self) -> None:
        self._listener.listen(100)
        self._every_secs = 0

    async def accept(self) -> None:
        serving: set[asyncio.Task[None]] = set()
        while True:
            accepted, _ = await asyncio.get_running_loop().sock_accept(self._listener)
            task = asyncio.create_task(self._proxy.serve(*await asyncio.open_connection(sock=accepted)))
            serving.add(task)
            task.add_done_callback(serving.discard)
            await asyncio.sleep(self._every_secs)


@contextlib.asynccontextmanager
async def slow_to_accept(target: Target, *, every_secs: float) -> AsyncIterator[Gate]:
    proxy = Proxy(target, Fate)
    with socket.create_server(("127.0.0.1", 0), backlog=0) as listener:
        listener.setblocking(False)
        gate = Gate(listener, proxy, every_secs)
        accepting = asyncio.create_task(gate.accept())
        try:
            yield gate
        finally:
            accepting.cancel()
            await proxy.close()
