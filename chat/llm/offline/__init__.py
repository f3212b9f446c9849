"""The provider that works without a model: a question bank, computed questions, and questions from a pasted text."""

from chat.llm.offline.provider import OfflineProvider

__all__ = ["OfflineProvider"]
