"""Reading JSON from strangers: strict, bounded, and with an error that says what is wrong."""

import json
import math
from typing import Any, NoReturn

from quizagent.errors import InvalidEncoding, InvalidJSON

_MAX_DEPTH = 32


def parse(body: bytes) -> Any:
    """Raises InvalidEncoding (not UTF-8) or InvalidJSON (malformed, NaN, duplicate keys, over 32 levels deep)."""
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise InvalidEncoding from None
    try:
        data = _decoder.decode(text)
        _check_depth(data, _MAX_DEPTH)
    except RecursionError:
        raise InvalidJSON("The body is nested too deeply.") from None
    except ValueError as exc:
        # json's own message quotes a position only, never the text; int() refuses thousands of digits.
        place = f" (line {exc.lineno}, column {exc.colno})" if isinstance(exc, json.JSONDecodeError) else ""
        raise InvalidJSON(f"The body is not valid JSON{place}.") from None
    return data


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise InvalidJSON("The body has an object with the same member twice.")
    return members


def _refuse_constant(name: str) -> NoReturn:
    raise InvalidJSON(f"{name} is not a JSON value.")


def _finite(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise InvalidJSON("The body has a number that is too large.")
    return value


def _check_depth(data: Any, left: int) -> None:
    if not isinstance(data, dict | list):
        return
    if not left:
        raise RecursionError
    for child in data.values() if isinstance(data, dict) else data:
        _check_depth(child, left - 1)


_decoder = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_refuse_constant, parse_float=_finite)
