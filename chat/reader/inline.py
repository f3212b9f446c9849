"""`A) … B) … C) …` in one line."""

import re

from chat.reader.rows import PLACES

_CODE = re.compile(r"`[^`]*`|\$[^$]*\$")
_LETTER = re.compile(r"(?:(?<=[\s,;|/*_])|^)[*_]{0,3}(\(?)([A-Ka-k])([).])[*_]{0,3}(?=[\s*_])[ \t]*")
_TRIM = " \t,;|/"
_UPPER = "ABCDEFGHIJK"
_SIGNED = [(f"{letter})", f"{letter}.", f"{letter.lower()})", f"{letter.lower()}.") for letter in _UPPER]


def split(text: str, expected: int = 0, *, least: int = 2) -> tuple[str, list[str]]:
    """What stands before the first option, and the options from `expected` upwards, each with its letter.

    No options where fewer than `least` stand in order (three from A when only a full stop follows the letters).
    """
    if ")" not in text and "." not in text:
        return text, []
    last = min(expected + least, len(_UPPER)) - 1
    if not any(letter in text for letter in _SIGNED[last]):
        return text, []
    masked = _CODE.sub(lambda code: "`" * len(code[0]), text) if "`" in text or "$" in text else text
    apart = least == 1  # beside an option: a full stop alone does not part, wide space must stand before the letter
    cuts: list[int] = []
    weak, lower = False, False
    for found in _LETTER.finditer(masked):
        if PLACES[found[2]] != expected + len(cuts) or (cuts and found[2].islower() != lower):
            continue
        if apart and found[3] == "." and masked[max(0, found.start() - 2) : found.start()].strip(" "):
            continue
        weak, lower = weak or found[3] == ".", found[2].islower()
        cuts.append(found.start())
    if len(cuts) < (3 if weak and expected == 0 else least):
        return text, []
    pieces = [text[start:end].strip(_TRIM) for start, end in zip(cuts, [*cuts[1:], len(text)], strict=True)]
    return text[: cuts[0]].rstrip(_TRIM), pieces
