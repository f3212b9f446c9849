"""The model providers. Everybody else asks `provider()` and knows `base` and `errors`."""

from functools import cache

from django.conf import settings

from chat.llm.base import Provider


@cache
def provider() -> Provider:
    """The provider of this process, by `LLM_PROVIDER`. Only the one that is used is imported."""
    if settings.LLM_PROVIDER == "groq":
        from chat.llm.groq import GroqProvider

        return GroqProvider()
    from chat.llm.offline.provider import OfflineProvider

    return OfflineProvider()
