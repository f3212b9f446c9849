"""The one error class that reaches a client, and the one shape it takes: RFC 9457 plus the seed's `success` flag.

Apps subclass `APIError` beside the code that raises. `detail` is always safe to show: a fixed sentence, never a
library's own message. The log gets the rest.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypedDict


class FieldError(TypedDict):
    pointer: str
    detail: str


class APIError(Exception):
    """An answer other than 2xx. Subclasses set `status`, `code`, `title` and a default `detail`."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Internal error"
    detail: str = "Something went wrong on our side. The request id helps to find out what."
    retryable: ClassVar[bool] = False

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: Sequence[FieldError] = (),
        retry_after_secs: float | None = None,
        members: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail or self.detail)
        self.detail = detail or self.detail
        self.errors = list(errors)
        self.retry_after_secs = retry_after_secs
        self.members = dict(members or {})
        self.headers = dict(headers or {})
        if retry_after_secs is not None or self.status == 503:
            self.headers["Retry-After"] = str(max(1, math.ceil(retry_after_secs or 0)))

    def problem(self, request_id: str) -> dict[str, Any]:
        """The body of the answer, `application/problem+json`."""
        body: dict[str, Any] = {
            "success": False,
            "type": "about:blank",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "requestId": request_id,
            **self.members,
        }
        if self.errors:
            body["errors"] = self.errors
        return body

    def event(self, request_id: str) -> dict[str, Any]:
        """`data` of the `error` event that ends a stream."""
        data: dict[str, Any] = {
            "code": self.code,
            "message": self.detail,
            "retryable": self.retryable,
            "requestId": request_id,
        }
        if self.retry_after_secs is not None:
            data["retryAfterMs"] = round(self.retry_after_secs * 1000)
        return data


class InvalidJSON(APIError):
    status, code, title = 400, "invalid_json", "Invalid JSON"
    detail = "The body is not valid JSON."


class InvalidEncoding(APIError):
    status, code, title = 400, "invalid_encoding", "Invalid encoding"
    detail = "The body is not valid UTF-8."


class Unauthorized(APIError):
    status, code, title = 401, "unauthorized", "Unauthorized"
    detail = "This call needs a valid key in the header Authorization: Bearer …"


class Forbidden(APIError):
    status, code, title = 403, "forbidden", "Forbidden"
    detail = "This call is closed here."


class OriginNotAllowed(APIError):
    status, code, title = 403, "origin_not_allowed", "Origin not allowed"
    detail = "This origin may not call the service."


class NotFound(APIError):
    status, code, title = 404, "not_found", "Not found"
    detail = "There is nothing at this address."


class MethodNotAllowed(APIError):
    status, code, title = 405, "method_not_allowed", "Method not allowed"
    detail = "This address does not take that method."


class NotAcceptable(APIError):
    status, code, title = 406, "not_acceptable", "Not acceptable"
    detail = "The answer cannot be given in a media type that the Accept header allows."


class RequestTimeout(APIError):
    status, code, title, retryable = 408, "request_timeout", "Request timeout", True
    detail = "The request did not arrive in time."


class PayloadTooLarge(APIError):
    status, code, title = 413, "payload_too_large", "Payload too large"
    detail = "The body is larger than 256 KB."


class UnsupportedMediaType(APIError):
    status, code, title = 415, "unsupported_media_type", "Unsupported media type"
    detail = "The body must be sent as application/json."


class ValidationError(APIError):
    status, code, title = 422, "validation_error", "Validation error"
    detail = "The request has a value that is not allowed."


class RateLimited(APIError):
    status, code, title, retryable = 429, "rate_limited", "Rate limited", True
    detail = "Too many turns in a short time."


class StoreUnavailable(APIError):
    status, code, title, retryable = 503, "store_unavailable", "Store unavailable", True
    detail = "The session store cannot be reached right now."


class Overloaded(APIError):
    status, code, title, retryable = 503, "overloaded", "Overloaded", True
    detail = "The service is at its limit right now."


class ServerShutdown(APIError):
    status, code, title, retryable = 503, "server_shutdown", "Server shutting down", True
    detail = "This instance is shutting down; the next one takes over."
