"""Text without its looks, to be compared."""

import re
from unicodedata import normalize

from chat.reader.lines import EMOJI_EDGES, fold

_MARKUP = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_UNEVEN = re.compile(r"[*_\t\n]|  ")
_SPACE = re.compile(r"\s+")
_QUOTES = "\"'“”„‟«»‘’「」『』"


def bare(text: str) -> str:
    """`text` without markup, outer quotes, a last full stop, marks and doubled space; case and punctuation stay."""
    text = unmarked(text)
    stripped = text.strip(_QUOTES).rstrip(".。")
    return stripped if stripped else text


def unmarked(text: str) -> str:
    """`text` without markup, marks and doubled space."""
    if not text.isascii():
        text = EMOJI_EDGES.sub("", normalize("NFC", fold(text)))
    text = text.strip()
    if "`" in text:
        text = text.replace("`", "")
    if _UNEVEN.search(text):
        text = _SPACE.sub(" ", _MARKUP.sub("", text))
    return text.strip()
