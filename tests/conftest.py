from typing import Any

import pytest

from tests.support import fake_groq


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """File by file, but those that share a browser and its services in one process: these take long to start."""
    from xdist.scheduler import LoadFileScheduling

    class Scheduling(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            file = super()._split_scope(nodeid)
            shares = file.startswith("tests/browser/") and not file.endswith("test_operator.py")
            return "tests/browser" if shares else file

    return Scheduling(config, log) if config.getvalue("dist") == "loadfile" else None


@pytest.fixture
async def groq(settings):
    """A scripted server that speaks Groq's protocol, and settings that point to it."""
    async with fake_groq.serving() as server:
        settings.LLM_PROVIDER = "groq"
        settings.GROQ_API_KEY = "gsk_test"
        settings.GROQ_BASE_URL = server.url
        yield server


@pytest.fixture
async def service(groq, transactional_db):
    """The whole service with the scripted Groq server behind it."""
    from tests.support import inprocess

    async with inprocess.serving() as client:
        yield client


@pytest.fixture
async def offline_service(transactional_db):
    """The whole service as it starts without a key."""
    from tests.support import inprocess

    async with inprocess.serving() as client:
        yield client
