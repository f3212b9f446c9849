from collections.abc import AsyncIterator
from typing import Any

import pytest

from chat.llm import attempts
from chat.llm.groq import GroqProvider
from tests.support import fake_groq
from tests.support.fake_groq import FakeGroq


@pytest.fixture
async def groq(settings: Any) -> AsyncIterator[FakeGroq]:
    async with fake_groq.serving() as server:
        settings.GROQ_API_KEY = "gsk_canary"
        settings.GROQ_BASE_URL = server.url
        settings.GROQ_MODEL = "first-model"
        settings.GROQ_FALLBACK_MODELS = ["openai/gpt-oss-120b", "openai/gpt-oss-20b"]
        settings.LLM_FIRST_TOKEN_TIMEOUT_SECONDS = 5
        settings.LLM_TOKEN_TIMEOUT_SECONDS = 5
        yield server


@pytest.fixture
async def provider(groq: FakeGroq, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[GroqProvider]:
    monkeypatch.setattr(attempts, "_LEAST_JITTER_SECS", 0)
    monkeypatch.setattr(attempts, "_MOST_JITTER_SECS", 0.01)
    made = GroqProvider()
    yield made
    await made.close()
