"""Quotes: kept only when they stand verbatim in their source, so that no citation is invented."""

import unicodedata
from collections.abc import Mapping

from threads.quizzes.model import Json

from .flags import flag


def verify(question: Json, texts: Mapping[str, str]) -> Json:
    """The question without the quotes that are not in their source (`texts` by source id), flagged when one went.

    The same dict when all quotes stand.
    """
    refs = question.get("sourceRefs") or []
    kept = [_verified(ref, texts) for ref in refs]
    if kept == refs:
        return question
    made = flag("quote-not-found", "The quote does not stand in the source; it was removed.") | {"autoFixed": True}
    return {**question, "sourceRefs": kept, "flags": [*question.get("flags", ()), made]}


def _verified(ref: Json, texts: Mapping[str, str]) -> Json:
    quote = ref.get("quote")
    if quote is None or _spaced(quote) in _spaced(texts.get(ref["sourceId"], "")):
        return ref
    return {name: value for name, value in ref.items() if name != "quote"}


def _spaced(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
