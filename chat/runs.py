"""Runs: a turn in a task of its own, with a buffer that any number of readers follow.

The life of a run:
  1. `start` takes the thread's lease, reads the thread and makes the task; `opened` waits for the provider's answer.
  2. The task publishes the turn's events. What is wrong before the first one is the door's to answer.
  3. It ends with exactly one `complete` or `error`, whatever happens inside, and gives the lease back.
  4. It can be replayed for STREAM_CLEANUP_SECONDS; after that its `complete` is read from the thread.

A client that leaves harms nothing; readers here and on other instances see the same numbers.
"""

import asyncio
import contextlib
import logging
from collections.abc import Coroutine
from typing import Any

from django.conf import settings
from redis.exceptions import RedisError

from chat import events, journal, live, remotes, rush, turns
from chat.buffer import Buffer
from quizagent import errors, redis
from quizagent.line import Command
from threads import lease
from threads.store import Ref, Thread

logger = logging.getLogger(__name__)

_MAX_RUNS = 2000
_RENEW_SECS = 5
_RECONNECT_SECS = 1
_TROUBLE = (RedisError, OSError, TimeoutError)

_local: dict[str, "Run"] = {}
_active = 0  # those that have not ended: counting them would be work for every run that begins
_writer = journal.Writer()
_services: list[asyncio.Task[None]] = []
_tasks: set[asyncio.Task[None]] = set()


class RunNotFound(errors.APIError):
    status, code, title = 404, "run_not_found", "Run not found"
    detail = "There is no such run, or its thread has expired."


class RunNotActive(errors.APIError):
    status, code, title = 409, "run_not_active", "Run not active"
    detail = "This run has already ended."


class Run:
    """A turn that runs in this process."""

    def __init__(self, turn: turns.Turn, thread: Thread) -> None:
        self.turn = turn
        self.buffer = Buffer()
        self.error: errors.APIError | None = None
        self._forgetting: asyncio.TimerHandle | None = None
        self._entry = journal.Entry(turn.run_id, turn.ref, self.buffer, self._forget)
        self._task = asyncio.get_running_loop().create_task(self._drive(thread))
        _writer.mark(self._entry)  # so that other instances can follow and cancel it before its first event

    @property
    def id(self) -> str:
        return self.turn.run_id

    async def opened(self) -> None:
        """Returns when the first event is there. Raises the APIError of a turn that failed before it."""
        if not self.buffer.payloads:
            await self.buffer.wait()
        if self.error and len(self.buffer.payloads) == 1:
            raise self.error

    async def ended(self) -> None:
        await asyncio.shield(self._task)

    @property
    def terminal(self) -> bytes:
        """The payload of the `complete` or `error` event of a run that has ended."""
        return self.buffer.payloads[-1]

    def interrupt(self, reason: str) -> None:
        """Stop the provider's stream; what was finished is kept. Nothing happens when the run is past that."""
        self.turn.interrupt.request(reason)

    async def _drive(self, thread: Thread) -> None:
        global _active
        error: errors.APIError | None = None
        try:
            await turns.run(self.turn, thread, self._publish)
        except errors.APIError as exc:
            error = exc
        except asyncio.CancelledError:
            error = errors.ServerShutdown()
            raise
        except Exception:
            logger.exception("runs.failed", extra={"run": self.id})
            error = errors.APIError()
        finally:
            # The thread is free before anybody hears of the end, so that who asks again at once is let in.
            if not self.turn.freed:
                await self._free()
            if error:
                self._fail(error)
            self.buffer.end()
            _active -= 1
            _writer.mark(self._entry)
            loop = asyncio.get_running_loop()
            self._forgetting = loop.call_later(settings.STREAM_CLEANUP_SECONDS, self._forget)

    def _publish(self, event: events.Event) -> None:
        if not self.buffer.payloads:
            rush.is_served(self.id)
        self.buffer.add(event.payload())
        _writer.mark(self._entry)

    async def _free(self) -> None:
        try:
            await lease.release(self.turn.ref, self.id)
        except _TROUBLE:
            _spawn(_free_later(self.turn.ref, self.id))

    def _fail(self, error: errors.APIError) -> None:
        self.error = error
        event = events.Event("error", error.event(self.turn.request_id))
        self._entry.failure = event.payload()
        self._publish(event)

    def _forget(self) -> None:
        """Called when Redis has all of it, or cannot be told: whoever comes later reads it there."""
        _local.pop(self.id, None)
        if self._forgetting:
            self._forgetting.cancel()  # it would hold the whole run until then


