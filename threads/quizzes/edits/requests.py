"""What a user's message asks of a quiz: which questions it names, whether it wants more, fewer, another language."""

import re

_NUMBER_WORDS = {
    word: value
    for value, words in enumerate(
        (
            "one una un eine un' una uma",
            "two dos deux zwei due duas dois",
            "three tres trois drei tre três",
            "four cuatro quatre vier quattro quatro",
            "five cinco cinq fünf cinque cinco",
        ),
        start=1,
    )
    for word in words.split()
}
_ORDINALS = {
    word: value
    for value, words in enumerate(
        (
            "first primera primer première premier erste ersten prima primo primeira primeiro",
            "second segunda deuxième zweite zweiten seconda segunda",
            "third tercera troisième dritte dritten terza terceira",
            "fourth cuarta quatrième vierte vierten quarta",
            "fifth quinta cinquième fünfte fünften",
            "sixth sexta sixième sechste sechsten sesta",
            "seventh séptima septième siebte siebten settima sétima",
            "eighth octava huitième achte achten ottava oitava",
            "ninth novena neuvième neunte neunten nona",
            "tenth décima dixième zehnte zehnten decima",
        ),
        start=1,
    )
    for word in words.split()
}
_LAST = r"(?:last|final|últimas?|dernières?|letzten?|ultim[ae])"
_QUESTION = r"(?:questions?|preguntas?|fragen?|aufgaben?|domand[ae]|perguntas?|quest(?:ão|ões))"
_NAMED = rf"(?:\b{_QUESTION}|\bq|\b(?:number|numbers|nr|no|n[º°])\.?|#)\s*(?:(?:number|no|nr|n[º°])\.?\s*|#)?"
_TO = r"\s*(?:-|–|—|\bto\b|\bthrough\b|\bbis\b|\ba\b|\bà\b|\baté\b|\bal\b)\s*"
_AND = r"\s*(?:,?\s*(?:\band\b|\by\b|\bet\b|\bund\b|\be\b|&)|,)\s*"
_AGAIN = rf"(?:(?:{_QUESTION}|q)\s*|#)?"
_NUMBERED = re.compile(rf"{_NAMED}(\d{{1,3}}(?:(?:{_TO}|{_AND}){_AGAIN}\d{{1,3}})*)(?!\d)")
_SUFFIXED = re.compile(rf"\b(\d{{1,3}})(?:st|nd|rd|th|ª|º|\.|e|ème|er|ère)?\s+{_QUESTION}\b")
_ORDINAL = re.compile(rf"\b({'|'.join(_ORDINALS)})\s+(?:({'|'.join(_NUMBER_WORDS)}|\d)\s+)?(?:{_QUESTION}|one)\b")
_AT_END = re.compile(
    rf"\b{_LAST}\s+(?:({'|'.join(_NUMBER_WORDS)}|\d)\s+)?{_QUESTION}\b"
    rf"|\b{_QUESTION}\s+{_LAST}\b|\blast one\b|\b(?:la|l'|l’|die|a)\s*{_LAST}(?=\s*(?:$|[.,!?]))"
)
_RANGE = re.compile(rf"(\d{{1,3}}){_TO}{_AGAIN}(\d{{1,3}})|(\d{{1,3}})")
_ADDS = re.compile(
    r"\b(?:add|append|another|additional|extra|further|split|insert)\b"
    # "3 more difficult" is no addition, "3 more", "3 more questions" and "3 more on closures" are
    rf"|\b(?:\d+|a few|some|ten|{'|'.join(_NUMBER_WORDS)})"
    r"\s+(?:more|más|de plus|weitere|mehr|altre|mais|otras|autres)\b"
    rf"(?=\s*(?:$|[.,!?]|{_QUESTION}|on\b|about\b|of\b|for\b|please\b|sobre\b|sur\b|über\b|zu\b|su\b))"
    r"|\bmore questions\b|\bmás preguntas\b|\bplus de questions\b|\b(?:mehr|weitere) fragen\b|\bmais perguntas\b"
    r"|\b(?:añad|agreg|ajout|aggiung|adicion|acrescent|hinzufüg|ergänz)\w*|\bfüge\b|\bnoch (?:eine|\d+|zwei|drei)\b"
    r"|\b(?:otra|una) pregunta más\b|\b(?:une autre|encore une) question\b|\bun'altra domanda\b|\boutra pergunta\b"
)
_REMOVES = re.compile(
    r"\b(?:delet|remov|drop|eras|discard|cut|without|shorten|reduc|fewer)\w*"
    r"|\bget rid\b|\btake out\b|\bonly keep\b|\bkeep only\b"
    # a count may take some away: "make it 5", "only 5 questions"
    rf"|\bmake (?:it|this|the quiz) (?:only |just )?(?:\d+|{'|'.join(_NUMBER_WORDS)})\b"
    r"|\b(?:only|just) \d+ questions\b"
    r"|\b(?:elimin|borr|quit|suprim|supprim|enlev|enlèv|effac|retir|lösch|entfern|streich|kürz|cancell|rimuov|togli"
    r"|exclu|apag|remov|tire)\w*"
)
_TRANSLATES = re.compile(
    r"\b(?:translat|tradu|tradú|übersetz)\w*"
    r"|\b(?:in|into|to|en|auf|em)\s+(?:english|french|german|spanish|italian|portuguese|dutch|polish|russian|chinese"
    r"|japanese|arabic|deutsch|englisch|französisch|spanisch|italienisch|portugiesisch|inglés|francés|alemán|anglais"
    r"|français|allemand|espagnol|inglese|francese|tedesco|spagnolo|inglês|francês|alemão|español|italiano|português)\b"
)


def scope_of(message: str, count: int) -> frozenset[int] | None:
    """The numbers of the questions that a message names, out of `count`; None when it names none.

    Named questions that do not exist leave an empty set: there is nothing such a message may touch.
    """
    text = message.casefold()
    numbers = [number for match in _NUMBERED.finditer(text) for number in expand(match[1])]
    numbers += [int(match[1]) for match in _SUFFIXED.finditer(text) if _is_ordinal(match[0])]
    for match in _ORDINAL.finditer(text):
        first = _ORDINALS[match[1]]
        numbers += range(first, first + _amount(match[2]))
    for match in _AT_END.finditer(text):
        numbers += range(count, count - _amount(match[1]), -1)
    return frozenset(number for number in numbers if 1 <= number <= count) if numbers else None


def expand(text: str) -> list[int]:
    """`2-4 and 7` -> 2, 3, 4, 7."""
    numbers: list[int] = []
    for match in _RANGE.finditer(text):
        if match[3]:
            numbers.append(int(match[3]))
        else:
            low, high = sorted((int(match[1]), int(match[2])))
            numbers += range(low, high + 1)
    return numbers


def adds(message: str) -> bool:
    return bool(_ADDS.search(message.casefold()))


def removes(message: str) -> bool:
    return bool(_REMOVES.search(message.casefold()))


def translates(message: str) -> bool:
    return bool(_TRANSLATES.search(message.casefold()))


def _is_ordinal(text: str) -> bool:
    """`3rd question` names one, `3 questions` counts them."""
    return not re.match(r"\d+\s", text)


def _amount(word: str | None) -> int:
    if not word:
        return 1
    return int(word) if word.isdigit() else _NUMBER_WORDS[word]
