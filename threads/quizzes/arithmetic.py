"""What a stem that is nothing but an expression comes to ("What is `2 ** 10`?").

Only numbers and + - * / // % ** are read, from a syntax tree and under bounds; nothing is ever executed.
"""

import ast
import math
import operator
import re
from collections.abc import Callable

from threads.quizzes.numbers import Number

_MAX_CHARS = 80
_MAX_EXPONENT = 64
_MAX_BASE = 10**6
_LEAD = re.compile(
    r"(?:in \w+(?: 3)?, )?"
    r"(?:what(?:'s| is| does)|calculate|compute|evaluate|work out|how much is|solve|"
    r"cuánto es|cuál es|qué es|calcula|combien (?:font?|vaut)|quel est|calculez|calcule|"
    r"was ist|was ergibt|wie viel ist|berechne|quanto fa|quanto è|qual è|calcola|quanto é|qual é)?"
    r"(?: the (?:value|result) of| (?:le|el|o|il) (?:résultat|resultado|risultato) (?:de|di))?",
)
_TAIL = re.compile(r"\s*(?:evaluate to|equal|return|come to|=\s*(?:_{2,}|\?)?)?\s*[?？.:]*\s*")
_EXPRESSION = re.compile(r"[\d\s.+\-*/×÷·−^%()]*\d[\d\s.+\-*/×÷·−^%()]*")
_OPERATOR = re.compile(r"[\d)]\s*[+\-*/×÷·−^%]")
_SYMBOLS = str.maketrans({"×": "*", "·": "*", "÷": "/", "−": "-"})

_Operation = Callable[[Number, Number], Number]


class _Unreadable(Exception):
    """Not an expression this module takes, or one past its bounds."""


def results(stem: str) -> tuple[Number, ...]:
    """What the stem's expression comes to, in every defensible way (`7 / 2` is 3.5, or 3 where integers divide).

    `stem` is folded. Empty when it is not a pure expression.
    """
    expression = _expression(stem)
    return values(expression) if expression else ()


def values(expression: str) -> tuple[Number, ...]:
    """As `results`, of an expression alone."""
    if len(expression) > _MAX_CHARS or not _EXPRESSION.fullmatch(expression):
        return ()
    text = expression.translate(_SYMBOLS).strip()
    found = []
    for readable, table in ((text.replace("^", "**"), _SCHOOL), (text, _C_LIKE)):
        try:
            found.append(_value(ast.parse(readable, mode="eval").body, table))
        except (_Unreadable, SyntaxError, ArithmeticError, ValueError, RecursionError, MemoryError):
            continue
    return tuple(dict.fromkeys(found))


def _expression(stem: str) -> str | None:
    """The expression a stem consists of; None when there is more to it, or nothing to work out."""
    if len(stem) > 2 * _MAX_CHARS:
        return None
    lead = _LEAD.match(stem.lstrip("¿ "))
    rest = stem.lstrip("¿ ")[lead.end() if lead else 0 :].strip()
    match = _EXPRESSION.match(rest)
    if not match or not _TAIL.fullmatch(rest[match.end() :]) or not _OPERATOR.search(match[0]):
        return None
    return match[0].rstrip().rstrip(".").strip()


def agrees(result: Number, key: Number, *, tolerance: float = 0.0, written: str = "") -> bool:
    """Whether `key` is the result, rounded to the decimals it was `written` with if it has any."""
    decimals = re.search(r"[.,](\d+)\D*$", written)
    slack = max(tolerance, 0.5 * 10 ** -len(decimals[1]) if decimals else 0.0)
    return math.isclose(result, key, rel_tol=1e-9, abs_tol=1e-12) or abs(result - key) <= slack * (1 + 1e-9)


def _power(base: Number, exponent: Number) -> Number:
    if abs(exponent) > _MAX_EXPONENT or abs(base) > _MAX_BASE:
        raise _Unreadable
    value = base**exponent
    if isinstance(value, complex):
        raise _Unreadable
    return value


def _whole_division(left: Number, right: Number) -> Number:
    if isinstance(left, int) and isinstance(right, int):
        return abs(left) // abs(right) * (1 if (left < 0) == (right < 0) else -1)
    return left / right


def _exclusive_or(left: Number, right: Number) -> Number:
    if isinstance(left, int) and isinstance(right, int):
        return left ^ right
    raise _Unreadable


_SCHOOL: dict[type, _Operation] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: _power,
}
# Languages in which integers divide to integers, % takes the sign of its left side and ^ is exclusive or.
_C_LIKE: dict[type, _Operation] = {
    **_SCHOOL,
    ast.Div: _whole_division,
    ast.Mod: lambda left, right: math.fmod(left, right),
    ast.BitXor: _exclusive_or,
}


def _value(node: ast.expr, table: dict[type, _Operation]) -> Number:
    match node:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            return -_value(operand, table)
        case ast.UnaryOp(op=ast.UAdd(), operand=operand):
            return _value(operand, table)
        case ast.BinOp(left=left, op=op, right=right) if type(op) in table:
            value = table[type(op)](_value(left, table), _value(right, table))
            if not abs(value) < 1e300:
                raise _Unreadable
            return value
    raise _Unreadable
