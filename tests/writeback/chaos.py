"""The ground that the kill tests stand on: workers in processes of their own, a server of their own, and the count.

Everything that was accepted is looked for by id: at the main API, then among the dead letters. What is in neither
place is lost.
"""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import override_settings

from quizagent import embedded, redis
from tests.support import service, waiting
from tests.support.main_api import MainAPI
from tests.writeback.support import some
from writeback import queue
from writeback.models import State, WriteOperation

_INTERVAL_SECS = "0.05"


class Crowd:
    """A nursery of workers, seen from the test; see `nursery.py`."""

    def __init__(self, prefix: Sequence[str] = ()) -> None:
        self.kills = 0
        self._lock = threading.Lock()
        self._var_dir = Path(tempfile.mkdtemp(prefix="wb-crowd-"))
        self._process = subprocess.Popen(
            [*prefix, sys.executable, "-m", "tests.writeback.nursery"],
            cwd=service.ROOT,
            env=service.environment(
                self._var_dir,
                0,
                PORT="",
                DATABASE_URL=f"sqlite:///{connection.settings_dict['NAME']}",
                WRITEBACK_INTERVAL_SECONDS=_INTERVAL_SECS,
                LOG_LEVEL="ERROR",
            ),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    @contextlib.contextmanager
    def working(
        self,
        api_url: str,
        *,
        workers: int = 2,
        claim_secs: float = 0.5,
        batch_size: int = 10,
        redis_url: str = "",
        list: str = "",
    ) -> Iterator["Crowd"]:
        """Workers of that main API; none of them is left when the block ends."""
        self.kills = 0
        options = {
            "api_url": api_url,
            "workers": workers,
            "claim_secs": claim_secs,
            "batch_size": batch_size,
            "redis_url": redis_url or settings.REDIS_URL,
            "list": list,
        }
        self.tell(f"start {json.dumps(options)}")
        try:
            yield self
        finally:
            self.tell("stop")

    def tell(self, word: str) -> None:
        """Returns when it is done. From any thread."""
        assert self._process.stdin and self._process.stdout
        with self._lock:
            self._process.stdin.write(word + "\n")
            self._process.stdin.flush()
            assert self._process.stdout.readline() == "ok\n", "a worker failed by itself or was left behind"
        self.kills += word == "kill"

    def close(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait(10)
        for pipe in (self._process.stdin, self._process.stdout):
            assert pipe
            pipe.close()
        shutil.rmtree(self._var_dir, ignore_errors=True)


class Server:
    """A Redis of our own, with an append-only file or without, that can be killed and started again."""

    def __init__(self, folder: Path, *, append_only: bool, fsync: str, slow_disk_secs: float) -> None:
        self.folder = folder
        self._prefix = _slow_disk(slow_disk_secs) if slow_disk_secs else []
        self.url = f"unix://{folder / 's'}"
        self._options = {
            "port": "0",
            "unixsocket": str(folder / "s"),
            "dir": str(folder),
            "appendonly": "yes" if append_only else "no",
            "appendfsync": fsync,
            "save": "",
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._pid = 0
        self.kills = 0

    def start(self) -> None:
        args = [part for name, value in self._options.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen(
            [*self._prefix, str(embedded.find_binary()), *args],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=embedded.dying_with(os.getpid()),
        )
        waiting.until(self._is_up)

    def _is_up(self) -> bool:
        import redis as sync_redis

        try:
            info = sync_redis.Redis.from_url(self.url, socket_timeout=1).info()
        except sync_redis.RedisError:
            return False
        self._pid = info["process_id"]
        return not info["loading"]

    def kill(self) -> None:
        assert self._process
        os.kill(self._pid, signal.SIGKILL)
        self._process.wait(10)
        self.kills += 1

    def signal(self, number: int) -> None:
        os.kill(self._pid, number)


def _slow_disk(secs: float) -> list[str]:
    """A command that runs a program on which the disk takes so long for every fsync."""
    delay = f"inject=fdatasync,fsync:delay_enter={round(secs * 1e6)}"
    return ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync,fsync", "-e", delay]


@contextlib.contextmanager
def server(*, append_only: bool = True, fsync: str = "everysec", slow_disk_secs: float = 0.0) -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="wb-"))
    found = Server(folder, append_only=append_only, fsync=fsync, slow_disk_secs=slow_disk_secs)
    found.start()
    try:
        yield found
    finally:
        with contextlib.suppress(ProcessLookupError):
            found.signal(signal.SIGCONT)
            found.kill()
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def using(server: Server) -> Iterator[None]:
    """The code under test talks to this server."""
    with override_settings(REDIS_URL=server.url):
        yield


@contextlib.asynccontextmanager
async def using_in_loop(server: Server) -> AsyncIterator[None]:
    """The same for a test in an event loop, whose connections are exchanged too."""
    with using(server):
        await redis.close()
        yield
    await redis.close()


def every(calls: int, act: Callable[[], None], *, times: int) -> Callable[[int], bool]:
    """Acts at every so many calls to the main API, so many times. Returns whether this call was one of them."""
    lock, done = threading.Lock(), 0

    def at(call: int) -> bool:
        nonlocal done
        with lock:
            if done >= times or call % calls:
                return False
            done += 1
        act()
        return True

    return at


def dead_ids() -> set[str]:
    return set(WriteOperation.objects.filter(state=State.FAILED).values_list("id", flat=True))


def missing_of(
    accepted: Sequence[str],
    api: MainAPI,
    *,
    timeout_secs: float,
    meanwhile: Callable[[], None] = lambda: None,
) -> list[str]:
    """Waits until every operation is at the main API or a dead letter; returns those that are in neither place."""
    wanted = set(accepted)
    deadline = time.monotonic() + timeout_secs
    while missing := wanted - api.effects.keys():
        if time.monotonic() > deadline or not (missing := missing - dead_ids()):
            break
        meanwhile()
        time.sleep(0.02)
    return sorted(missing)


RESULTS: list[str] = []


def report(scenario: str, **figures: object) -> None:
    """One line at the end of the run, for `docs/reliability.md`."""
    RESULTS.append(
        f"{scenario}: " + ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in figures.items())
    )


class Producer:
    """An event loop of its own that accepts operations, as a web process does, until the block ends."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="producer", daemon=True)

    def __enter__(self) -> "Producer":
        self._thread.start()
        return self

    def put(self, count: int) -> list[str]:
        made = some(count)
        asyncio.run_coroutine_threadsafe(queue.accept(made), self._loop).result(30)
        return [operation.id for operation in made]

    def __exit__(self, *exc: object) -> None:
        asyncio.run_coroutine_threadsafe(redis.close(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))
        self._loop.close()


def put(count: int) -> list[str]:
    """The ids of so many new operations, which the queue has taken."""
    made = some(count)
    for start in range(0, count, 500):
        run(queue.accept(made[start : start + 500]))
    return [operation.id for operation in made]


def run(coroutine: Any) -> Any:
    """A coroutine of the queue, from a test that is not one."""

    async def inside() -> Any:
        try:
            return await coroutine
        finally:
            await redis.close()

    return asyncio.run(inside())
