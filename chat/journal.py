"""A run in Redis: the only module that knows its keys, and what lets any instance replay, follow and cancel it.

`run:<id>` (hash, lives as long as the thread) says whose run it is and how it ended. `run:<id>:alive` is there while
its process is. `run:<id>:events` (stream) holds its payloads until STREAM_CLEANUP_SECONDS after the end; one entry
holds every payload of a few milliseconds, its id is the number of the last one. A channel carries cancel requests to
whichever process has the run.

One writer per process sends the payloads of all runs in one pipeline: a command per token would cost more than
everything else together.
"""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Callable
from typing import NamedTuple

from django.conf import settings
from redis.exceptions import RedisError

from chat import events
from chat.buffer import Buffer
from quizagent import redis
from quizagent.line import Command
from threads import store
from threads.store import Ref

logger = logging.getLogger(__name__)

_LEAST_WAIT_SECS = 0.02
_MOST_WAIT_SECS = 0.1
_WRITING_SHARE = 0.05  # of the process's time: under load more payloads share an entry
_RETRY_SECS = 0.5
_LIVE_TTL_SECS = 300
_ALIVE_SECS = 15
_UNSEEN_PAUSES_SECS = (0.01, 0.02, 0.1, 0.3)  # in all far more than _MOST_WAIT_SECS
_BLOCK_MS = 1000
_TROUBLE = (RedisError, OSError, TimeoutError)


class Record(NamedTuple):
    """`last` is the number of the terminal payload, 0 while there is none; `failure` that payload, if it is an error.

    A run that has no terminal payload and is not `alive` has died with its process.
    """

    ref: Ref
    last: int
    failure: bytes | None
    alive: bool


def _events_key(run_id: str) -> str:
    return redis.key("run", run_id, "events")


def _record_key(run_id: str) -> str:
    return redis.key("run", run_id)


def _alive_key(run_id: str) -> str:
    return redis.key("run", run_id, "alive")


def _cancel_channel() -> str:
    return redis.key("cancel")


class Entry:
    """One run as the writer sees it: what it holds and how much of that is in Redis."""

    def __init__(self, run_id: str, ref: Ref, buffer: Buffer, on_closed: Callable[[], None]) -> None:
        self.run_id, self.ref, self.buffer, self._on_closed = run_id, ref, buffer, on_closed
        self.stream_key = _events_key(run_id)
        self.written = 0
        self.opened = False
        self.failure: bytes | None = None

    def close(self) -> None:
        """All of it is in Redis. Whoever is told of that refers to this entry, so it is let go of."""
        on_closed, self._on_closed = self._on_closed, _nothing
        on_closed()


class Writer:
    """Writes this process's runs. Redis being away loses nothing here: the next round writes what is missing."""

    def __init__(self) -> None:
        self._dirty: dict[str, Entry] = {}
        self._task: asyncio.Task[None] | None = None

    def mark(self, entry: Entry) -> None:
        """The run has something new; it is in Redis within a few milliseconds."""
        self._dirty[entry.run_id] = entry
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._write_rounds())

    async def settled(self) -> None:
        """Wait until nothing is left to write, or the round at hand failed."""
        if self._task:
            await self._task

    async def _write_rounds(self) -> None:
        delay = _LEAST_WAIT_SECS
        while self._dirty:
            await asyncio.sleep(delay)
            dirty, self._dirty = self._dirty, {}
            begun = time.thread_time()
            try:
                await self._write(list(dirty.values()))
                spent = (time.thread_time() - begun) / _WRITING_SHARE
                delay = min(max(spent, _LEAST_WAIT_SECS), _MOST_WAIT_SECS)
            except _TROUBLE:
                logger.warning("runs.journal_unavailable", extra={"runs": len(dirty)})
                # A run that has ended while Redis is away is given up: its readers here have it in memory.
                self._dirty = {k: e for k, e in dirty.items() if not e.buffer.ended} | self._dirty
                delay = _RETRY_SECS

    async def _write(self, entries: list[Entry]) -> None:
        commands: list[Command] = []
        reached = [self._queue(commands, entry) for entry in entries]
        closing = [entry for entry in entries if entry.buffer.ended]
        for reply in await redis.line("runs").calls(commands):
            # An entry that is there already (its reply was lost) is refused by its id, which is as good as written.
            if isinstance(reply, Exception) and "equal or smaller" not in str(reply):
                raise reply
        for entry, count in zip(entries, reached, strict=True):
            entry.written, entry.opened = count, True
        for entry in closing:
            entry.close()

    def _queue(self, commands: list[Command], entry: Entry) -> int:
        count, ended = entry.buffer.last, entry.buffer.ended
        stream = entry.stream_key
        if count > entry.written:
            joined = b"\n".join(entry.buffer.payloads[entry.written : count])
            commands.append(("XADD", stream, f"{count}-0", "n", entry.written + 1, "f", joined))
            if not entry.written:
                commands.append(("EXPIRE", stream, _LIVE_TTL_SECS))
        if not entry.opened:
            commands += renewal(entry.run_id)  # before the record: what is known and not alive counts as dead
        if ended or not entry.opened:
            end = ("last", count, "failure", entry.failure or b"") if ended else ()
            record = _record_key(entry.run_id)
            commands.append(("HSET", record, "thread", entry.ref.id, "owner", entry.ref.owner, *end))
            commands.append(("EXPIRE", record, store.ttl_secs() + settings.STREAM_CLEANUP_SECONDS))
        if ended:
            commands.append(("EXPIRE", stream, settings.STREAM_CLEANUP_SECONDS))
            commands.append(("DEL", _alive_key(entry.run_id)))
        return count


