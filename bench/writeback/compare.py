"""The same operations through this queue and through four task libraries: enqueue, drain, CPU, side by side.

    scripts/bench-queue          (makes the libraries' environment first)

One Redis with the append-only file on, one HTTP sink, one worker process with one thread, operations of about a
kilobyte. The libraries send one operation a call, since a job is their unit; this queue is shown with one, ten (the
default) and a hundred a call. Drain is counted at the sink, from the first tenth to the last. Contenders are measured
in turn, round after round; figures are medians of the rounds. On a busy machine read the ratios.
"""

import argparse
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from bench import run
from quizagent import embedded

ROOT = Path(__file__).resolve().parents[2]
_TICKS_PER_SEC = os.sysconf("SC_CLK_TCK")
_GIVE_UP_SECS = 180
_MEASURE = "this queue, batch of 10"  # what the ratios are to: the default
_HEAD = ("enqueue us", "enqueue CPU us", "drain op/s", "worker CPU us", "Redis CPU us")


@dataclass(frozen=True)
class Contender:
    """`python` runs both commands; `{python}` and `{bin}` stand for it and for its folder."""

    name: str
    ours: bool
    produce: tuple[str, ...]
    work: tuple[str, ...]


def _library(name: str, label: str, *work: str) -> Contender:
    return Contender(label, False, ("-m", "bench.writeback.jobs.produce", name), work)


def _ours(batch: int) -> Contender:
    module = ("-m", "bench.writeback.jobs.ours")
    return Contender(f"this queue, batch of {batch}", True, (*module, "produce"), (*module, "work", str(batch)))


_APP = "bench.writeback.jobs"
CONTENDERS = [
    _ours(1),
    _ours(10),
    _ours(100),
    _library(
        "celery", "Celery, solo", "-m", "celery", "-A", f"{_APP}.celery_app", "worker", "-P", "solo", "-l", "error"
    ),
    _library(
        "rq", "RQ, SimpleWorker", "-m", "rq.cli", "worker", "-q", "-w", "rq.SimpleWorker", "--url", "{redis}", "bench"
    ),
    _library("dramatiq", "dramatiq, 1 thread", "-m", "dramatiq", f"{_APP}.dramatiq_app", "-p", "1", "-t", "1"),
    _library("huey", "huey, 1 thread", "-m", "huey.bin.huey_consumer", f"{_APP}.huey_app.huey", "-w", "1", "-q"),
]


class Sink:
    """Counts operations by the calls' bodies, and remembers when each share of them had arrived."""

    def __init__(self) -> None:
        self.count = 0
        self._lock = threading.Lock()
        sink = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                with sink._lock:
                    sink.count += body.count(b'"type":"quiz_save"')
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()


def cpu_secs(group: int) -> float:
    """CPU of every process in the group, and of children they have waited for."""
    total = 0.0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[2]) == group:
            total += sum(map(int, fields[11:15])) / _TICKS_PER_SEC
    return total


class Ground:
    """A Redis, a sink, and the environment in which contenders find both."""

    def __init__(self, folder: Path, libraries: str) -> None:
        self.folder, self.libraries, self.sink = folder, libraries, Sink()
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        self.redis_url = f"redis://127.0.0.1:{port}/0"
        options = ("--port", str(port), "--dir", str(folder), "--appendonly", "yes", "--save", "")
        self.server = subprocess.Popen(
            [str(embedded.find_binary()), *options], stdout=subprocess.DEVNULL, start_new_session=True
        )
        time.sleep(0.5)

    def start(self, contender: Contender, command: tuple[str, ...]) -> subprocess.Popen[str]:
        python = sys.executable if contender.ours else self.libraries
        return subprocess.Popen(
            [python, *(part.format(redis=self.redis_url) for part in command)],
            cwd=ROOT,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "BENCH_REDIS_URL": self.redis_url,
                "BENCH_SINK_URL": self.sink.url,
                "DJANGO_SETTINGS_MODULE": "quizagent.settings",
                "REDIS_URL": self.redis_url,
                "MAIN_API_URL": self.sink.url,
                "VAR_DIR": str(self.folder),
                "LOG_LEVEL": "ERROR",
                "WRITEBACK_INTERVAL_SECONDS": "0.05",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )

    def close(self) -> None:
        self.server.kill()
        self.server.wait()


def measure(ground: Ground, contender: Contender, count: int) -> dict[str, float]:
    server_cpu = cpu_secs(ground.server.pid)
    producer = ground.start(contender, (*contender.produce, str(count)))
    wall, cpu = map(float, producer.communicate(timeout=_GIVE_UP_SECS)[0].split())
    begin, first = ground.sink.count, count // 10
    worker = ground.start(contender, contender.work)
    try:
        began_at, began_cpu = _when(ground, begin + first, worker.pid)
        ended_at, ended_cpu = _when(ground, begin + count, worker.pid)
        server_cpu = cpu_secs(ground.server.pid) - server_cpu
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.communicate()
    found = (
        wall / count * 1e6,
        cpu / count * 1e6,
        (count - first) / (ended_at - began_at),
        (ended_cpu - began_cpu) / (count - first) * 1e6,
        server_cpu / count * 1e6,
    )
    return dict(zip(_HEAD, found, strict=True))


def _when(ground: Ground, count: int, group: int) -> tuple[float, float]:
    give_up_at = time.monotonic() + _GIVE_UP_SECS
    while ground.sink.count < count:
        if time.monotonic() > give_up_at:
            raise TimeoutError(f"only {ground.sink.count} of {count} arrived")
        time.sleep(0.002)
    return time.perf_counter(), cpu_secs(group)


def medians(ground: Ground, *, rounds: int, count: int) -> dict[str, dict[str, float]]:
    found: dict[str, list[dict[str, float]]] = {contender.name: [] for contender in CONTENDERS}
    for _ in range(rounds):
        for contender in CONTENDERS:
            found[contender.name].append(measure(ground, contender, count))
    return {
        name: {head: statistics.median(figures[head] for figures in measured) for head in _HEAD}
        for name, measured in found.items()
    }


def table(found: dict[str, dict[str, float]], *, per: dict[str, float], form: str) -> str:
    lines = ["| | " + " | ".join(_HEAD) + " |", "|---|" + "---:|" * len(_HEAD)]
    for name, figures in found.items():
        cells = [form.format(figures[head] / per.get(head, 1)) for head in _HEAD]
        lines.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--python", required=True, help="of the libraries' environment")
    parser.add_argument("--count", type=int, default=3000)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="wb-compare-"))
    ground = Ground(folder, options.python)
    try:
        found = medians(ground, rounds=options.rounds, count=options.count)
    finally:
        ground.close()
        shutil.rmtree(folder, ignore_errors=True)
    print(f"{run.machine()}; medians of {options.rounds} rounds of {options.count:,} operations, in turn.\n")
    print(table(found, per=found[_MEASURE], form="{:.2f}"))
    print(table(found, per={}, form="{:,.0f}"))


if __name__ == "__main__":
    main()
