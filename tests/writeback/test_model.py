"""The state machine of `machine.py`: green on the code as it is, red with any one of the bugs of `planted.py`."""

import asyncio
import logging

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from quizagent import redis
from tests.writeback import planted
from tests.writeback.machine import QueueMachine
from tests.writeback.table_machine import TableMachine
from writeback import recent

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("silence", "each_story_by_itself")]


@pytest.fixture
def silence():
    """A run takes thousands of steps."""
    logging.disable(logging.ERROR)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def each_story_by_itself(monkeypatch):
    """What one story left behind is not put in again in the next."""
    monkeypatch.setattr(recent, "remember", lambda entries: None)


def run(examples: int, steps: int, machine: type[QueueMachine] = TableMachine) -> None:
    loop = asyncio.new_event_loop()
    chosen = settings(
        max_examples=examples,
        stateful_step_count=steps,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    try:
        run_state_machine_as_test(type("Machine", (machine,), {"loop": loop}), settings=chosen)
    finally:
        loop.run_until_complete(redis.close())
        loop.close()


def play(story: str) -> None:
    """One story, step by step, with the invariants after each, and a good worker at the end."""
    loop = asyncio.new_event_loop()
    try:
        machine = type("Machine", (TableMachine,), {"loop": loop})()
        for rule, arguments in planted.steps(story):
            getattr(machine, rule)(**arguments)
            machine.nothing_is_lost_and_nothing_is_in_two_places()
        machine.teardown()
    finally:
        loop.run_until_complete(redis.close())
        loop.close()


def test_nothing_is_lost_whatever_happens_in_whatever_order():
    run(examples=25, steps=30)


def test_every_story_ends_well():
    for bug in planted.BUGS.values():
        play(bug.story)


@pytest.mark.parametrize("name", planted.BUGS)
def test_a_planted_bug_is_seen(monkeypatch, name):
    planted.BUGS[name].plant(monkeypatch)
    with pytest.raises(AssertionError):
        play(planted.BUGS[name].story)


@pytest.mark.slow
def test_nothing_is_lost_whatever_happens_in_a_long_time():
    run(examples=500, steps=60)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, bug in planted.BUGS.items() if bug.of_queue])
def test_a_planted_bug_of_the_queue_is_found_without_its_story(monkeypatch, name):
    planted.BUGS[name].plant(monkeypatch)
    with pytest.raises((AssertionError, BaseExceptionGroup)):
        run(examples=1000, steps=40, machine=QueueMachine)
