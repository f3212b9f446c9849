"""Identifiers: a short prefix that names the kind, then random characters.

Random, so that an id never encodes a position, a time or a key. Alphabet: digits and lower-case letters.
"""

import secrets

_ALPHABET = b"abcdefghijklmnopqrstuvwxyz234567"
# Each of the 256 bytes gives a character, and each character comes from eight bytes: five even bits.
_CHARS = _ALPHABET * 8


def new(prefix: str, chars: int = 20) -> str:
    """`new("quiz")` -> `quiz_` and `chars` random characters, five bits each."""
    return f"{prefix}_{secrets.token_bytes(chars).translate(_CHARS).decode()}"


def new_thread() -> str:
    """A thread id is a capability: whoever knows it may read the thread, so it holds 195 random bits."""
    return new("thread", 39)
