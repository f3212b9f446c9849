"""Marks around what is material."""

from hashlib import sha256

_MARK_CHARS = 12


class Fence:
    """Nobody can write the marks before they are drawn; a text that holds one loses it."""

    def __init__(self, seed: str) -> None:
        self._mark = sha256(f"fence {seed}".encode()).hexdigest()[:_MARK_CHARS]

    def around(self, text: str) -> str:
        return f"<<{self._mark}\n{text.replace(self._mark, '')}\n{self._mark}>>"
