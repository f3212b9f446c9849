"""The service as its user starts it: `manage.py serve` in a process of its own, on a free port, in its own folder."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx

from quizagent import embedded
from tests.support import waiting

ROOT = Path(__file__).resolve().parents[2]
_START_TIMEOUT_SECS = 20


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def environment(var_dir: Path, port: int, **settings: str) -> dict[str, str]:
    """Nothing of the machine's own configuration, nothing of the test run's server."""
    return {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "quizagent.settings",
        "PYTHON_DOTENV_DISABLED": "1",
        "ENVIRONMENT": "development",
        "VAR_DIR": str(var_dir),
        "PORT": str(port),
        "LLM_PROVIDER": "offline",
        **settings,
    }


class Service:
    """A running process and the way to talk to it."""

    def __init__(self, process: subprocess.Popen[str], port: int, log: Path) -> None:
        self.process = process
        self.port = port
        self.url = f"http://127.0.0.1:{port}"
        self.log = log

    def get(self, path: str, **options: object) -> httpx.Response:
        return httpx.get(self.url + path, timeout=10, **options)  # type: ignore[arg-type]

    def post(self, path: str, **options: object) -> httpx.Response:
        return httpx.post(self.url + path, timeout=30, **options)  # type: ignore[arg-type]

    def is_ready(self) -> bool:
        assert self.process.poll() is None, self.output()
        try:
            return self.get("/health/ready").status_code == 200
        except httpx.TransportError:
            return False

    def wait_until_ready(self) -> None:
        waiting.until(self.is_ready, timeout_secs=_START_TIMEOUT_SECS)

    def children(self) -> list[int]:
        return [
            int(pid) for pid in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        ]

    def output(self) -> str:
        return self.log.read_text()


@contextlib.contextmanager
def serve(
    var_dir: Path, *, command: tuple[str, ...] = ("serve",), port: int = 0, **settings: str
) -> Iterator[Service]:
    """Started, not yet ready. It and its children are gone at the end."""
    var_dir.mkdir(parents=True, exist_ok=True)
    port = port or free_port()
    log = var_dir / f"serve-{port}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), *command],
            env=environment(var_dir, port, **settings),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
    try:
        yield Service(process, port, log)
    finally:
        _end(process)
        _forget_socket(var_dir)


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _forget_socket(var_dir: Path) -> None:
    """A killed process leaves its socket's folder behind; another one may have taken it over."""
    path = Path(embedded.url(var_dir).removeprefix("unix://"))
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            shutil.rmtree(path.parent, ignore_errors=True)


def is_alive(pid: int) -> bool:
    """A zombie is dead: only its parent has not looked yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
