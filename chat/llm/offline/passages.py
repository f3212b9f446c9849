"""Tells what a message asks for from the text that is pasted into it."""

import re

from chat.llm.offline import topics, words

PROSE_WORDS = 80  # fewer are a request, or too little to ask about
_INSTRUCTION_WORDS = 45
_TERSE_WORDS = 8
_OPENING_WORDS = 12  # a request says within so many words that it is one
_DEEDS = rf"{words.TEXT}|{words.TRANSLATE}|summari[sz]e|explain"
_ASKS = words.matcher(rf"{words.QUIZ}|{_DEEDS}")
_WANTS = words.matcher(rf"{words.MAKE}|{_DEEDS}")
_ANNOUNCES = words.matcher(words.TEXT)
_ON_SUBJECT = re.compile(r"\b(?:on|about|covering|over|sobre|sur|uber|su)\b")
_SENTENCE_END = re.compile(r"[.!?](?=\s)|:(?=\s)")


def split(message: str) -> tuple[str, str]:
    """The request and the pasted text; the text is empty when the message is a request alone."""
    ask, text = _leading(message.strip())
    text, more = _trailing(text)
    enough = len(text.split()) >= PROSE_WORDS
    announced = bool(ask and text and _ANNOUNCES.search(topics.fold(ask)))
    if not (enough or announced) or (not ask and _is_request(text)):
        return message, ""
    return " ".join(filter(None, (ask, more))), text


def _leading(message: str) -> tuple[str, str]:
    """Cuts off what asks for something at the start."""
    for head, rest in _cuts(message):
        if rest.strip() and _is_request(head):
            return head.strip(), rest.strip()
    return "", message


def _cuts(message: str) -> list[tuple[str, str]]:
    """The first sentence and the first line, each with what follows it, the shorter one first.

    A sentence with a full stop that names a subject is followed by more of the request, unless it speaks of a text.
    """
    line, _, rest = message.partition("\n")
    cuts = [(line, rest)]
    if end := _SENTENCE_END.search(message):
        head = message[: end.end()]
        folded = topics.fold(head)
        if end[0] == ":" or _ANNOUNCES.search(folded) or not _ON_SUBJECT.search(folded):
            cuts.append((head, message[end.end() :]))
    return sorted(cuts, key=lambda cut: len(cut[0]))


def _trailing(text: str) -> tuple[str, str]:
    """Cuts off the last paragraph when it asks for something."""
    before, gap, last = text.rpartition("\n\n")
    if gap and len(last.split()) <= _INSTRUCTION_WORDS and _is_request(last):
        return before.strip(), last.strip()
    return text, ""


def _is_request(part: str) -> bool:
    """Whether it speaks of a quiz and wants it: a long one at once, a very short one need not say that it wants."""
    said = part.split()
    opening = topics.fold(" ".join(said if len(said) <= _INSTRUCTION_WORDS else said[:_OPENING_WORDS]))
    return bool(_ASKS.search(opening) and (len(said) <= _TERSE_WORDS or _WANTS.search(opening)))
