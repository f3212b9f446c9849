"""What the chat says of itself on the status page."""

from typing import Any

from chat import llm, runs


def status() -> dict[str, Any]:
    """`{"llm": {"provider", "model", "available"}, "streams": {"active"}}`."""
    return {"llm": llm.provider().status(), "streams": {"active": runs.active()}}
