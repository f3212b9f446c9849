"""Identifiers: a short prefix that names the kind, then random characters.

Random, so that an id never encodes a position, a time or a key. Alphabet: digits and lower-case letters.
"""

import secrets
from base64 import b32encode

_BITS_PER_CHAR = 5


def new(prefix: str, chars: int = 20) -> str:
    """`new("quiz")` -> `quiz_` and `chars` random characters, five bits each."""
    raw = secrets.token_bytes((chars * _BITS_PER_CHAR + 7) // 8)
    return f"{prefix}_{b32encode(raw).decode().lower()[:chars]}"


def new_thread() -> str:
    """A thread id is a capability: whoever knows it may read the thread, so it holds 195 random bits."""
    return new("thread", 39)
