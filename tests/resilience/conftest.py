"""The service in the test's process, behind the server that `serve` runs; and two instances of it side by side."""

from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings as project_settings
from redis.asyncio import Redis

from quizagent.client import AsyncClient
from system import server
from tests.support import fake_groq, inprocess, service
from tests.support.fake_groq import FakeGroq
from tests.support.groq_script import Script
from tests.support.service import Service

_figures: list[str] = []


@dataclass(frozen=True, slots=True)
class Pair:
    """Two processes with one Redis and one provider."""

    first: Service
    second: Service
    groq: FakeGroq


@pytest.fixture
async def served(groq: FakeGroq, transactional_db: None) -> AsyncIterator[inprocess.Client]:
    async with inprocess.serving(http=server.Protocol, ws=server.Socket) as client:
        yield client


@pytest.fixture(scope="package")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    folder = tmp_path_factory.mktemp("pair")
    with fake_groq.in_thread() as groq:
        options = shared(groq)
        with service.serve(folder / "a", **options) as first, service.serve(folder / "b", **options) as second:
            first.wait_until_ready()
            second.wait_until_ready()
            yield Pair(first, second, groq)


def shared(groq: FakeGroq) -> dict[str, str]:
    """The settings that make instances one service. A database of their own: other tests empty the usual one."""
    return {
        "REDIS_URL": f"{project_settings.REDIS_URL}?db=1",
        "LLM_PROVIDER": "groq",
        "GROQ_API_KEY": "gsk_test",
        "GROQ_BASE_URL": groq.url,
    }


@pytest.fixture
async def both(pair: Pair) -> AsyncIterator[tuple[AsyncClient, AsyncClient]]:
    """A client of each instance; the provider behaves again."""
    pair.groq.script = Script()
    pair.groq.exchanges.clear()
    async with AsyncClient(pair.first.url) as first, AsyncClient(pair.second.url) as second:
        yield first, second


@pytest.fixture
async def store(pair: Pair) -> AsyncIterator[Any]:
    """The Redis of the two instances."""
    client: Any = Redis.from_url(shared(pair.groq)["REDIS_URL"], protocol=2)
    yield client
    await client.aclose()


@pytest.fixture
def figures() -> list[str]:
    """What is added here is shown after the tests."""
    return _figures


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    for line in _figures:
        terminalreporter.write_line(f"measured: {line}")
