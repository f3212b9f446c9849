"""The command: drains once, runs as a service, finishes its batch when told to stop, shows a line on a terminal."""

import asyncio
import contextlib
import io
import os
import pty
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from tests.support import main_api, service, waiting
from tests.support.main_api import Delivery, Reply
from tests.writeback import chaos
from tests.writeback.support import some
from writeback import loop, progress, queue
from writeback.flusher import Step
from writeback.models import WriteRecord


@pytest.fixture
def api(empty_queue, settings) -> Iterator[main_api.MainAPI]:
    with main_api.in_thread() as served:
        settings.MAIN_API_URL = served.url
        yield served


def test_once_drains_everything_that_is_due(api):
    made = chaos.put(25)
    call_command("flush_writes", "--once")
    assert sorted(api.effects) == sorted(made)


def test_once_exits_with_1_while_something_waits(api):
    chaos.put(3)
    api.behave = lambda call: Reply(503)
    err = io.StringIO()
    with pytest.raises(SystemExit) as raised:
        call_command("flush_writes", "--once", stderr=err)
    assert raised.value.code == 1
    assert err.getvalue() == "3 operations still wait.\n"


def test_once_says_in_one_line_that_redis_is_away(api):
    with chaos.server() as server, chaos.using(server):
        server.kill()
        with pytest.raises(CommandError, match="^Redis cannot be reached.$"):
            call_command("flush_writes", "--once")


@contextlib.contextmanager
def service_command(tmp_path, **more: str) -> Iterator[subprocess.Popen]:
    environment = service.environment(
        tmp_path,
        0,
        PORT="",
        REDIS_URL=settings.REDIS_URL,
        DATABASE_URL=f"sqlite:///{connection.settings_dict['NAME']}",
        MAIN_API_URL=settings.MAIN_API_URL,
        **more,
    )
    process = subprocess.Popen(
        [sys.executable, str(service.ROOT / "manage.py"), "flush_writes"],
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate(timeout=10)


def test_told_to_stop_it_finishes_its_batch_and_takes_no_other(api, tmp_path):
    chaos.put(25)

    def slowly(call: Delivery) -> Reply:
        if len(api.deliveries) == 1:
            process.send_signal(signal.SIGTERM)
        return Reply(applies=True, delay_secs=0.1)

    api.behave = slowly
    with service_command(tmp_path, WRITEBACK_INTERVAL_SECONDS="60") as process:
        _, log = process.communicate(timeout=30)
    assert process.returncode == 0
    counts = chaos.run(queue.counts())
    assert (counts.delivered, counts.pending, counts.in_flight) == (10, 15, 0)
    assert "INFO writeback.progress writeback.flushed delivered=10" in log


def test_on_a_terminal_it_shows_one_line(api):
    chaos.put(25)
    screen, terminal = pty.openpty()
    with os.fdopen(screen, "rb", buffering=0) as shows, os.fdopen(terminal, "w") as stdout:
        call_command("flush_writes", "--once", stdout=stdout)
        stdout.flush()
        shown = shows.read(10_000).decode()
    assert "delivered 25 (" in shown
    assert "waiting 0 · retrying 0 · dead 0 · main-api up" in shown
    assert shown.count("\n") == 1


async def test_the_line_says_when_the_sink_is_away(queue_is_empty):
    out = io.StringIO()
    line = progress.Line(out, "main-api")
    await line.saw(Step(wait_secs=7.4))
    assert out.getvalue().endswith("main-api away, next try in 7 s")


async def test_the_loop_waits_out_a_redis_that_is_away_and_stops_at_once_when_told(queue_is_empty, monkeypatch):
    monkeypatch.setattr(loop, "_PAUSE_SECS", 0.05)
    with chaos.server() as server:
        async with chaos.using_in_loop(server):
            server.kill()
            stop = asyncio.Event()
            running = asyncio.create_task(loop.run(stop))
            await queue.accept(some(2))
            server.start()
            await asyncio.to_thread(waiting.until, lambda: WriteRecord.objects.count() == 2)
            stop.set()
            async with asyncio.timeout(5):
                await running
