import pytest

from tests.support import fake_groq


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
