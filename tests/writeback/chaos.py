"""The ground that the kill tests stand on: workers in processes of their own, a server of their own, and the count.

Everything that was accepted is looked for by id: at the main API, then among the dead letters. What is in neither
place is lost.
"""

import asyncio
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from quizagent import embedded
from tests.support import service, waiting
from tests.support.main_api import MainAPI
from writeback.models import State, WriteOperation

_INTERVAL_SECS = "0.05"


class Crowd:
    """A nursery of workers, seen from the test. Nothing of it is left when the block ends."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.kills = 0

    def tell(self, word: str) -> None:
        assert self.process.stdin
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()
        self.kills += word == "kill"


@contextlib.contextmanager
def workers(
    api_url: str,
    *,
    redis_url: str = "",
    prefix: Sequence[str] = (),
    environment: dict[str, str] | None = None,
    **options: Any,
) -> Iterator[Crowd]:
    """`options` are those of `nursery.py`; `prefix` is a command to run it under."""
    var_dir = Path(tempfile.mkdtemp(prefix="wb-crowd-"))
    arguments = [f"--{name.replace('_', '-')}={value}" for name, value in options.items()]
    process = subprocess.Popen(
        [*prefix, sys.executable, "-m", "tests.writeback.nursery", *arguments],
        cwd=service.ROOT,
        env=service.environment(
            var_dir,
            0,
            PORT="",
            REDIS_URL=redis_url or settings.REDIS_URL,
            DATABASE_URL=f"sqlite:///{connection.settings_dict['NAME']}",
            MAIN_API_URL=api_url,
            WRITEBACK_INTERVAL_SECONDS=_INTERVAL_SECS,
            LOG_LEVEL="ERROR",
        ),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout and process.stdout.readline() == "ready\n"
        yield Crowd(process)
        process.stdin.close()  # type: ignore[union-attr]
        assert process.wait(30) == 0
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
        assert process.stdout and not process.stdout.read(), "somebody still holds the nursery's output"
        process.stdout.close()
        shutil.rmtree(var_dir, ignore_errors=True)


class Server:
    """A Redis of our own, with an append-only file or without, that can be killed and started again."""

    def __init__(self, folder: Path, *, append_only: bool, fsync: str = "everysec") -> None:
        self.folder = folder
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

    def start(self) -> None:
        args = [part for name, value in self._options.items() for part in (f"--{name}", value)]
        self._process = subprocess.Popen(
            [str(embedded.find_binary()), *args],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=embedded.dying_with(os.getpid()),
        )
        waiting.until(self._is_up)

    def _is_up(self) -> bool:
        import redis as sync_redis

        try:
            return bool(sync_redis.Redis.from_url(self.url, socket_timeout=1).ping())
        except sync_redis.RedisError:
            return False

    def kill(self) -> None:
        assert self._process
        self._process.kill()
        self._process.wait(10)

    def signal(self, number: int) -> None:
        assert self._process
        self._process.send_signal(number)


@contextlib.contextmanager
def server(*, append_only: bool = True, fsync: str = "everysec") -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="wb-"))
    found = Server(folder, append_only=append_only, fsync=fsync)
    found.start()
    try:
        yield found
    finally:
        found.signal(signal.SIGCONT)
        found.kill()
        shutil.rmtree(folder, ignore_errors=True)


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


def missing_of(accepted: Sequence[str], crowd: Crowd, api: MainAPI, *, timeout_secs: float) -> list[str]:
    """Waits until every operation is at the main API or a dead letter; returns those that are in neither place."""
    wanted = set(accepted)
    deadline = time.monotonic() + timeout_secs
    while missing := wanted - api.effects.keys():
        assert crowd.process.poll() is None, "a worker failed by itself"
        if time.monotonic() > deadline or not (missing := missing - dead_ids()):
            break
        time.sleep(0.05)
    return sorted(missing)


def report(scenario: str, **figures: object) -> None:
    """One line for `docs/reliability.md`; pytest shows it with -s or -rP."""
    sys.stdout.write(f"\nRESULT {scenario}: " + ", ".join(f"{k.replace('_', ' ')} {v}" for k, v in figures.items()))


def run(coroutine: Any) -> Any:
    """A coroutine of the queue, from a test that is not one."""

    async def inside() -> Any:
        from quizagent import redis

        try:
            return await coroutine
        finally:
            await redis.close()

    return asyncio.run(inside())
