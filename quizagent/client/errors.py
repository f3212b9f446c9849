"""What can go wrong for a caller. Every error that the service told has its code, its status and the request's id."""

import json
from collections.abc import Mapping
from typing import Any

UNKNOWN = "unknown"  # the code of an answer that is not the service's own


class ClientError(Exception):
    """Base of all errors here. `retry_after_secs` is how long the service asks to wait, None when it does not say."""

    retry_after_secs: float | None = None


class ConnectionLost(ClientError):
    """The service could not be reached, or the connection broke, as often as the client was ready to try."""


class APIError(ClientError):
    """The service answered with an error. `status` is None for one that ended a stream.

    `code` is the stable name, `detail` a sentence for people, `errors` names the members of the request that are
    wrong, `problem` is all that was sent.
    """

    def __init__(self, problem: Mapping[str, Any], *, status: int | None, retry_after_secs: float | None) -> None:
        self.problem = dict(problem)
        self.status = status
        self.code: str = self.problem.get("code", UNKNOWN)
        self.detail: str = self.problem.get("detail") or self.problem.get("message") or "No further information."
        self.request_id: str | None = self.problem.get("requestId")
        self.errors: list[dict[str, str]] = self.problem.get("errors", [])
        self.retry_after_secs = retry_after_secs
        super().__init__(f"{self.code}: {self.detail}")

    @property
    def active_run_id(self) -> str | None:
        """The run that is in the way, of `thread_busy` and `idempotency_in_progress`."""
        return self.problem.get("activeRunId")


class Refused(APIError):
    """401, 403: the key is missing or wrong, or the call is closed."""


class NotFound(APIError):
    """404: no such thread, quiz or run, or it has expired."""


class Conflict(APIError):
    """409: `thread_busy`, `run_not_active`."""


class Invalid(APIError):
    """400, 413, 415, 422: sending it again unchanged cannot help."""


class RateLimited(APIError):
    """429: wait for `retry_after_secs`."""


class Unavailable(APIError):
    """5xx: the service or the language model behind it has trouble."""


class TurnFailed(APIError):
    """The turn began and ended with an error. `retryable`: asking again may help."""

    @property
    def retryable(self) -> bool:
        return bool(self.problem.get("retryable"))


_BY_STATUS: dict[int, type[APIError]] = {
    **dict.fromkeys((401, 403), Refused),
    404: NotFound,
    409: Conflict,
    **dict.fromkeys((400, 413, 415, 422), Invalid),
    429: RateLimited,
}


def from_answer(status: int, headers: Mapping[str, str], body: bytes) -> APIError:
    try:
        problem = json.loads(body)
    except ValueError:
        problem = None
    if not isinstance(problem, dict):
        problem = {"detail": f"HTTP {status}", "requestId": headers.get("x-request-id")}
    wait = headers.get("retry-after", "")
    kind = _BY_STATUS.get(status, Unavailable if status >= 500 else APIError)
    return kind(problem, status=status, retry_after_secs=float(wait) if wait.isdigit() else None)


def from_event(data: Mapping[str, Any]) -> TurnFailed:
    """The error of an `error` event."""
    wait_ms = data.get("retryAfterMs")
    return TurnFailed(data, status=None, retry_after_secs=None if wait_ms is None else wait_ms / 1000)