def renewal(run_id: str) -> list[Command]:
    """Say that the run is alive; due again within 15 s."""
    return [("SET", _alive_key(run_id), 1, "EX", _ALIVE_SECS), ("EXPIRE", _events_key(run_id), _LIVE_TTL_SECS)]


async def record(run_id: str) -> Record | None:
    """Whose run it is and how it ended; None for an unknown run."""
    found = await _read_record(run_id)
    for pause_secs in _UNSEEN_PAUSES_SECS:
        if found:
            break
        # Another instance may have told its client of the run a moment before it told Redis.
        await asyncio.sleep(pause_secs)
        found = await _read_record(run_id)
    return found


async def _read_record(run_id: str) -> Record | None:
    async with redis.required(), redis.client().pipeline(transaction=True) as pipe:
        pipe.hgetall(_record_key(run_id))
        pipe.exists(_alive_key(run_id))
        found, alive = await pipe.execute()
    if not found:
        return None
    ref = Ref(found[b"thread"].decode(), found[b"owner"].decode())
    return Record(ref, int(found.get(b"last", 0)), found.get(b"failure") or None, bool(alive))


async def replay(run_id: str, buffer: Buffer) -> None:
    """Add all payloads that are in Redis: none when they were cleaned up."""
    async with redis.required():
        entries = await redis.client().xrange(_events_key(run_id))
    for _, fields in entries:
        _append(buffer, fields)


async def tail(run_id: str, buffer: Buffer) -> bool:
    """Copy the run of another process into `buffer` until it ends. False when its process has died.

    Raises RedisError and the like when Redis goes away; called again, it goes on where it was.
    """
    client = redis.connect(command_timeout_secs=_BLOCK_MS / 1000 + 2)
    alive = True
    try:
        while True:
            found = await client.xread({_events_key(run_id): f"{buffer.last}-0"}, block=_BLOCK_MS)
            for _, fields in found[0][1] if found else ():
                _append(buffer, fields)
            if buffer.payloads and events.is_terminal(buffer.payloads[-1]):
                return True
            if not found:
                if not alive:
                    return False
                alive = bool(await client.exists(_alive_key(run_id)))
    finally:
        await client.aclose()


def _append(buffer: Buffer, fields: dict[bytes, bytes]) -> None:
    """An entry whose reply was lost is followed by one that begins with the same payloads."""
    number = int(fields[b"n"])
    if not buffer.payloads:
        buffer.first = number  # over 1 when Redis has lost the earlier ones
    for payload in fields[b"f"].split(b"\n")[max(0, buffer.last + 1 - number) :]:
        buffer.add(payload)


async def request_cancel(run_id: str) -> None:
    async with redis.required():
        await redis.client().publish(_cancel_channel(), run_id)


async def cancel_requests() -> AsyncIterator[str]:
    """Run ids that somebody wants cancelled, on any instance. Raises when Redis goes away."""
    client = redis.connect(command_timeout_secs=_BLOCK_MS / 1000 + 2)
    channel = client.pubsub(ignore_subscribe_messages=True)
    try:
        await channel.subscribe(_cancel_channel())
        while True:
            message = await channel.get_message(timeout=_BLOCK_MS / 1000)
            if message:
                yield message["data"].decode()
    finally:
        await channel.aclose()
        await client.aclose()


def _nothing() -> None:
    pass
