"""Typed readers for environment variables; `settings.py` is their only caller.

Each returns the default when the variable is unset or empty, and raises ImproperlyConfigured with one line that
names the variable and what it takes.
"""

import os
import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from django.core.exceptions import ImproperlyConfigured

T = TypeVar("T")
_RATE = re.compile(r"(\d+)/([smh])")
_RATE_SECONDS = {"s": 1, "m": 60, "h": 3600}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def listing(name: str, default: str = "") -> list[str]:
    """Comma-separated, blanks dropped."""
    return [part.strip() for part in text(name, default).split(",") if part.strip()]


def choice(name: str, options: Sequence[str], default: str) -> str:
    return _read(name, default, lambda value: options[options.index(value)], f"one of {', '.join(options)}")


def integer(name: str, default: int, *, low: int, high: int) -> int:
    return _read(name, default, _bounded(int, low, high), f"a whole number from {low} to {high}")


def number(name: str, default: float, *, low: float, high: float) -> float:
    return _read(name, default, _bounded(float, low, high), f"a number from {low:g} to {high:g}")


def url(name: str, schemes: Sequence[str], default: str = "") -> str:
    def check(value: str) -> str:
        scheme, colon, rest = value.partition("://")
        if scheme not in schemes or not colon or not rest or any(c.isspace() for c in value):
            raise ValueError
        return value

    return _read(name, default, check, f"a URL that starts with {' or '.join(s + '://' for s in schemes)}")


def rate(name: str, default: str) -> tuple[int, int] | None:
    """`20/m` -> (20, 60): so many per so many seconds; `off` -> None."""

    def parse(value: str) -> tuple[int, int] | None:
        if value == "off":
            return None
        match = _RATE.fullmatch(value)
        if not match or int(match[1]) < 1:
            raise ValueError
        return int(match[1]), _RATE_SECONDS[match[2]]

    return parse(default) if not text(name) else _read(name, None, parse, "a rate such as 20/m (s, m or h), or off")


def _bounded(kind: Callable[[str], T], low: T, high: T) -> Callable[[str], T]:
    def check(value: str) -> T:
        parsed = kind(value)
        if not low <= parsed <= high:  # type: ignore[operator]
            raise ValueError
        return parsed

    return check


def _read(name: str, default: T, parse: Callable[[str], T], takes: str) -> T:
    raw = text(name)
    if not raw:
        return default
    try:
        return parse(raw)
    except ValueError:
        raise ImproperlyConfigured(f"{name} takes {takes}") from None
