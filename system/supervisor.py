"""The processes of one `serve`, and the order in which they end.

Web server (in this process), `flush_writes` (a child), embedded Redis (a child). All forks happen on the main thread:
the kernel's "end with your parent" looks at the thread that forked.
"""

import asyncio
import logging
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Awaitable, Callable, Sequence

from django.conf import settings

from quizagent import embedded, lifecycle
from system.server import Server

logger = logging.getLogger(__name__)

_WATCH_INTERVAL_SECS = 1
_DRAIN_TIMEOUT_SECS = 30
_CHILD_STOP_TIMEOUT_SECS = 20
_CHILD_NICENESS = 15
_MAX_RESTART_DELAY_SECS = 30
_STABLE_AFTER_SECS = 60


class Child:
    """A child process that is started again when it ends: after 1 s, 2 s, 4 s … 30 s.

    It has its share of the processor, but a small one where answers need it: they never wait for it.
    """

    def __init__(self, args: Sequence[str]) -> None:
        self._args = args
        self._process: subprocess.Popen[bytes] | None = None
        self._started_at = 0.0
        self._restart_delay_secs = 1.0

    def ensure(self) -> None:
        """Start it when it is not running and its delay has passed. Returns at once."""
        now = time.monotonic()
        if not self._process:
            self._start(now)
        elif self._process.poll() is not None and now >= self._started_at + self._restart_delay_secs:
            logger.warning("serve.child_restarted", extra={"child": self._args[-1], "exit": self._process.returncode})
            stable = now > self._started_at + _STABLE_AFTER_SECS
            self._restart_delay_secs = 1.0 if stable else min(_MAX_RESTART_DELAY_SECS, 2 * self._restart_delay_secs)
            self._start(now)

    def _start(self, now: float) -> None:
        self._started_at = now
        self._process = subprocess.Popen(
            self._args,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C of the terminal is for us; the child ends after the web server
            preexec_fn=_behind(embedded.dying_with(os.getpid())),
        )

    async def stop(self) -> None:
        """Let it finish what it does."""
        if self._process:
            self._process.terminate()
            try:
                await asyncio.to_thread(self._process.wait, _CHILD_STOP_TIMEOUT_SECS)
            except subprocess.TimeoutExpired:
                self.kill()

    def kill(self) -> None:
        if self._process:
            self._process.kill()
            self._process.wait()


def _behind(arrange: Callable[[], None]) -> Callable[[], None]:
    def prepare() -> None:
        arrange()
        os.nice(_CHILD_NICENESS)

    return prepare


def flusher() -> Child:
    return Child([sys.executable, str(settings.BASE_DIR / "manage.py"), "flush_writes"])


class Supervisor:
    """SIGTERM or Ctrl-C: drain the runs, stop the web server, the child, the Redis. A second one: at once."""

    def __init__(
        self,
        *,
        server: Server,
        child: Child,
        redis: embedded.Server | None,
        drain: Callable[[float], Awaitable[None]],
    ) -> None:
        self._server = server
        self._child = child
        self._redis = redis
        self._drain = drain
        self._stop = asyncio.Event()
        self._stop_now = asyncio.Event()

    async def run(self, listener: socket.socket) -> int:
        """Returns the exit code: 0 after an orderly end, 1 when the server failed or a second signal came."""
        loop = asyncio.get_running_loop()
        for signum in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(signum, self._on_signal)
        web = asyncio.create_task(self._server.serve(sockets=[listener]))
        watch = asyncio.create_task(self._watch())
        await self._first(web, self._stop.wait())
        if web.done():
            logger.error("serve.web_ended", exc_info=web.exception())
        else:
            await self._end_web(web)
        watch.cancel()
        await self._first(self._child.stop(), self._stop_now.wait())
        self._child.kill()
        if self._redis:
            self._redis.stop()
        return 0 if self._stop.is_set() and not self._stop_now.is_set() else 1

    async def _end_web(self, web: asyncio.Task[None]) -> None:
        lifecycle.begin_drain()
        logger.info("serve.draining")
        await self._first(self._drain(_DRAIN_TIMEOUT_SECS), self._stop_now.wait())
        self._server.should_exit = True
        await self._first(web, self._stop_now.wait())

    async def _watch(self) -> None:
        while True:
            try:
                self._child.ensure()
                if self._redis:
                    self._redis.ensure()
            except (OSError, embedded.EmbeddedRedisError):
                logger.exception("serve.restart_failed")
            await asyncio.sleep(_WATCH_INTERVAL_SECS)

    def _on_signal(self) -> None:
        (self._stop_now if self._stop.is_set() else self._stop).set()

    @staticmethod
    async def _first(*awaitables: Awaitable[object]) -> None:
        """Wait until one of them is done; cancel the others, except a task that was one already."""
        made = [asyncio.ensure_future(awaitable) for awaitable in awaitables]
        await asyncio.wait(made, return_when=asyncio.FIRST_COMPLETED)
        for task, awaitable in zip(made, awaitables, strict=True):
            if task is not awaitable:
                task.cancel()
