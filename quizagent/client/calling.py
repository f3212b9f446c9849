"""One answer, whole; and when to try again."""

import random
from typing import NamedTuple

from . import errors
from .errors import APIError, ClientError, ConnectionLost
from .lines import Head, Line, Request

_FIRST_PAUSE_SECS = 0.25
_MOST_PAUSE_SECS = 8.0
# What another instance, or this one in a moment, does not have. What is not the service's own answer comes from a
# proxy in front of it that did not find one.
_PASSING = {"idempotency_in_progress", "overloaded", "server_shutdown", "store_unavailable"}
_PASSING_AT_A_PROXY = {502, 503, 504}


class Backoff:
    """Pauses with full jitter over 0.25 s, 0.5 s, 1 s … 8 s; at most `tries` without progress in between."""

    def __init__(self, tries: int) -> None:
        self._tries, self._tried = tries, 0

    def progressed(self) -> None:
        self._tried = 0

    def pause_after(self, error: ClientError) -> float:
        """Seconds to wait, no less than the service asks for. Raises `error` when trying again is not worth it."""
        least = error.retry_after_secs or 0.0
        if not _is_passing(error) or self._tried >= self._tries or least > _MOST_PAUSE_SECS:
            raise error
        self._tried += 1
        return least + random.uniform(0, min(_MOST_PAUSE_SECS, _FIRST_PAUSE_SECS * 2 ** (self._tried - 1)))


class Answer(NamedTuple):
    head: Head
    body: bytes


async def call(line: Line, request: Request, *, tries: int) -> Answer:
    """Raises APIError, ConnectionLost. What may not be repeated has 0 `tries`."""
    backoff = Backoff(tries)
    try:
        while True:
            try:
                head = await line.open(request)
                body = await body_of(line)
                if head.status < 300:
                    return Answer(head, body)
                raise errors.from_answer(*head, body)
            except (APIError, ConnectionLost) as error:
                pause_secs = backoff.pause_after(error)
            await line.pause(pause_secs)
    finally:
        await line.close()


def _is_passing(error: ClientError) -> bool:
    if not isinstance(error, APIError):
        return True
    return error.code in _PASSING or (error.code == errors.UNKNOWN and error.status in _PASSING_AT_A_PROXY)


async def body_of(line: Line) -> bytes:
    pieces = []
    while piece := await line.read():
        pieces.append(piece)
    return b"".join(pieces)
