"""Tells what a message asks for from the text that is pasted into it."""

import re

from chat.llm.offline import topics, words

PROSE_WORDS = 80  # fewer are a request, or too little to ask about
_INSTRUCTION_WORDS = 45
_ASKS = words.matcher(rf"{words.QUIZ}|{words.TEXT}|{words.TRANSLATE}|summari[sz]e|explain")
_SENTENCE_END = re.compile(r"[.!?](?=\s)|:(?=\s)")


def split(message: str) -> tuple[str, str]:
    """The request and the pasted text; the text is empty when the message is a request alone."""
    if len(message.split()) < PROSE_WORDS and not _announces_text(message):
        return message, ""
    ask, text = _leading(message)
    text, more = _trailing(text)
    ask = " ".join(filter(None, (ask, more)))
    if not ask and _is_request(message):
        return message, ""
    return ask, text


def _announces_text(message: str) -> bool:
    """Whether a short message says that a text follows, and one does."""
    head, text = _leading(message)
    return bool(head and text) and bool(words.matcher(words.TEXT).search(topics.fold(head)))


def _leading(message: str) -> tuple[str, str]:
    """Cuts off the first line, or the first sentence, when it asks for something."""
    for head, rest in _cuts(message.strip()):
        if _is_request(head):
            return head.strip(), rest.strip()
    return "", message.strip()


def _cuts(message: str) -> list[tuple[str, str]]:
    """The first line and the first sentence, each with what follows it."""
    line, _, rest = message.partition("\n")
    cuts = [(line, rest)]
    end = _SENTENCE_END.search(message)
    if end:
        cuts.append((message[: end.end()], message[end.end() :]))
    return cuts


def _trailing(text: str) -> tuple[str, str]:
    """Cuts off the last paragraph when it asks for something."""
    before, gap, last = text.rpartition("\n\n")
    if gap and _is_request(last):
        return before.strip(), last.strip()
    return text, ""


def _is_request(part: str) -> bool:
    return len(part.split()) <= _INSTRUCTION_WORDS and bool(_ASKS.search(topics.fold(part)))
