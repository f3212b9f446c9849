"""The provider that works without a model: a question bank, computed questions, and questions from a pasted text."""
