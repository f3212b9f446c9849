import pytest

from chat.llm import faults
from chat.llm.errors import (
    LLMAuthFailed,
    LLMBadResponse,
    LLMModelUnavailable,
    LLMRateLimited,
    LLMRequestTooLarge,
    LLMUnavailable,
)


@pytest.mark.parametrize(
    ("status", "code", "fault"),
    [
        (400, "model_decommissioned", LLMModelUnavailable),
        (400, "context_length_exceeded", LLMRequestTooLarge),
        (400, "json_validate_failed", LLMBadResponse),
        (401, "invalid_api_key", LLMAuthFailed),
        (403, "", LLMAuthFailed),
        (403, "model_permission_blocked_org", LLMModelUnavailable),
        (404, "model_not_found", LLMModelUnavailable),
        (404, "", LLMModelUnavailable),
        (408, "", LLMUnavailable),
        (413, "", LLMRequestTooLarge),
        (422, "", LLMBadResponse),
        (429, "", LLMRateLimited),
        (498, "", LLMUnavailable),
        (500, "", LLMUnavailable),
        (503, "", LLMUnavailable),
        (302, "", LLMBadResponse),
    ],
)
def test_each_refusal_has_its_error(status, code, fault):
    assert type(faults.from_refusal(status, {"error": {"code": code}}, None)) is fault


@pytest.mark.parametrize(
    "body", [None, "<html>", [], {}, {"error": "text"}, {"error": {"code": 14, "message": None}}]
)
def test_a_body_of_any_shape_is_survived(body):
    assert type(faults.from_refusal(503, body, "soon")) is LLMUnavailable
    assert faults.failed_generation(body) is None


@pytest.mark.parametrize(
    ("header", "message", "secs"),
    [
        ("2", "Please try again in 9s.", 2),
        (None, "Please try again in 5.289s. Need more?", 5.289),
        (None, "Please try again in 1m30.002s.", 90.002),
        (None, "Please try again in 2h3m0s", 7380),
        (None, "Please try again in a while", None),
        ("Wed, 21 Oct 2015 07:28:00 GMT", "", None),
        ("-4", "", 0),
    ],
)
def test_the_wait_comes_from_the_header_or_from_the_words(header, message, secs):
    fault = faults.from_refusal(429, {"error": {"message": message}}, header)
    assert fault.retry_after_secs == pytest.approx(secs)


def test_a_request_that_is_too_large_says_by_how_much():
    message = "Request too large for model `m` on tokens per minute (TPM): Limit 8000, Requested 9000, please reduce"
    fault = faults.from_refusal(413, {"error": {"message": message}}, None)
    assert fault.over_by_tokens == 1000
    assert faults.from_refusal(413, {"error": {"message": "too large"}}, None).over_by_tokens is None
