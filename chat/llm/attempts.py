"""When a provider is called: which model, how often, and not at all while it is down."""

import asyncio
import logging
import random
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from chat.llm.circuit import Circuit
from chat.llm.errors import (
    LLMAuthFailed,
    LLMError,
    LLMModelUnavailable,
    LLMRateLimited,
    LLMStreamInterrupted,
    LLMUnavailable,
)

logger = logging.getLogger(__name__)

_RETRIES = 2
_LEAST_JITTER_SECS, _MOST_JITTER_SECS = 0.05, 0.25

T = TypeVar("T")


class Attempts:
    """The memory of a process: the models that are gone, the key that was refused, the provider that is down."""

    def __init__(self) -> None:
        self._circuit = Circuit()
        self._gone: set[str] = set()
        self._refused = False

    @property
    def available(self) -> bool:
        return not (self._refused or self._circuit.is_open)

    def current(self, models: Sequence[str]) -> str:
        """The model that the next call tries first."""
        return next((model for model in models if model not in self._gone), models[0])

    async def first_of(
        self, models: Sequence[str], call: Callable[[str], Awaitable[T]], *, most_wait_secs: float
    ) -> T:
        """What `call` makes of the first model that is there. When all are gone, all are tried again next time."""
        for model in models:
            if model in self._gone:
                continue
            try:
                return await self._persist(call, model, most_wait_secs)
            except LLMModelUnavailable:
                logger.warning("llm.model_gone", extra={"model": model})
                self._gone.add(model)
        self._gone.difference_update(models)
        raise LLMModelUnavailable

    def note(self, fault: LLMError | None, began: float | None = None) -> None:
        """Learn from how a call ended that `began` at a `time.monotonic()`.

        Any answer but "unavailable" shows that the provider is up.
        """
        self._refused = isinstance(fault, LLMAuthFailed)
        if isinstance(fault, LLMUnavailable):
            self._circuit.failed(began)
        else:
            self._circuit.succeeded()

    def timed_out(self, began: float) -> None:
        self._circuit.failed(began)

    async def _persist(self, call: Callable[[str], Awaitable[T]], model: str, most_wait_secs: float) -> T:
        """`call`, and at most twice again when it failed for a passing reason. Nothing was streamed by then."""
        retries_left = _RETRIES
        while self._circuit.admits():
            began = time.monotonic()
            try:
                result = await call(model)
            except LLMError as fault:
                self.note(fault, began)
                wait_secs = _retry_wait(fault, most_wait_secs)
                if wait_secs is None or not retries_left or not self._circuit.may_retry():
                    raise
                logger.warning("llm.retry_scheduled", extra={"code": fault.code, "delay_secs": round(wait_secs, 3)})
            else:
                self.note(None)
                return result
            retries_left -= 1
            await asyncio.sleep(wait_secs)
        raise LLMUnavailable(retry_after_secs=1)


def _retry_wait(fault: LLMError, most_wait_secs: float) -> float | None:
    """Seconds until another try can help, jittered; None where it cannot, or not soon enough."""
    if isinstance(fault, LLMUnavailable | LLMStreamInterrupted):
        wait_secs: float | None = fault.retry_after_secs or 0
    else:
        wait_secs = fault.retry_after_secs if isinstance(fault, LLMRateLimited) else None
    if wait_secs is None or wait_secs > most_wait_secs:
        return None
    return wait_secs + random.uniform(_LEAST_JITTER_SECS, _MOST_JITTER_SECS)
