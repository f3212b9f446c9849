"""What a reading says when its dependency answers, fails or hangs; the dependency is the test's own."""

import asyncio

import pytest
from redis.exceptions import RedisError

from system import readings
from system.readings import Reading


class _Dependency:
    def __init__(self) -> None:
        self.asked = 0
        self.answers = asyncio.Event()
        self.answers.set()
        self.fails = False

    async def ask(self) -> str:
        self.asked += 1
        await self.answers.wait()
        if self.fails:
            raise RedisError
        return f"answer {self.asked}"


@pytest.fixture
def dependency() -> _Dependency:
    return _Dependency()


@pytest.fixture
def reading(dependency: _Dependency) -> Reading[str]:
    return Reading(dependency.ask, unknown="unknown")


async def _get(reading: Reading[str]) -> str:
    return await reading.get(patience_secs=0.02)


async def test_it_asks_once_however_many_want_to_know(reading: Reading[str], dependency: _Dependency) -> None:
    assert await asyncio.gather(*(_get(reading) for _ in range(50))) == ["answer 1"] * 50
    assert await _get(reading) == "answer 1"
    assert dependency.asked == 1


async def test_it_asks_again_when_the_answer_has_aged(reading: Reading[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert await _get(reading) == "answer 1"
    monkeypatch.setattr(readings, "_MAX_AGE_SECS", 0)
    assert await _get(reading) == "answer 2"


async def test_the_last_word_stands_in_for_a_dependency_that_hangs(
    reading: Reading[str], dependency: _Dependency, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await _get(reading) == "answer 1"
    monkeypatch.setattr(readings, "_MAX_AGE_SECS", 0)
    dependency.answers.clear()
    assert await _get(reading) == "answer 1"
    monkeypatch.setattr(readings, "_MAX_TRUST_SECS", 0)
    assert await _get(reading) == "unknown"
    assert dependency.asked == 2, "one question is under way, more would only pile up"
    monkeypatch.undo()
    dependency.answers.set()
    assert await reading.get(patience_secs=5) in ("answer 1", "answer 2")


async def test_a_dependency_that_never_answered_is_unknown(reading: Reading[str], dependency: _Dependency) -> None:
    dependency.answers.clear()
    assert await _get(reading) == "unknown"


async def test_a_failure_is_unknown_at_once(
    reading: Reading[str], dependency: _Dependency, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert await _get(reading) == "answer 1"
    monkeypatch.setattr(readings, "_MAX_AGE_SECS", 0)
    dependency.fails = True
    assert await _get(reading) == "unknown"


def test_it_works_in_one_event_loop_after_another() -> None:
    asked = []

    async def hang() -> str:
        asked.append(asyncio.get_running_loop())
        await asyncio.Event().wait()
        return "never"

    reading = Reading(hang, unknown="unknown")
    assert [asyncio.run(_get(reading)) for _ in range(2)] == ["unknown"] * 2
    assert len(asked) == 2
