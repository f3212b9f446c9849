"""Number problems with their solutions and the mistakes that people make with them.

Every function takes the random source and the difficulty, 0 to 2, and gives a Sketch.
"""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Sketch:
    """`claim` is a sentence with a `{}` for the answer. `slips` are wrong answers, the likeliest first.

    Some may repeat, or equal the answer; those are left out later.
    """

    question: str
    claim: str
    answer: int | str
    slips: tuple[int | str, ...]
    explanation: str


def arithmetic(rng: Random, level: int) -> Sketch:
    a, b, c, d = rng.randint(12, 89), rng.randint(12, 48), rng.randint(3, 9), rng.randint(2, 9)
    if level == 0:
        return rng.choice((_sum, _difference))(a, b)
    if level == 1:
        return _expression(
            f"{a} + {b} * {c}", a + b * c, ((a + b) * c, a * b + c, a + b + c), "Multiplication comes first"
        )
    if rng.random() < 0.5:
        wrong = (a - c * d + b, (a - c) * (d + b), (a - c) * d - b, (a - c) * d + c)
        return _expression(
            f"({a} - {c}) * {d} + {b}", (a - c) * d + b, wrong, "The parentheses come first, then the product"
        )
    slips = (a * c + b * d, (a * c - b) * d, a * (c - b) * d, a * c - b - d)
    return _expression(f"{a} * {c} - {b} * {d}", a * c - b * d, slips, "Both products come before the difference")


def power(rng: Random, level: int) -> Sketch:
    if level == 2:
        base, exponent = -rng.randint(2, 6), rng.randint(3, 4)
        value = base**exponent
        slips = (-value, base * exponent, base ** (exponent - 1), value + base)
        return _expression(
            f"({base}) ** {exponent}", value, slips, "An even exponent makes it positive, an odd one keeps the sign"
        )
    if rng.random() < 0.5:
        exponent = rng.randint(4, 6) if level == 0 else rng.randint(7, 12)
        slips = (2 ** (exponent - 1), 2 * exponent, exponent**2, 2 ** (exponent + 1))
        return _expression(f"2 ** {exponent}", 2**exponent, slips, f"The 2 is taken {exponent} times as a factor")
    base, exponent = rng.randint(3, 12), 2 + level
    slips = (base * exponent, base ** (exponent - 1) * (base - 1), exponent**base, base**exponent + base)
    return _expression(
        f"{base} ** {exponent}", base**exponent, slips, f"The {base} is taken {exponent} times as a factor"
    )


