"""A quiz in the prompted dialect, as a well-behaved model would answer the request: all keys are right."""

import random
import re
from typing import Any

_COUNT = re.compile(r"\b([1-9]\d?)\b[^.\n]{0,40}\bquestions?\b", re.IGNORECASE)
_TOPIC = re.compile(r"\b(?:on|about)\s+([^\n.,;?]{2,40})", re.IGNORECASE)
_DEFAULT_COUNT = 10


def answer(body: dict[str, Any]) -> str:
    """The answer to a chat completion request; the same request gets the same answer."""
    asked = next((m["content"] for m in reversed(body["messages"]) if m["role"] == "user"), "")
    count = int(found[1]) if (found := _COUNT.search(asked)) else _DEFAULT_COUNT
    topic = found[1].strip() if (found := _TOPIC.search(asked)) else "numbers"
    return write(title=f"A quiz on {topic}", count=count)


def write(*, title: str, count: int, seed: int = 1) -> str:
    rng = random.Random(seed)
    return f"# {title}\n\n" + "\n".join(_question(number, rng) for number in range(1, count + 1))


def _question(number: int, rng: random.Random) -> str:
    left, right, place = 10 + number, rng.randint(3, 9), rng.randrange(4)
    key = left * right
    values = [key + (at - place) * right for at in range(4)]
    options = "".join(f"- {letter}) {value}\n" for letter, value in zip("ABCD", values, strict=True))
    return (
        f"### Q{number} [single_choice | easy | apply]\nWhat is the product of {left} and {right}?\n{options}"
        f"Answer: {'ABCD'[place]}\nExplanation: {left} times {right} makes {key}.\n"
    )
