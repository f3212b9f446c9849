"""Loaded by schemathesis (SCHEMATHESIS_HOOKS) when it runs against the service."""

import itertools
from typing import Any

import schemathesis

_KEY = "Idempotency-Key"
_numbers = itertools.count()


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: Any) -> None:
    """A key of its own for every request: the same key with another body is refused, and rightly so."""
    given = (case.headers or {}).get(_KEY)
    if isinstance(given, str) and 0 < len(given) <= 255 and all("!" <= sign <= "~" for sign in given):
        case.headers[_KEY] = f"key-{next(_numbers)}"