def percent(rng: Random, level: int) -> Sketch:
    base = 20 * rng.randint(2, 30)
    if level == 2:
        return _two_changes(rng, base)
    share = rng.choice((10, 20, 25, 50) if level == 0 else (5, 15, 30, 35, 45, 60, 75))
    value = base * share // 100
    slips = (base - value, value * 10 if value < 30 else value // 2, base * (share + 5) // 100, share, value + share)
    return Sketch(
        question=f"What is {share} % of {base}?",
        claim=f"{share} % of {base} is {{}}.",
        answer=value,
        slips=slips,
        explanation=f"{share} % means {share} of every hundred: {base} · {share} / 100 = {value}.",
    )


def equation(rng: Random, level: int) -> Sketch:
    x, a, b = rng.randint(2, 12), rng.randint(3, 9), rng.randint(2, 30)
    if level == 0:
        return _equation(
            f"x + {b} = {x + b}", x, (x + 2 * b, -x, x + 1, b), f"Taking {b} from both sides leaves x = {x}."
        )
    if level == 1:
        right = a * x + b
        slips = (a * x, right // a, x + 1, -x, x + b)
        return _equation(f"{a}x + {b} = {right}", x, slips, f"{right} - {b} = {a * x}, and {a * x} / {a} = {x}.")
    less = rng.randint(1, a - 1)
    right = (a - less) * x + b
    slips = (-x, x + 1, (a - less) * x, right, x - 1)
    steps = f"Taking {_times(less)} and {b} from both sides leaves {_times(a - less)} = {(a - less) * x}, so x = {x}."
    return _equation(f"{a}x + {b} = {_times(less)} + {right}", x, slips, steps)


_UNITS = (
    (
        ("kilometres", "metres", 1000),
        ("kilograms", "grams", 1000),
        ("hours", "minutes", 60),
        ("metres", "centimetres", 100),
    ),
    (
        ("days", "hours", 24),
        ("litres", "millilitres", 1000),
        ("hours", "seconds", 3600),
        ("tonnes", "kilograms", 1000),
    ),
    (
        ("square metres", "square centimetres", 10_000),
        ("cubic metres", "litres", 1000),
        ("weeks", "hours", 168),
        ("square kilometres", "hectares", 100),
        ("cubic decimetres", "cubic centimetres", 1000),
    ),
)


def unit(rng: Random, level: int) -> Sketch:
    many, small, factor = rng.choice(_UNITS[level])
    amount = rng.randint(2, 19)
    value = amount * factor
    slips = (value // 10, value * 10, amount * (60 if factor != 60 else 100), value + factor, amount * 100)
    return Sketch(
        question=f"How many {small} are {amount} {many}?",
        claim=f"{amount} {many} are {{}} {small}.",
        answer=value,
        slips=slips,
        explanation=f"There are {factor} {small} to one of the larger unit, and {amount} · {factor} = {value}.",
    )


def base(rng: Random, level: int) -> Sketch:
    if level == 0:
        value = rng.choice([n for n in range(9, 32) if n & (n - 1)])
        slips = (int(f"{value:b}"[::-1], 2), value + 1, value - 1, value + 4, 2 * value)
        return _conversion(f"binary `{value:b}`", "decimal", value, slips, f"{bits(value)}.")
    if level == 1:
        value = rng.choice([n for n in range(33, 64) if n & (n - 1)])
        wrong = (int(f"{value:b}"[::-1], 2), value + 1, value - 1, value ^ 6, value ^ 10)
        return _conversion(
            f"decimal `{value}`", "binary", f"{value:b}", tuple(f"{n:b}" for n in wrong), f"{bits(value)}."
        )
    high, low = rng.randint(2, 15), rng.randint(10, 15)
    value = 16 * high + low
    slips = (10 * high + low, 16 * low + high, value + 16, value - 1, 16 * high + low - 6)
    steps = f"{high} · 16 + {low} = {value}; the digit {low:X} stands for {low}."
    return _conversion(f"hexadecimal `{value:X}`", "decimal", value, slips, steps)


KINDS: dict[str, Callable[[Random, int], Sketch]] = {
    "arithmetic": arithmetic,
    "percent": percent,
    "equation": equation,
    "unit": unit,
    "base": base,
    "power": power,
}


def _sum(a: int, b: int) -> Sketch:
    return _expression(
        f"{a} + {b}", a + b, (a + b - 10, a + b + 10, a + b + 1, abs(a - b)), "Add the tens and the ones separately"
    )


def _difference(a: int, b: int) -> Sketch:
    a += b
    slips = (a - b + 10, a - b - 10, a + b, a - b + 1)
    return _expression(f"{a} - {b}", a - b, slips, "Subtract the tens and the ones separately")


def _expression(text: str, value: int, slips: tuple[int, ...], why: str) -> Sketch:
    return Sketch(
        question=f"What is the value of `{text}`?",
        claim=f"The expression `{text}` has the value {{}}.",
        answer=value,
        slips=slips,
        explanation=f"{why}: `{text}` gives {value}.",
    )


def _equation(text: str, x: int, slips: tuple[int, ...], steps: str) -> Sketch:
    return Sketch(f"Which number x solves `{text}`?", f"The solution of `{text}` is x = {{}}.", x, slips, steps)


def _times(factor: int) -> str:
    return "x" if factor == 1 else f"{factor}x"


def _two_changes(rng: Random, base: int) -> Sketch:
    up, down = rng.choice(((20, 10), (50, 20), (30, 20), (10, 10), (20, 20), (50, 50)))
    price = base * 5
    value = price * (100 + up) * (100 - down) // 10_000
    slips = (price * (100 + up - down) // 100, price * (100 + up) // 100, price * (100 - down) // 100, value + up)
    story = f"A price of {price} rises by {up} % and then falls by {down} %."
    return Sketch(
        question=f"{story} What is it in the end?",
        claim=f"{story} In the end it is {{}}.",
        answer=value,
        slips=slips,
        explanation=f"The fall is of the raised price: {price} · {1 + up / 100:g} · {1 - down / 100:g} = {value}.",
    )


def _conversion(given: str, to: str, answer: int | str, slips: tuple[int | str, ...], steps: str) -> Sketch:
    question = f"How is the {given} written in {to}?"
    return Sketch(question, f"The {given} is written {{}} in {to}.", answer, slips, steps)


def bits(value: int) -> str:
    """“110 is 4 + 2 = 6”, the binary number as code."""
    places = [1 << n for n in range(value.bit_length() - 1, -1, -1) if value >> n & 1]
    return f"`{value:b}` is {' + '.join(map(str, places))} = {value}"
