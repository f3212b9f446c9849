"""Every test here starts with an empty queue and an empty table, on the run's own server."""

from collections.abc import AsyncIterator, Iterator

import pytest

from quizagent import redis
from tests.support import main_api
from tests.writeback import chaos
from writeback import queue


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What the long tests counted and measured."""
    for line in chaos.RESULTS:
        terminalreporter.write_line(f"RESULT {line}")


@pytest.fixture(autouse=True)
def redis_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also right after a test in which it was away."""
    monkeypatch.setattr(queue, "_redis_away_until", 0.0)


@pytest.fixture
async def queue_is_empty(transactional_db) -> AsyncIterator[None]:
    await _forget()
    yield
    await _forget()
    await redis.close()


@pytest.fixture
def empty_queue(transactional_db) -> Iterator[None]:
    """The same for a test that is no coroutine."""
    chaos.run(_forget())
    yield
    chaos.run(_forget())


@pytest.fixture
async def api(queue_is_empty) -> AsyncIterator[main_api.MainAPI]:
    async with main_api.serving() as served:
        yield served


async def _forget() -> None:
    client = redis.client()
    if keys := [key async for key in client.scan_iter(match=redis.key("{wb*"), count=1000)]:
        await client.delete(*keys)
