"""The processes of a measurement: started on a core of their own, waited for, ended."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parent.parent
_READY_SECS = 30


def pinned(core: str, command: list[str], **options: Any) -> subprocess.Popen[bytes]:
    pin = ["taskset", "-c", core] if _can_pin() else []
    return subprocess.Popen([*pin, *command], cwd=_ROOT, stdin=subprocess.DEVNULL, **options)


def pin(core: str, pid: int | None) -> None:
    """A process that runs already, with all its threads."""
    if pid and _can_pin():
        subprocess.run(["taskset", "-acp", core, str(pid)], check=True, stdout=subprocess.DEVNULL)


def _can_pin() -> bool:
    return bool(shutil.which("taskset")) and (os.cpu_count() or 1) > 1


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_for_port(port: int, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + _READY_SECS
    while time.monotonic() < deadline and process.poll() is None:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            time.sleep(1)
            return
        time.sleep(0.1)
    raise SystemExit(f"a server did not start: {process.args!r}")


def end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(15)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
