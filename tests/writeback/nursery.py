"""A process that forks workers, kills them with signal 9 on request and forks new ones in their place.

Reads one word a line and answers each line with `ok`: `start {…}` (options as JSON), `kill` (any one worker),
`freeze` and `thaw` (SIGSTOP and SIGCONT for the first), `stop` (SIGTERM for all, until they are gone). Forking spares
each worker the second that importing everything takes.

With the option `list` the workers are the control: they take from a plain Redis list with BRPOP, as many queues do.
"""

import asyncio
import contextlib
import json
import os
import random
import signal
import sys
import time
import traceback
from typing import Any

import aiohttp
import django

from quizagent import embedded

_KILL_WITHIN_SECS = 0.004  # of being told, so that it hits different moments
_OFTEN_SECS = 0.1  # instead of a second, that the tests are not all waiting


class Nursery:
    def __init__(self) -> None:
        self.options: dict[str, Any] = {}
        self.workers: list[int] = []

    def run(self) -> None:
        for line in sys.stdin:
            word, _, options = line.strip().partition(" ")
            getattr(self, word)(**json.loads(options or "{}"))
            sys.stdout.write("ok\n")
            sys.stdout.flush()

    def start(self, **options: Any) -> None:
        self.options = options
        self.workers = [self.fork() for _ in range(options["workers"])]

    def kill(self) -> None:
        time.sleep(random.uniform(0, _KILL_WITHIN_SECS))
        place = random.randrange(len(self.workers))
        os.kill(self.workers[place], signal.SIGKILL)
        os.waitpid(self.workers[place], 0)
        self.workers[place] = self.fork()

    def freeze(self) -> None:
        os.kill(self.workers[0], signal.SIGSTOP)

    def thaw(self) -> None:
        os.kill(self.workers[0], signal.SIGCONT)

    def stop(self) -> None:
        self.thaw()
        for pid in self.workers:
            os.kill(pid, signal.SIGTERM)
        for pid in self.workers:
            os.waitpid(pid, 0)
        self.workers = []
        with contextlib.suppress(ChildProcessError):
            raise AssertionError(f"left behind: {os.waitpid(-1, os.WNOHANG)}")

    def fork(self) -> int:
        nursery = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        embedded.dying_with(nursery)()
        try:
            asyncio.run(work(self.options))
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os.kill(nursery, signal.SIGTERM)  # a worker that fails by itself fails the test
            os._exit(1)


async def work(options: dict[str, Any]) -> None:
    from django.conf import settings

    from writeback import flusher, loop

    settings.REDIS_URL, settings.MAIN_API_URL = options["redis_url"], options["api_url"]
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    if options["list"]:
        await pop_from_list(options["list"], stop)
        return
    loop._PAUSE_SECS, flusher._LOOK_ASIDE_EVERY_SECS = _OFTEN_SECS, _OFTEN_SECS
    await loop.run(stop, flusher=flusher.Flusher(claim_secs=options["claim_secs"], batch_size=options["batch_size"]))


async def pop_from_list(key: str, stop: asyncio.Event) -> None:
    """What is popped is nowhere but here until the main API has it."""
    from django.conf import settings

    from quizagent import redis

    client = redis.connect(command_timeout_secs=10)
    async with aiohttp.ClientSession() as session:
        while not stop.is_set():
            popped = await client.brpop([key], timeout=0.1)
            if not popped:
                continue
            batch = [popped[1], *(await client.rpop(key, 9) or [])]
            body = b'{"operations":[' + b",".join(batch) + b"]}"
            for _ in range(20):
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.post(f"{settings.MAIN_API_URL}/write-back/batch", data=body) as response:
                        if response.status == 200:
                            break
                await asyncio.sleep(0.01)


if __name__ == "__main__":
    django.setup()
    import writeback.loop  # noqa: F401 - once, before the forks

    Nursery().run()
