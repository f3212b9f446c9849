"""Text without its looks, and its words, to be compared."""

import re
from unicodedata import normalize

from chat.reader.lines import EMOJI_EDGES, fold

_MARKUP = re.compile(r"\*\*|__|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_UNEVEN = re.compile(r"[*_\t\n]|  ")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w+")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\u0e00-\u0e7f]")
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


def words(text: str) -> set[str]:
    """The words of `text`, and its characters where words are not set apart."""
    found = set(_WORD.findall(text.casefold()))
    return found if text.isascii() else found | set(_UNSPACED.findall(text))


def weighty(text: str) -> set[str]:
    """The words that tell one text from another; all of them where all are short."""
    found = words(text)
    return {word for word in found if len(word) > 3 or not word.isascii() or not word.isalpha()} or found


def is_unspaced(text: str) -> bool:
    """It is written in a script that does not set words apart."""
    return _UNSPACED.search(text) is not None
