"""`GET /system/status` and the words in it."""

import pytest

from system import memory, status
from system.status import Problem


@pytest.mark.parametrize(
    ("secs", "words"),
    [
        (86_400, "24 hours"),
        (3600, "1 hour"),
        (5400, "90 minutes"),
        (60, "1 minute"),
        (61, "61 seconds"),
        (1, "1 second"),
    ],
)
def test_a_duration_is_told_in_its_largest_whole_unit(secs: int, words: str) -> None:
    assert status.duration(secs) == words


@pytest.mark.parametrize(
    ("size_bytes", "words"),
    [(45 * 1024**2, "45MB"), (1024**3 - 1, "1024MB"), (1024**3, "1.0GB"), (1_288_490_189, "1.2GB")],
)
def test_memory_is_told_as_the_seed_tells_it(size_bytes: int, words: str) -> None:
    assert memory.humanized(size_bytes) == words


def test_memory_is_real() -> None:
    before = memory.used_bytes()
    held = bytearray(b"x") * (64 * 1024**2)
    assert memory.used_bytes() - before > 60 * 1024**2
    assert memory.free_bytes() > len(held)


@pytest.mark.parametrize(
    ("problems", "verdict"),
    [
        ([], "healthy"),
        ([Problem("a", "A.")], "degraded"),
        ([Problem("a", "A."), Problem("b", "B.", stops_service=True)], "unhealthy"),
    ],
)
def test_the_verdict_follows_from_the_problems(problems: list[Problem], verdict: str) -> None:
    assert status.verdict(problems) == verdict
