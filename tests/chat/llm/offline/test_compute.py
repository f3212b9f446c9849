"""Computed questions: every key is worked out again, by other means than the generator's."""

import re
from random import Random

import pytest

from chat.llm.offline import compute, sketches
from chat.llm.offline.items import DIFFICULTIES
from tests.chat.llm.offline import asking
from tests.chat.llm.offline.asking import ask

CASES = [(kind, level) for kind in sketches.KINDS for level in range(3)]
SEEDS = range(40)

PER_UNIT = {
    ("kilometres", "metres"): 1000,
    ("kilograms", "grams"): 1000,
    ("hours", "minutes"): 60,
    ("metres", "centimetres"): 100,
    ("days", "hours"): 24,
    ("litres", "millilitres"): 1000,
    ("hours", "seconds"): 60 * 60,
    ("tonnes", "kilograms"): 1000,
    ("square metres", "square centimetres"): 100 * 100,
    ("cubic metres", "litres"): 10 * 10 * 10,
    ("weeks", "hours"): 7 * 24,
    ("square kilometres", "hectares"): 10 * 10,
    ("cubic decimetres", "cubic centimetres"): 10 * 10 * 10,
}


STATEMENTS = (
    (r"The expression (`.+`) has the value (-?\d+)\.", "What is the value of {}?"),
    (r"(\d+ % of \d+) is (\d+)\.", "What is {}?"),
    (r"(A price .+\.) In the end it is (\d+)\.", "{} What is it in the end?"),
    (r"The solution of (`.+`) is x = (-?\d+)\.", "Which number x solves {}?"),
    (r"The (\w+ `\w+`) is written (\d+) in (\w+)\.", "How is the {} written in {}?"),
    (r"(\d+) (\D+) are (?=\d+ (\D+)\.)(\d+) \D+\.", "How many {2} are {0} {1}?"),
)


def solve(question: str) -> int | str:
    """The answer, from the words of the question alone."""
    if match := re.fullmatch(r"What is the value of `([\d+*() -]+)`\?", question):
        return eval(match[1])
    if match := re.fullmatch(r"What is (\d+) % of (\d+)\?", question):
        return int(match[1]) * int(match[2]) // 100
    if match := re.fullmatch(
        r"A price of (\d+) rises by (\d+) % and then falls by (\d+) %\. What is it in the end\?", question
    ):
        price, up, down = map(int, match.groups())
        return round(price * (1 + up / 100) * (1 - down / 100))
    if match := re.fullmatch(r"Which number x solves `(.+) = (.+)`\?", question):
        left, right = (re.sub(r"(\d)x", r"\1*x", side) for side in match.groups())
        (solution,) = [x for x in range(-200, 200) if eval(left) == eval(right)]
        return solution
    if match := re.fullmatch(r"How many (.+) are (\d+) (.+)\?", question):
        return int(match[2]) * PER_UNIT[match[3], match[1]]
    match = re.fullmatch(r"How is the (\w+) `(\w+)` written in (\w+)\?", question)
    assert match, question
    value = int(match[2], {"binary": 2, "decimal": 10, "hexadecimal": 16}[match[1]])
    return f"{value:b}" if match[3] == "binary" else value


@pytest.mark.parametrize(("kind", "level"), CASES)
def test_the_answer_is_right(kind, level):
    for seed in SEEDS:
        sketch = sketches.KINDS[kind](Random(seed), level)
        assert solve(sketch.question) == sketch.answer


@pytest.mark.parametrize(("kind", "level"), CASES)
def test_a_choice_has_one_right_option_and_three_others(kind, level):
    random = Random(level)
    items = compute.items(kind, random, types=("single_choice",), difficulty=DIFFICULTIES[level], count=len(SEEDS))
    for item in items:
        assert item.correct == (str(solve(item.stem)),)
        assert len(set(item.wrong) - set(item.correct)) == 3


@pytest.mark.parametrize("kind", sketches.KINDS)
def test_a_statement_is_true_exactly_when_it_holds_the_answer(kind):
    for item in compute.items(kind, Random(kind), types=("true_false",), difficulty=None, count=60):
        question, claimed = as_question(item.stem)
        assert item.correct == (str(str(solve(question)) == claimed),), item.stem


def as_question(statement: str) -> tuple[str, str]:
    """What the statement answers, and its answer."""
    for shape, question in STATEMENTS:
        if match := re.fullmatch(shape, statement):
            *given, claimed = match.groups() if not shape.startswith("The (") else [*match.groups()[::2], match[2]]
            return question.format(*given), claimed
    raise AssertionError(statement)


@pytest.mark.parametrize("type_", compute.TYPES)
async def test_every_type_reads_back_whole(type_):
    reply = await ask("Create 6 questions on mathematics", options=asking.options(types=(type_,)))
    assert len(reply.read) == 6
    assert {question["type"] for question in reply.questions} == {type_}
    for read in reply.read:
        asking.assert_whole(read)
    assert reply.model == "offline-compute/1"


async def test_fifty_questions_are_fifty_different_ones():
    reply = await ask("Create 50 questions on maths")
    assert len({question["stem"] for question in reply.questions}) == 50


async def test_the_right_number_stands_at_no_usual_place():
    reply = await ask("Create 50 multiple choice questions on arithmetic")
    places = [[option["id"] for option in q["options"]].index(q["answer"]["optionIds"][0]) for q in reply.questions]
    assert all(5 <= places.count(place) <= 22 for place in range(4))
