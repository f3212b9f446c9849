"""`manage.py serve` as its user meets it: a process, its children, signals, a port."""

import os
import signal
import socket
from pathlib import Path

import redis

from quizagent import embedded
from tests.support import service, waiting
from tests.support.service import Service

_HALF_A_POST = (
    b"POST /chat HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
)


def _child(started: Service, word: str) -> int:
    """The one child whose command line has that word."""
    found = [pid for pid in started.children() if word.encode() in Path(f"/proc/{pid}/cmdline").read_bytes()]
    assert len(found) == 1, found
    return found[0]


def _redis_answers(var_dir: Path) -> bool:
    with redis.Redis.from_url(embedded.url(var_dir), protocol=2) as client:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False


def test_it_starts_everything_and_ends_it_in_order(var_dir: Path) -> None:
    with service.serve(var_dir) as started:
        started.wait_until_ready()
        children = started.children()
        assert len(children) == 2
        assert f"is ready at http://localhost:{started.port}" in started.output()
        assert "offline question bank" in started.output()
        started.process.send_signal(signal.SIGTERM)
        assert started.process.wait(10) == 0, started.output()
        assert not [pid for pid in children if service.is_alive(pid)]
        assert "Traceback" not in started.output()
        assert not Path(embedded.url(var_dir).removeprefix("unix://")).parent.exists()


def test_who_opens_the_page_leaves_no_warning(var_dir: Path) -> None:
    with service.serve(var_dir) as started:
        started.wait_until_ready()
        assert started.get("/").status_code == started.get("/static/app.css").status_code == 200
        started.process.send_signal(signal.SIGTERM)
        assert started.process.wait(10) == 0
        assert "WARNING" not in started.output()


def test_control_c_ends_it_too_and_a_request_still_being_sent_does_not_hold_it(var_dir: Path) -> None:
    with service.serve(var_dir) as started:
        started.wait_until_ready()
        with socket.create_connection(("127.0.0.1", started.port)) as half:
            half.sendall(_HALF_A_POST)
            waiting.until(lambda: started.get("/health/live").status_code == 200)
            started.process.send_signal(signal.SIGINT)
            assert started.process.wait(15) == 0, started.output()


def test_a_second_signal_ends_it_at_once(var_dir: Path) -> None:
    with service.serve(var_dir) as started:
        started.wait_until_ready()
        children = started.children()
        with socket.create_connection(("127.0.0.1", started.port)) as half:
            half.sendall(_HALF_A_POST)
            waiting.until(lambda: started.get("/health/live").status_code == 200)
            started.process.send_signal(signal.SIGTERM)
            waiting.until(lambda: "serve.draining" in started.output())
            started.process.send_signal(signal.SIGTERM)
            assert started.process.wait(3) == 1, started.output()
        assert not [pid for pid in children if service.is_alive(pid)]


def test_a_kill_leaves_no_process_behind(var_dir: Path) -> None:
    with service.serve(var_dir) as started:
        started.wait_until_ready()
        children = started.children()
        assert len(children) == 2
        started.process.kill()
        started.process.wait()
        waiting.until(lambda: not [pid for pid in children if service.is_alive(pid)], timeout_secs=20)


def test_a_second_start_attaches_and_takes_over(var_dir: Path) -> None:
    with service.serve(var_dir) as first:
        first.wait_until_ready()
        with service.serve(var_dir) as second:
            second.wait_until_ready()
            assert len(second.children()) == 1
            assert "the server of another process" in second.output()
            with redis.Redis.from_url(embedded.url(var_dir), protocol=2) as client:
                client.set("kept", "yes")
            first.process.kill()
            first.process.wait()
            waiting.until(lambda: len(second.children()) == 2)
            waiting.until(second.is_ready)
            with redis.Redis.from_url(embedded.url(var_dir), protocol=2) as client:
                assert client.get("kept") == b"yes"


def test_a_child_that_dies_is_started_again(var_dir: Path) -> None:
    with service.serve(var_dir) as started:
        started.wait_until_ready()
        server, flusher = _child(started, "valkey-server"), _child(started, "flush_writes")
        niceness = [os.getpriority(os.PRIO_PROCESS, pid) for pid in (started.process.pid, server, flusher)]
        assert niceness[0] == niceness[1] < niceness[2], "answers come before what is written back"
        os.kill(server, signal.SIGKILL)
        os.kill(flusher, signal.SIGKILL)
        waiting.until(lambda: len(started.children()) == 2 and not {server, flusher} & set(started.children()))
        waiting.until(lambda: _redis_answers(var_dir))
        waiting.until(started.is_ready)


def test_a_taken_port_is_one_line_and_a_failure(running: Service, var_dir: Path) -> None:
    with service.serve(var_dir, port=running.port) as late:
        assert late.process.wait(10) == 1
        assert late.output() == f"quizagent: port {running.port} is taken; stop what listens there, or set PORT\n"


def test_a_wrong_setting_is_one_line_and_a_failure(var_dir: Path) -> None:
    with service.serve(var_dir, THREAD_TTL_SECONDS="soon") as late:
        assert late.process.wait(10) == 1
        assert late.output() == "quizagent: THREAD_TTL_SECONDS takes a whole number from 1 to 2592000\n"


def test_what_a_check_forbids_is_told_and_a_failure(var_dir: Path) -> None:
    with service.serve(var_dir, CORS_ALLOWED_ORIGINS="https://app.example.com/") as late:
        assert late.process.wait(15) == 1
        assert late.output().count("(system.E001)") == 1
        assert "Traceback" not in late.output()


def test_a_database_that_is_away_is_one_line_and_a_failure(var_dir: Path) -> None:
    url = f"postgres://quiz:canary-password@127.0.0.1:{service.free_port()}/quiz"
    with service.serve(var_dir, DATABASE_URL=url) as late:
        assert late.process.wait(15) == 1
        assert late.output() == "quizagent: the database cannot be used (OperationalError); check DATABASE_URL\n"
