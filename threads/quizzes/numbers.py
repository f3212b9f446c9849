"""Numbers as people write them: `1 024`, `3,14`, `1e-3`, `1/3`, `−2`, `1.5×10^3`."""

import math
import re

Number = int | float

_MAX_CHARS = 64
_TYPED = str.maketrans({"−": "-", "–": "-", "\u00a0": " ", "\u202f": " ", "\u2009": " ", "’": "'"})
_POWER_OF_TEN = re.compile(r"\s*(?:×|x|\*|·)\s*10\s*(?:\^|\*\*)\s*")
_PLAIN = re.compile(r"([+-]?)(\d*)((?:[ ',.]\d+)*)(?:[eE]([+-]?\d{1,3}))?")
_SEPARATED = re.compile(r"([ ',.])(\d+)")
_AMOUNT = re.compile(r"([$€£¥]?)\s*([+\-−]?[\d.,][\d.,' \u00a0\u202f\u2009]*(?:[eE][+-]?\d+)?)\s*([^\d\s]\D{0,15})?")


def parse(text: str) -> Number | None:
    """The likeliest reading of a number, None when it is none."""
    return next(iter(readings(text)), None)


def readings(text: str) -> tuple[Number, ...]:
    """Every way to read the text as a number, likeliest first: `1,024` is 1024, but may be 1.024."""
    text = text.strip().translate(_TYPED)
    if not text or len(text) > _MAX_CHARS:
        return ()
    if text.count("/") == 1:
        return _fraction(*text.split("/"))
    match = _PLAIN.fullmatch(_POWER_OF_TEN.sub("e", text))
    if not match or not (match[2] or match[3]):
        return ()
    sign, whole, tail, exponent = match.groups()
    return tuple(
        number
        for body in _bodies(whole, _SEPARATED.findall(tail))
        if math.isfinite(number := _number(sign + body, exponent))
    )


def amount(text: str) -> tuple[Number, str] | None:
    """A number and what stands around it: `10 ms` -> (10, "ms"), `$5` -> (5, "$"). None when it is not one."""
    match = _AMOUNT.fullmatch(text.strip())
    value = parse(match[2]) if match else None
    return None if match is None or value is None else (value, match[1] + (match[3] or "").strip())


def _fraction(upper: str, lower: str) -> tuple[Number, ...]:
    above, below = parse(upper), parse(lower)
    if above is None or not below:
        return ()
    return (above // below,) if above % below == 0 else (above / below,)


def _number(body: str, exponent: str | None) -> Number:
    if exponent is None and "." not in body:
        return int(body)
    return float(f"{body}e{exponent or 0}")


def _bodies(whole: str, tail: list[tuple[str, str]]) -> list[str]:
    """The ways to take the separators: as thousands, as the decimal point."""
    if not tail:
        return [whole]
    marks = [mark for mark, _ in tail]
    grouped = 1 <= len(whole) <= 3 and all(len(digits) == 3 for _, digits in tail)
    in_thousands = whole + "".join(digits for _, digits in tail)
    if len(tail) == 1 and marks[0] in ",.":
        decimal = f"{whole or 0}.{tail[0][1]}"
        if not grouped or whole == "0":
            return [decimal]
        return [in_thousands, decimal] if marks[0] == "," else [decimal, in_thousands]
    if len(set(marks)) == 1:
        return [in_thousands] if grouped else []
    before, (last, decimals) = tail[:-1], tail[-1]
    if last not in ",." or len({mark for mark, _ in before}) > 1 or last in marks[:-1]:
        return []
    if not (1 <= len(whole) <= 3 and all(len(digits) == 3 for _, digits in before)):
        return []
    return [f"{whole}{''.join(digits for _, digits in before)}.{decimals}"]
