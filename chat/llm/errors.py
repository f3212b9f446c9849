"""What can go wrong with a provider, as the client sees it."""

from quizagent.errors import APIError


class LLMError(APIError):
    """Any fault of a provider."""


class LLMAuthFailed(LLMError):
    status, code, title = 502, "llm_auth_failed", "Model provider refused the key"
    detail = "The model provider refused this service's key."


class LLMBadResponse(LLMError):
    status, code, title, retryable = 502, "llm_bad_response", "Unreadable answer of the model", True
    detail = "The model provider sent something that cannot be read."


class LLMStreamInterrupted(LLMError):
    status, code, title, retryable = 502, "llm_stream_interrupted", "Answer of the model cut off", True
    detail = "The model's answer was cut off before its end."


class LLMModelUnavailable(LLMError):
    status, code, title = 502, "llm_model_unavailable", "Model unavailable"
    detail = "None of the configured models is available."


class LLMRequestTooLarge(LLMError):
    status, code, title = 502, "llm_request_too_large", "Request too large for the model"
    detail = "The request is larger than the model provider admits. A shorter text or fewer questions may pass."
    over_by_tokens: int | None = None  # by how much, where the provider says so


class LLMUnavailable(LLMError):
    status, code, title, retryable = 503, "llm_unavailable", "Model provider unavailable", True
    detail = "The model provider cannot be reached right now."


class LLMRateLimited(LLMError):
    status, code, title, retryable = 503, "llm_rate_limited", "Model provider at its limit", True
    detail = "The model provider's rate limit is reached."


class LLMTimeout(LLMError):
    status, code, title, retryable = 504, "llm_timeout", "Model timed out", True
    detail = "The model did not answer in time."
