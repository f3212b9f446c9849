"""What one operation costs while a hundred, or a million, others wait.

    python -m bench.writeback.scale [--most 1000000]

A server of its own, a sink that takes everything at once: the figures are the queue's alone. CPU of this process and
of the server, so that a busy machine shows as little as possible; medians of five rounds. The two waits are medians
of two hundred calls.
"""

import argparse
import asyncio
import contextlib
import os
import shutil
import statistics
import subprocess
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import django

from quizagent import embedded

if TYPE_CHECKING:
    from writeback.operations import Operation
    from writeback.retry import Answer

_BODY_BYTES = 400
_BATCH, _BATCHES, _ROUNDS = 100, 50, 5
_TICKS_PER_SEC = os.sysconf("SC_CLK_TCK")


Act = Callable[[], Awaitable[object]]


class Server:
    def __init__(self, folder: Path) -> None:
        options = {"port": "0", "unixsocket": str(folder / "s"), "dir": str(folder), "appendonly": "yes", "save": ""}
        args = [part for name, value in options.items() for part in (f"--{name}", value)]
        self.url = f"unix://{folder / 's'}"
        self.process = subprocess.Popen([str(embedded.find_binary()), *args], stdout=subprocess.DEVNULL)
        while not (folder / "s").exists():
            time.sleep(0.01)

    def cpu_secs(self) -> float:
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_PER_SEC


async def median_us(act: Act, *, times: int) -> float:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        await act()
        taken.append((time.perf_counter() - began) * 1e6)
    return statistics.median(taken)


async def measure(waiting: int, server: Server) -> dict[str, float]:
    """Fill up to so many waiting operations, then measure on top of them."""
    from quizagent import redis
    from quizagent.atomic import Transaction
    from writeback import census, queue

    async def turn() -> None:
        made = some(3)
        await queue.commit(Transaction(), made)

    bytes_each = await fill(waiting)
    into, out, server_us = await through(server)
    found = {
        "waiting": waiting,
        "CPU in, us": into,
        "CPU out, us": out,
        "server CPU in and out, us": server_us,
        "a turn's three in one transaction, us": await median_us(turn, times=200),
        "all counts, us": await median_us(census.figures, times=200),
        "bytes each": bytes_each,
    }
    await redis.close()
    return found


async def fill(waiting: int) -> float:
    """Bytes of the server's memory for each operation that was put."""
    from quizagent import redis
    from writeback import stream

    async def used_bytes() -> int:
        found: int = (await redis.client().info("memory"))["used_memory"]
        return found

    memory, missing = await used_bytes(), waiting - await stream.backlog(0)
    for start in range(0, missing, 500):
        entries = [stream.Entry(o) for o in some(min(500, missing - start))]
        put = False
        while not put:  # the same ids again change nothing, so a pause of the disk is waited out
            with contextlib.suppress(redis.RedisError):
                await stream.put(entries)
                put = True
    memory = await used_bytes() - memory
    while (await redis.client().info("persistence"))["aof_rewrite_in_progress"]:
        await asyncio.sleep(0.5)
    return memory / missing


async def through(server: Server) -> list[float]:
    """CPU per operation in, out, and of the server for both: medians."""
    from writeback import stream
    from writeback.flusher import Flusher

    flusher = Flusher(sink=Sink(), batch_size=_BATCH, high_water=10**9)
    flusher._look_aside_at = float("inf")
    rounds = [
        await cpu_us(lambda: stream.put([stream.Entry(o) for o in some(_BATCH)]), flusher.step, server)
        for _ in range(_ROUNDS)
    ]
    return [statistics.median(figures) for figures in zip(*rounds, strict=True)]


class Sink:
    """Takes everything at once."""

    name = "null"

    async def deliver(self, batch: Sequence[object], *, timeout_secs: float) -> "Answer":
        from writeback.retry import Answer

        return Answer(200)

    async def close(self) -> None:
        pass


def some(count: int) -> "list[Operation]":
    from writeback import operations

    return [operations.new("quiz_save", "thread_bench", {"text": "x" * _BODY_BYTES}) for _ in range(count)]


async def cpu_us(put: Act, step: Act, server: Server) -> tuple[float, float, float]:
    """CPU per operation to put batches in and to deliver as many, here and in the server."""
    into = out = 0.0
    server_secs = server.cpu_secs()
    for _ in range(_BATCHES):
        began = time.process_time()
        await put()
        between = time.process_time()
        await step()
        into, out = into + between - began, out + time.process_time() - between
    per_us = 1e6 / _BATCH / _BATCHES
    return into * per_us, out * per_us, (server.cpu_secs() - server_secs) * per_us


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--most", type=int, default=1_000_000)
    most = parser.parse_args().most
    folder = Path(tempfile.mkdtemp(prefix="wb-scale-"))
    server = Server(folder)
    os.environ |= {"DJANGO_SETTINGS_MODULE": "quizagent.settings", "REDIS_URL": server.url, "VAR_DIR": str(folder)}
    try:
        django.setup()
        rows = [asyncio.run(measure(n, server)) for n in (100, 1000, 10_000, 100_000, 1_000_000) if n <= most]
    finally:
        server.process.kill()
        server.process.wait()
        shutil.rmtree(folder, ignore_errors=True)
    print("| " + " | ".join(rows[0]) + " |")
    print("|" + "---:|" * len(rows[0]))
    for row in rows:
        print("| " + " | ".join(f"{value:,.0f}" for value in row.values()) + " |")


if __name__ == "__main__":
    main()
