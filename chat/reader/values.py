"""Keys of questions without options: numbers, true and false, accepted words, blanks."""

import math
import re
from typing import Any

from chat.reader import labels
from chat.reader.lines import EMOJI_EDGES, fold
from chat.reader.looks import bare

Json = dict[str, Any]

_NUMBER = (
    r"[-+−–]?(?:\d[\d ',.’]*\d|\d|\.\d+)"
    r"(?:[eE][-+−]?\d{1,3}|[ ]?[×x·][ ]?10\^?\{?[-+−]?\d{1,3}\}?)?(?:[ ]?/[ ]?\d{1,6})?"
)
_NUMERIC = re.compile(
    rf"(?P<sign>[$€£¥₹])?[ ]?(?P<value>{_NUMBER})[ ]?"
    rf"(?:(?:±|\+/[-−]|\+-)[ ]?(?P<tolerance>{_NUMBER})[ ]?(?P<percent>%)?)?"
    r"[ ]*(?P<unit>[^\d\n]{0,24}|[^\d\s]\S{0,15})$"
)
# `3-4`, `12:30`, `2^10`, `3²`, `0x10` and `5 million` are no number with a unit.
_UNIT = re.compile(
    r"(?![¹²³千万萬亿億만억]|[xX×]\d|(?:hundreds?|thousands?|millions?|billions?|trillions?|dozens?|tausend|millionen|mio|mrd"
    r"|milliarden?|milliards?|mille|mil|millones|milioni|milhões|тыс|тысяч[аи]?|млн|млрд|миллион(?:а|ов)?)\b)"
    r"(?:[^\W\d_]|[%‰°'\"′″$€£¥₹]|/[^\W\d_])",
    re.IGNORECASE,
)
_POWER = re.compile(r"[ ]?[×x·][ ]?10\^?\{?([-+]?\d{1,3})\}?")
_GROUPED = re.compile(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?$")
_GROUPED_DOTS = re.compile(r"[-+]?\d{1,3}(\.\d{3}){2,}$|[-+]?\d{1,3}(\.\d{3})+,\d+$")
_LONGEST_NUMBER_CHARS = 60

BLANK = re.compile(r"\[\[[ ]?(\d{1,2})[ ]?\]\]|\\?_(?:\\?_){2,}")
_SECOND = re.compile(r"(?<!\S)[(\[]?(\d{1,2})[)\].:]")
_BAR = re.compile(r"(?<!\|)\|(?!\|)")
_TICKED = re.compile(r"(`+)[ ]?(.*?)[ ]?\1$")


def number(text: str, *, decimal_comma: bool) -> int | float | None:
    """`1024`, `1 024`, `1,024`, `3,14`, `1e-3`, `1/3`; None when it cannot be read."""
    text = text.strip().replace("−", "-").replace("–", "-")
    text = _POWER.sub(r"e\1", text)
    top, slash, bottom = text.partition("/")
    if slash:
        return _fraction(top, bottom, decimal_comma=decimal_comma)
    plain = re.sub(r"(?<=\d)[ '’](?=\d{3}(?!\d))", "", top.strip())
    plain = _without_groups(plain, decimal_comma=decimal_comma)
    try:
        return int(plain)
    except ValueError:
        pass
    try:
        value = float(plain)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _fraction(top: str, bottom: str, *, decimal_comma: bool) -> float | None:
    above, below = number(top, decimal_comma=decimal_comma), number(bottom, decimal_comma=decimal_comma)
    return above / below if above is not None and below else None


def _without_groups(text: str, *, decimal_comma: bool) -> str:
    if _GROUPED_DOTS.match(text):
        return text.replace(".", "").replace(",", ".")
    if _GROUPED.match(text) and not text.lstrip("+-").startswith("0,") and (not decimal_comma or text.count(",") > 1):
        return text.replace(",", "")
    return text.replace(",", ".") if text.count(",") == 1 and "." not in text else text


def numeric(text: str, *, decimal_comma: bool = False) -> Json | None:
    """`9.81 ± 0.01 m/s` as value, tolerance and unit; a tolerance in percent is kept as a share of the value."""
    text = fold(bare(text)).replace("$", "") if text.startswith("$") and text.endswith("$") else bare(text)
    found = _NUMERIC.match(text) if len(text) <= _LONGEST_NUMBER_CHARS else None
    if found is None:
        return None
    value = number(found["value"], decimal_comma=decimal_comma)
    tolerance = number(found["tolerance"], decimal_comma=decimal_comma) if found["tolerance"] else 0
    if value is None or tolerance is None or tolerance < 0:
        return None
    relative = bool(found["percent"])
    answer: Json = {
        "value": value,
        "tolerance": float(f"{tolerance / 100:.12g}") if relative else tolerance,
        "toleranceType": "rel" if relative else "abs",
    }
    unit = ((found["unit"] or "").strip() or found["sign"] or "").rstrip(".")
    if unit and not _UNIT.match(unit):
        return None
    return answer | {"unit": unit} if unit else answer


def truth(text: str) -> bool | None:
    """True or false in any language of the tables; None for other words."""
    word = labels.normal(bare(EMOJI_EDGES.sub("", text) or text)).strip(" .)(")
    if word in labels.TRUE:
        return True
    return False if word in labels.FALSE else None


def statement(text: str) -> tuple[bool | None, str]:
    """`False. It is immutable.`: the truth value and what follows it."""
    whole = truth(text)
    if whole is not None:
        return whole, ""
    first = re.match(r"[*_`\"']*(\w+)[*_`\"']*[ ]?(?:[.,;:–—(-])[*_]*[ ]*", text)
    value = truth(first[1]) if first and len(first[1]) > 1 else None
    if first is None or value is None:
        return None, ""
    rest = text[first.end() :]
    said = [truth(word) for word in rest.split()]
    return (None, "") if len(said) < 4 and (not value) in said else (value, rest)


def accepted(text: str) -> list[str]:
    """`JSON.parse | JSON.parse()`: each form without the markup around it. A bar in code, or a double one, stays."""
    parts = _BAR.split(text) if "`" not in text else _split_outside_code(text)
    forms = [_strip(part) for part in parts]
    return list(dict.fromkeys(form for form in forms if form))


def _split_outside_code(text: str) -> list[str]:
    parts, start, code = [], 0, False
    for place, char in enumerate(text):
        if char == "`":
            code = not code
        elif char == "|" and not code and "||" not in text[max(0, place - 1) : place + 2]:
            parts.append(text[start:place])
            start = place + 1
    return [*parts, text[start:]]


def _strip(text: str) -> str:
    text = text.strip()
    ticked = _TICKED.match(text)
    if ticked:
        return ticked[2].strip()
    for sign in ("**", "__", '"', "“"):
        end = "”" if sign == "“" else sign
        inner = text[len(sign) : -len(sign)]
        if inner and text == sign + inner + end and sign not in inner:
            return inner.strip()
    return text


def blanks(text: str, names: list[int]) -> list[list[str]] | None:
    """The words accepted for each blank, from `1) pending | waiting 2) rejected`. None when they do not fit."""
    cuts: list[tuple[int, int, int]] = []
    for found in _SECOND.finditer(text):
        wanted = len(cuts)
        if wanted == len(names):
            if int(found[1]) == names[-1] + 1:
                return None  # a word for one more blank than there is
        elif int(found[1]) == names[wanted]:
            cuts.append((found.start(), found.end(), names[wanted]))
    if len(cuts) == len(names) and not text[: cuts[0][0]].strip(" *_"):
        ends = [cut[0] for cut in cuts[1:]] + [len(text)]
        words = [accepted(text[cut[1] : end].strip(" ,;")) for cut, end in zip(cuts, ends, strict=True)]
    elif cuts and len(names) > 1:
        return None
    else:
        words = _listed(text, len(names))
    return words if words and all(words) else None


def _listed(text: str, count: int) -> list[list[str]]:
    """Words in the order of the blanks, when there are as many of them as blanks."""
    if count == 1:
        return [accepted(text)]
    for sign in (";", ",", "|", "/"):
        parts = text.split(sign)
        if len(parts) == count:
            return [accepted(part) for part in parts]
    return []


def is_numbered(text: str) -> bool:
    """It begins like an entry of a numbered list."""
    return bool(_SECOND.match(text))
