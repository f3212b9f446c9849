"""The questions of the bank: right as far as a machine can tell, and as good as the checks can see."""

from collections import Counter
from random import Random

import pytest

from chat.llm.offline import bank, dialect
from chat.llm.offline.items import DIFFICULTIES, Item
from tests.chat.llm.offline import asking
from threads.quizzes import checks

EVERY = [
    pytest.param(item, id=f"{item.tags[0]}-{n}") for topic in bank.topics() for n, item in enumerate(bank.load(topic))
]


def _written(*items: Item) -> str:
    heads = [f"Q{number}" for number in range(1, len(items) + 1)]
    return "\n".join(dialect.write(items, heads, Random(7)))


@pytest.mark.parametrize("item", EVERY)
def test_every_question_reads_back_final_with_its_key(item):
    (read,) = asking.read(_written(item)).questions
    asking.assert_key(read, item)


@pytest.mark.parametrize("item", EVERY)
def test_every_question_passes_every_check_by_itself(item):
    (read,) = asking.read(_written(item)).questions
    assert checks.check(asking.quiz_of([read.question])).flags == []


@pytest.mark.parametrize("topic", bank.topics())
def test_every_topic_has_all_difficulties_and_most_types(topic):
    items = bank.load(topic)
    assert {item.difficulty for item in items} == set(DIFFICULTIES)
    assert len({item.type for item in items}) >= 7


def test_the_bank_holds_at_least_sixty_different_questions():
    stems = [item.stem for topic in bank.topics() for item in bank.load(topic)]
    assert len(stems) == len(set(stems)) >= 60


def test_neither_place_nor_length_gives_the_keys_away():
    items = [item for topic in bank.topics() for item in bank.load(topic) if item.type == "single_choice"]
    text = _written(*items)
    places = Counter(
        [option["id"] for option in read.question["options"]].index(read.question["answer"]["optionIds"][0])
        for read in asking.read(text).questions
    )
    longest = sum(len(item.correct[0]) > max(map(len, item.wrong)) for item in items)
    assert max(places.values()) - min(places.values()) <= len(items) / 10
    assert longest <= len(items) / 4


def test_half_of_the_statements_are_true():
    statements = [item for topic in bank.topics() for item in bank.load(topic) if item.type == "true_false"]
    true = sum(item.correct == ("True",) for item in statements)
    assert abs(2 * true - len(statements)) <= len(statements) / 4
