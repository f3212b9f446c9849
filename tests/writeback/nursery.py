"""A process that forks workers, kills them with signal 9 on request and forks new ones in their place.

    python -m tests.writeback.nursery --workers 2 --claim-secs 0.5 --batch-size 10

Reads lines: `kill` (one worker, any), `freeze` and `thaw` (SIGSTOP, SIGCONT for the first). At the end of input it
ends the workers with SIGTERM and leaves. Forking spares each new worker the second that importing everything takes.

`--list KEY` is the control: workers that take from a plain Redis list with BRPOP, as many queues do.
"""

import argparse
import asyncio
import contextlib
import os
import random
import signal
import sys
import time
import traceback
from types import FrameType

import aiohttp
import django

from quizagent import embedded

_KILL_WITHIN_SECS = 0.004  # of being told, so that it hits different moments


class Nursery:
    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.workers: list[int] = []

    def run(self) -> None:
        for _ in range(self.options.workers):
            self.workers.append(self.fork())
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        for line in sys.stdin:
            getattr(self, line.strip())()
        for pid in self.workers:
            os.kill(pid, signal.SIGCONT)
            os.kill(pid, signal.SIGTERM)
        for pid in self.workers:
            os.waitpid(pid, 0)

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

    def fork(self) -> int:
        nursery = os.getpid()
        pid = os.fork()
        if pid:
            return pid
        embedded.dying_with(nursery)()
        sys.stdin.close()
        try:
            asyncio.run(pop_from_list(self.options.list) if self.options.list else flush(self.options))
            os._exit(0)
        except BaseException:
            traceback.print_exc()
            os.kill(nursery, signal.SIGTERM)  # a worker that fails by itself fails the test
            os._exit(1)


async def flush(options: argparse.Namespace) -> None:
    from writeback import loop
    from writeback.flusher import Flusher

    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    await loop.run(stop, flusher=Flusher(claim_secs=options.claim_secs, batch_size=options.batch_size))


async def pop_from_list(key: str) -> None:
    """What is popped is nowhere but here until the main API has it."""
    from django.conf import settings

    from quizagent import redis

    client = redis.connect(command_timeout_secs=10)

    def leave(number: int, frame: FrameType | None) -> None:
        os._exit(0)

    signal.signal(signal.SIGTERM, leave)
    async with aiohttp.ClientSession() as session:
        while True:
            popped = await client.brpop([key], timeout=1)
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


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--claim-secs", type=float, default=0.5)
    parser.add_argument("--batch-size", type=int, default=10)
    parser.add_argument("--list", default="")
    options = parser.parse_args()
    django.setup()
    import writeback.loop  # noqa: F401 - once, before the forks

    Nursery(options).run()


if __name__ == "__main__":
    main()
