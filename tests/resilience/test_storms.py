"""Thousands of turns, stopped at any moment: nothing is stuck, nothing stays behind, nothing goes astray."""

import asyncio
import contextlib
import dataclasses
import os
import time
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest
from django.conf import settings as project_settings

from tests.resilience import storms
from tests.resilience.conftest import shared
from tests.resilience.storms import Storm
from tests.support import fake_groq, inprocess, proxy, service, waiting
from tests.support.fake_groq import FakeGroq
from tests.support.proxy import Fate
from tests.support.service import Service
from threads import lease

_ENDS = {"left", "cancelled", "stop"}
_ENDS_FAR_AWAY = _ENDS | {"llm_timeout"}  # a connection may hang for longer than is waited for it
_CONNECT_EVERY_SECS = 0.005


@contextlib.asynccontextmanager
async def _blowing(*urls: str) -> AsyncIterator[Storm]:
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        yield Storm(urls, session)


@pytest.fixture
async def stormy(groq, settings, transactional_db):
    """Against the service in this process; its provider is slow to accept connections."""
    groq.script = storms.SCRIPT
    async with proxy.slow_to_accept(_port(groq.url), every_secs=_CONNECT_EVERY_SECS) as far:
        settings.GROQ_BASE_URL = f"http://127.0.0.1:{far.port}"
        async with inprocess.serving() as served, _blowing(served.url) as storm:
            yield storm, far


def _port(url: str) -> int:
    return int(url.rpartition(":")[2])


def _own_tasks() -> Counter[str]:
    """The tasks of the service, not those of its server, its client and its provider, which share this loop."""
    names = [getattr(task.get_coro(), "cr_code", None) for task in asyncio.all_tasks()]
    apps = tuple(str(project_settings.BASE_DIR / app) for app in ("chat", "quizagent", "threads", "writeback"))
    return Counter(code.co_qualname for code in names if code and code.co_filename.startswith(apps))


async def test_a_storm_of_cancels_leaves_no_task_and_no_thread_stuck(stormy, groq, caplog):
    storm, gate = stormy
    await storm.calm(1)
    before = _own_tasks()
    await storm.blow(100, at_once=25)
    assert storm.ended.total() == 100 and set(storm.ended) <= _ENDS, storm.ended
    assert storm.ended["cancelled"] > 20 and storm.ended["left"] > 20
    gate.open_wide()
    assert await storm.calm(20) == ["stop"] * 20
    await waiting.until_async(lambda: _own_tasks() <= before)
    assert [record for record in caplog.records if record.levelname in ("ERROR", "CRITICAL")] == []
    assert storm.leaks == [] and len(groq.exchanges) < 120, "some were stopped while they connected"


async def test_a_leak_between_threads_is_seen(stormy, monkeypatch):
    """As when a reply that belongs to a turn which was cancelled is read by the next one on that connection."""
    take, taken = lease.take, []

    def copy(thread, ref):  # a turn empties the lists of its own
        return dataclasses.replace(thread, ref=ref, messages=[*thread.messages], said=[*thread.said])

    async def take_the_one_before(ref, run_id, **options):
        taken.append(await take(ref, run_id, **options))
        others = [thread for thread in taken if thread.ref != ref and thread.messages]
        return copy(others[-1] if others and len(taken) % 5 == 0 else taken[-1], ref)

    monkeypatch.setattr(lease, "take", take_the_one_before)
    storm, _ = stormy
    await storm.blow(60, at_once=12)
    assert storm.leaks


@contextlib.asynccontextmanager
async def _two_far_away(folder: Path) -> AsyncIterator[tuple[list[Service], FakeGroq, proxy.Gate, Storm]]:
    """Two instances whose provider and whose Redis take their time, so that turns are stopped in all their stages."""
    path = project_settings.REDIS_URL.removeprefix("unix://")
    with fake_groq.in_thread(storms.SCRIPT, keep_alive_secs=1) as groq:
        async with (
            proxy.slow_to_accept(_port(groq.url), every_secs=0.005) as gate,
            proxy.between(path, lambda: Fate(delay_secs=0.001)) as store,
        ):
            options = shared(groq) | {
                "GROQ_BASE_URL": f"http://127.0.0.1:{gate.port}",
                "REDIS_URL": f"redis://127.0.0.1:{store.port}/2",
            }
            with service.serve(folder / "a", **options) as one, service.serve(folder / "b", **options) as other:
                await asyncio.to_thread(one.wait_until_ready)
                await asyncio.to_thread(other.wait_until_ready)
                async with _blowing(one.url, other.url) as storm:
                    yield [one, other], groq, gate, storm


def _descriptors(instance: Service) -> int:
    return len(list(Path(f"/proc/{instance.process.pid}/fd").iterdir()))


def _memory_mb(instance: Service) -> float:
    pages = Path(f"/proc/{instance.process.pid}/statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE") / 1e6


@pytest.mark.slow
async def test_two_thousand_cancelled_turns_leave_two_instances_as_they_were(tmp_path, figures):
    async with _two_far_away(tmp_path) as (instances, groq, gate, storm):
        await storm.blow(500)
        await storm.calm(20)
        await waiting.until_async(lambda: groq.open_connections == 0)  # none waits for a next request
        before = [(_descriptors(one), _memory_mb(one)) for one in instances]
        begun = time.monotonic()
        await storm.blow(2000)
        took_secs = time.monotonic() - begun
        gate.open_wide()
        assert await storm.calm(20) == ["stop"] * 20
        assert set(storm.ended) <= _ENDS_FAR_AWAY and storm.leaks == []
        never_asked = 2540 - len(groq.exchanges)
        assert never_asked > 100, "turns were stopped while they connected, too"
        await waiting.until_async(lambda: groq.open_connections == 0)
        await waiting.until_async(
            lambda: all(_descriptors(one) <= then + 5 for one, (then, _) in zip(instances, before, strict=True))
        )
        after = [(_descriptors(one), _memory_mb(one)) for one in instances]
        figures.append(
            f"2,000 cancelled turns in {took_secs:.0f} s, {dict(storm.ended)}, {never_asked} never reached the "
            f"provider; descriptors and MB before {before}, after {after}"
        )
        assert all(now[1] <= then[1] * 1.05 for now, then in zip(after, before, strict=True))


@pytest.mark.slow
async def test_four_thousand_cancelled_turns_tell_no_thread_of_another(tmp_path, figures):
    async with _two_far_away(tmp_path) as (_, _, gate, storm):
        await storm.blow(4000, at_once=60)
        assert storm.leaks == [] and set(storm.ended) <= _ENDS_FAR_AWAY, storm.ended
        gate.open_wide()
        assert await storm.calm(20) == ["stop"] * 20
        figures.append(f"4,000 cancelled turns: {len(storm.leaks)} saw another thread's canary; {dict(storm.ended)}")
