"""What a well-behaved model would answer: a quiz in the prompted dialect, or an edit of one. All keys are right."""

import random
import re
from typing import Any

_NEW = re.compile(r"(\d+) questions, from Q(\d+)")
_TOUCH = re.compile(r"touch question ([\d, ]+) only")
_PLAN = re.compile(r"the plan: (.+)")
_COUNT = re.compile(r"\b([1-9]\d?)\b[^.\n]{0,40}\bquestions?\b", re.IGNORECASE)
_TOPIC = re.compile(r"\b(?:on|about)\s+([^\n.,;?]{2,40})", re.IGNORECASE)
_DEFAULT_COUNT = 10
_TALK = "Multiplying is adding a number to itself several times."


def answer(body: dict[str, Any]) -> str:
    """The answer to a chat completion request; the same request gets the same answer."""
    asked = next((m["content"] for m in reversed(body["messages"]) if m["role"] == "user"), "")
    known, _, request = asked.rpartition("The request:")
    letters = dict(part.split()[:2] for part in _planned(asked) if len(part.split()) == 2)
    if touched := _TOUCH.search(asked):
        numbers = list(map(int, touched[1].split(",")))
        return _questions(numbers, letters, seed=2, ids=_ids(known), mark=" (replace)")
    if new := _NEW.search(asked):
        first = int(new[2])
        body_text = _questions(range(first, first + int(new[1])), letters, mark="" if first == 1 else " (new)")
        return body_text if first > 1 else f"# {_title(request)}\n\n{body_text}"
    if "The current quiz:" in known:
        return _TALK
    count = int(found[1]) if (found := _COUNT.search(asked)) else _DEFAULT_COUNT
    return write(title=_title(asked), count=count)


def write(*, title: str, count: int, seed: int = 1) -> str:
    return f"# {title}\n\n{_questions(range(1, count + 1), {}, seed=seed)}"


def _title(request: str) -> str:
    return f"A quiz on {found[1].strip()}" if (found := _TOPIC.search(request)) else "A quiz on numbers"


def _planned(asked: str) -> list[str]:
    return found[1].split(", ") if (found := _PLAN.search(asked)) else []


def _ids(known: str) -> dict[int, str]:
    return {int(number): name for number, name in re.findall(r"### Q(\d+) (\{q_\w+\})", known)}


def _questions(
    numbers: Any, letters: dict[str, str], *, seed: int = 1, ids: dict[int, str] | None = None, mark: str = ""
) -> str:
    rng = random.Random(seed)
    heads = ((number, " ".join(filter(None, (f"Q{number}", (ids or {}).get(number))))) for number in numbers)
    return "\n".join(_question(number, head, mark, letters.get(f"Q{number}"), rng) for number, head in heads)


def _question(number: int, head: str, mark: str, letter: str | None, rng: random.Random) -> str:
    left, right = 10 + number, rng.randint(3, 9)
    place = "ABCD".index(letter or rng.choice("ABCD"))
    key = left * right
    options = "".join(f"- {'ABCD'[at]}) {key + (at - place) * right}\n" for at in range(4))
    return (
        f"### {head} [single_choice | easy | apply]{mark}\nWhat is the product of {left} and {right}?\n{options}"
        f"Answer: {'ABCD'[place]}\nExplanation: {left} times {right} makes {key}.\n"
    )