async def start(turn: turns.Turn) -> Run:
    """Raises ThreadBusy, Overloaded or StoreUnavailable; nothing has begun then."""
    global _active
    if active() >= _MAX_RUNS:
        raise errors.Overloaded(retry_after_secs=1)
    rush.enters(turn.run_id)
    redis.line().meanwhile(turn.look_ahead)
    try:
        thread = await lease.take(turn.ref, turn.run_id, newest=turns.NEWEST_MESSAGES)
    except BaseException:
        rush.is_served(turn.run_id)
        raise
    _start_services()
    run = _local[turn.run_id] = Run(turn, thread)
    _active += 1
    if thread.is_heard:
        _spawn(live.announce(turn.ref, run.id))
    return run


async def find(run_id: str, *, owner: str) -> Buffer:
    """The buffer of a run, wherever it runs or ran. Raises RunNotFound for an unknown or somebody else's run."""
    if run := _local.get(run_id):
        if run.turn.ref.owner != owner:
            raise RunNotFound
        return run.buffer
    buffer = await remotes.find(run_id, owner=owner)
    if buffer is None:
        raise RunNotFound
    return buffer


async def cancel(run_id: str, *, owner: str, wait_secs: float = 2) -> None:
    """Stop a run on whichever instance it is; returns when it has ended, or after `wait_secs`.

    Raises RunNotFound, RunNotActive.
    """
    buffer = await find(run_id, owner=owner)
    if buffer.ended:
        raise RunNotActive
    if run := _local.get(run_id):
        run.interrupt("cancelled")
    else:
        await remotes.cancel(run_id, buffer)
    if wait_secs and not await buffer.ends_within(wait_secs):
        logger.warning("runs.cancel_still_pending", extra={"run": run_id})


def interrupt(run_id: str, reason: str) -> None:
    """Stop a run of this process; nothing happens to one that is not here or has ended."""
    if run := _local.get(run_id):
        run.interrupt(reason)


def active() -> int:
    return _active


async def drain(timeout_secs: float) -> None:
    """Let running turns finish for so long, then end the rest with `server_shutdown`; all is written after it.

    What readers here follow elsewhere has as long.
    """
    await asyncio.gather(_end_turns(timeout_secs), remotes.drain(timeout_secs))
    await _writer.settled()
    for service in _services:
        service.cancel()


async def _end_turns(timeout_secs: float) -> None:
    waiting = [asyncio.create_task(run.ended()) for run in _local.values() if not run.buffer.ended]
    if waiting:
        _, late = await asyncio.wait(waiting, timeout=timeout_secs)
        for run in _local.values():
            run.interrupt("server_shutdown")
        if late:
            await asyncio.wait(late, timeout=_RENEW_SECS)


def _start_services() -> None:
    """The tasks that this process's runs need: renewing their leases, hearing who wants them cancelled."""
    if not _services or _services[0].get_loop() is not asyncio.get_running_loop():
        _services[:] = [_spawn(_renew_leases()), _spawn(_hear_cancels())]


def _spawn(work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    task = asyncio.get_running_loop().create_task(work)
    _tasks.add(task)
    task.add_done_callback(_tasks.discard)
    return task


async def _free_later(ref: Ref, run_id: str) -> None:
    """Redis is away: the thread is free as soon as it is back, or when the lease runs out by itself."""
    for _ in range(lease.TTL_MS // 1000 // _RECONNECT_SECS):
        await asyncio.sleep(_RECONNECT_SECS)
        with contextlib.suppress(*_TROUBLE):
            await lease.release(ref, run_id)
            return


async def _renew_leases() -> None:
    while True:
        await asyncio.sleep(_RENEW_SECS)
        commands: list[Command] = []
        for run in _local.values():
            if not run.buffer.ended:
                commands += [lease.renewal(run.turn.ref, run.id), *journal.renewal(run.id)]
        try:
            await redis.line("runs").calls(commands)
        except _TROUBLE:
            logger.warning("runs.leases_not_renewed")


async def _hear_cancels() -> None:
    while True:
        try:
            async for run_id in journal.cancel_requests():
                if run := _local.get(run_id):
                    run.interrupt("cancelled")
        except _TROUBLE:
            logger.warning("runs.cancel_channel_lost")
            await asyncio.sleep(_RECONNECT_SECS)
