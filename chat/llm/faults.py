"""What a provider's refusal means: from its status and words to an error of ours. Pure."""

import re
from typing import Any

from chat.llm.errors import (
    LLMAuthFailed,
    LLMBadResponse,
    LLMError,
    LLMModelUnavailable,
    LLMRateLimited,
    LLMRequestTooLarge,
    LLMUnavailable,
)

_CAPACITY_EXCEEDED = 498  # Groq's own
_TRY_AGAIN = re.compile(r"try again in (?:(\d+)h)?(?:(\d+)m)?(?:([\d.]+)s)?", re.IGNORECASE)
_SIZES = re.compile(r"Limit (\d+)[^.]{0,40}?Requested (\d+)")


def from_refusal(status: int, body: object, retry_after: str | None) -> LLMError:
    """`body` is the decoded answer, whatever it was."""
    error = body.get("error") if isinstance(body, dict) else None
    error = error if isinstance(error, dict) else {}
    code, message = str(error.get("code") or ""), str(error.get("message") or "")
    if status == 404 or (status in (400, 403) and code.startswith("model_")):
        return LLMModelUnavailable()  # a withdrawn model is a 400, one the key may not use a 403
    if status in (401, 403):
        return LLMAuthFailed()
    if status == 413 or code == "context_length_exceeded":
        return _too_large(message)
    if status == 429:
        return LLMRateLimited(retry_after_secs=_wait(retry_after, message))
    if status in (408, _CAPACITY_EXCEEDED) or status >= 500:
        return LLMUnavailable(retry_after_secs=_wait(retry_after, ""))
    return LLMBadResponse()


def failed_generation(body: object) -> str | None:
    """What the model wrote when it missed the schema it was given; None for any other refusal."""
    error: Any = body.get("error") if isinstance(body, dict) else None
    text = error.get("failed_generation") if isinstance(error, dict) else None
    return text if isinstance(text, str) else None


def _too_large(message: str) -> LLMRequestTooLarge:
    fault = LLMRequestTooLarge()
    if found := _SIZES.search(message):
        fault.over_by_tokens = int(found[2]) - int(found[1])
    return fault


def _wait(header: str | None, message: str) -> float | None:
    """Seconds to wait by the header, else by the message; None where neither says."""
    try:
        return max(0.0, float(header or ""))
    except ValueError:
        found = _TRY_AGAIN.search(message)
    if not found or not any(found.groups()):
        return None
    hours, minutes, secs = (float(part or 0) for part in found.groups())
    return hours * 3600 + minutes * 60 + secs
