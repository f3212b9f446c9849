"""`make bench`: the same turns through every server, side by side, as one table.

The server under test has the first core for itself; the stub of the provider, the load client and Redis share the
other. Servers are measured in turn, round after round, each started anew: a machine whose speed drifts is fair to
all, and memory is that of a fresh process. Every figure is the median of the rounds. What is slow in absolute terms
may be the machine; read the ratios.
"""

import argparse
import asyncio
import contextlib
import json
import os
import platform
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import history, processes, table
from quizagent import embedded

_TICKS_PER_SEC = os.sysconf("SC_CLK_TCK")
_SERVER_CORE, _LOAD_CORE = "0", "1"


@dataclass(frozen=True)
class Contender:
    name: str
    shape: str
    command: tuple[str, ...]


def contenders(python: str, upstream: str) -> list[Contender]:
    return [
        Contender("direct", "groq", ()),
        Contender("relay", "plain", (python, "-m", "bench.servers.relay", "--port", "{port}")),
        Contender("ours", "sse", (sys.executable, "manage.py", "serve")),
        Contender(
            "usual stack",
            "plain",
            (python, "-m", "daphne", "-b", "127.0.0.1", "-p", "{port}", "bench.servers.usual:application"),
        ),
        Contender(
            "FastAPI + SDK",
            "plain",
            (
                *(python, "-m", "uvicorn", "--port", "{port}", "--log-level", "warning", "--no-access-log"),
                *("--loop", "uvloop", "--http", "httptools", "bench.servers.fastapi_sdk:application"),
            ),
        ),
    ]


class Server:
    """A contender that runs. The stub itself is one without a process."""

    def __init__(self, contender: Contender, url: str, process: subprocess.Popen[bytes] | None) -> None:
        self.contender, self.url, self.process = contender, url, process

    def cpu_secs(self) -> float:
        if not self.process:
            return 0.0
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS_PER_SEC

    def rss_mb(self) -> float:
        if not self.process:
            return 0.0
        return (
            int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20
        )


class Bench:
    def __init__(self, python: str, folder: Path, rounds: int) -> None:
        self.python, self.folder, self.rounds = python, folder, rounds
        self.figures: dict[str, dict[str, list[float]]] = {}
        self._next_thread = 0

    def run(self) -> dict[str, dict[str, float]]:
        with self._redis() as redis_url, self._stub() as self.stub:
            for number in range(self.rounds):
                print(f"round {number + 1} of {self.rounds}", file=sys.stderr, flush=True)
                for contender in contenders(self.python, self.stub):
                    with self._serving(contender, redis_url) as server:
                        self._measure(server)
        return {name: {k: statistics.median(v) for k, v in found.items()} for name, found in self.figures.items()}

    def _measure(self, server: Server) -> None:
        print(f"  {server.contender.name}", file=sys.stderr, flush=True)
        self._pace(tokens=5, gap_ms=5)
        self._load(server, 2)  # warm
        self._note(server, "warm_mb", server.rss_mb())
        self._measure_memory(server)
        self._pace(tokens=5, gap_ms=5)
        firsts = [self._load(server, 1)["first_ms"]["p50"] for _ in range(9)]
        self._note(server, "first_1", statistics.median(firsts))
        self._pace(tokens=300, gap_ms=20)
        before = server.cpu_secs()
        steady = self._load(server, 50)
        self._note(server, "cpu_us", (server.cpu_secs() - before) / max(1, steady["tokens"]) * 1e6)
        self._note(server, "late_p50", steady["late_ms"]["p50"])
        self._note(server, "late_p99", steady["late_ms"]["p99"])
        self._pace(tokens=20, gap_ms=20)
        for streams in (200, 400, 1000):
            burst = self._load(server, streams)
            self._note(server, f"ok_{streams}", 100 * burst["ok"] / streams)
            self._note(server, f"p50_{streams}", burst["first_ms"]["p50"] if burst["first_ms"] else float("inf"))
            self._note(server, f"p99_{streams}", burst["first_ms"]["p99"] if burst["first_ms"] else float("inf"))
        self._pace(tokens=400, gap_ms=0)
        flood = self._load(server, 50)
        self._note(server, "tokens_per_sec", flood["tokens"] / flood["elapsed_secs"])
        self._measure_leaving(server)

    def _measure_memory(self, server: Server, streams: int = 400) -> None:
        """The process with so many streams open in mid-answer, against the same process before."""
        self._pace(tokens=60, gap_ms=100)
        before = server.rss_mb()
        load = self._start_load(server, streams)
        time.sleep(5)
        self._note(server, "stream_kb", max(0.0, server.rss_mb() - before) * 1024 / streams)
        load.communicate(timeout=120)

    def _measure_leaving(self, server: Server) -> None:
        """From the moment a client closes its connection to the moment the provider sees its own close."""
        if server.contender.name in ("direct", "relay"):
            return
        self._pace(tokens=3000, gap_ms=10)
        body = {"message": "Create a quiz", "onDisconnect": "cancel"}
        data = json.dumps(body).encode()
        host, _, port = server.url.removeprefix("http://").partition(":")
        with socket.create_connection((host, int(port))) as client:
            client.sendall(
                b"POST /chat/stream HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\n"
                b"Content-Length: %d\r\n\r\n%b" % (len(data), data)
            )
            while b"chunk" not in client.recv(4096):
                pass
            time.sleep(0.2)
        left = time.monotonic_ns()
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            if after := [at for at in self._get("/left") if at > left]:
                self._note(server, "leave_ms", (min(after) - left) / 1e6)
                return
            time.sleep(0.05)
        self._note(server, "leave_ms", float("inf"))

    def _note(self, server: Server, name: str, value: float) -> None:
        self.figures.setdefault(server.contender.name, {}).setdefault(name, []).append(value)

    def _load(self, server: Server, streams: int) -> dict[str, Any]:
        output, _ = self._start_load(server, streams).communicate(timeout=180)
        return json.loads(output)  # type: ignore[no-any-return]

    def _start_load(self, server: Server, streams: int) -> subprocess.Popen[bytes]:
        first = self._next_thread
        self._next_thread += streams
        if server.contender.name == "ours":
            asyncio.run(history.give(first, streams))
        return processes.pinned(
            _LOAD_CORE,
            [
                *(sys.executable, "-m", "bench.load", server.url, "--streams", str(streams)),
                *("--shape", server.contender.shape, "--first-thread", str(first)),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def _pace(self, *, tokens: int, gap_ms: float, first_ms: float = 0) -> None:
        self._get(f"/pace?tokens={tokens}&gap_ms={gap_ms}&first_ms={first_ms}")

    def _get(self, path: str) -> Any:
        with urllib.request.urlopen(self.stub + path, timeout=10) as response:
            return json.load(response)

    @contextlib.contextmanager
    def _redis(self) -> Iterator[str]:
        server = embedded.Server(self.folder)
        server.start()
        processes.pin(_LOAD_CORE, server.pid)
        url = embedded.url(self.folder)
        os.environ |= {"REDIS_URL": url, "VAR_DIR": str(self.folder), "DJANGO_SETTINGS_MODULE": "quizagent.settings"}
        try:
            yield url
        finally:
            server.stop()

    @contextlib.contextmanager
    def _stub(self) -> Iterator[str]:
        process = processes.pinned(_LOAD_CORE, [sys.executable, "-m", "bench.stub"], stdout=subprocess.PIPE)
        assert process.stdout
        try:
            yield process.stdout.readline().decode().strip()
        finally:
            processes.end(process)

    @contextlib.contextmanager
    def _serving(self, contender: Contender, redis_url: str) -> Iterator[Server]:
        if not contender.command:
            yield Server(contender, self.stub, None)
            return
        port = processes.free_port()
        environment = {
            **os.environ,
            "BENCH_UPSTREAM": self.stub,
            "GROQ_BASE_URL": self.stub,
            "GROQ_API_KEY": "bench",
            "REDIS_URL": redis_url,
            "PORT": str(port),
            "VAR_DIR": str(self.folder),
            "LLM_MAX_CONCURRENCY": "2000",
        }
        command = [part.replace("{port}", str(port)) for part in contender.command]
        with (self.folder / f"{contender.name}.log").open("wb") as log:
            process = processes.pinned(_SERVER_CORE, command, env=environment, stdout=log, stderr=log)
        try:
            processes.wait_for_port(port, process)
            yield Server(contender, f"http://127.0.0.1:{port}", process)
        finally:
            processes.end(process)


def machine() -> str:
    cpu = next((line for line in Path("/proc/cpuinfo").read_text().splitlines() if "model name" in line), ": unknown")
    return (
        f"{os.cpu_count()} cores of {cpu.partition(': ')[2]}, {platform.system()} {platform.release()}, Python "
        + (platform.python_version())
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="the interpreter that has the comparison servers")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quizagent-bench-") as folder:
        found = Bench(options.python, Path(folder), options.rounds).run()
    print(table.markdown(found, machine=machine(), rounds=options.rounds))
