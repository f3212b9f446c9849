"""What the sink said -> what becomes of each operation. The dice give their upper bound: 1, 2, 4 … 60."""

from dataclasses import dataclass

import pytest

from writeback import retry
from writeback.retry import Answer, Own


@dataclass
class Tried:
    id: str = "op_a"
    attempts: int = 0
    holds: int = 0


def upper(low: float, high: float) -> float:
    return high


def judge(answer: Answer, *batch: Tried, max_attempts: int = 3) -> retry.Ruling:
    return retry.judge(answer, batch or (Tried(),), max_attempts=max_attempts, draw=upper)


def outcome(answer: Answer, tried: Tried | None = None) -> tuple[str, str, float]:
    (verdict,) = judge(answer, tried or Tried()).verdicts
    return verdict.outcome, verdict.cause, verdict.delay_secs


@pytest.mark.parametrize("status", [200, 201, 202, 204, 207])
def test_a_2xx_without_results_delivers_all(status):
    ruling = judge(Answer(status), Tried("op_a"), Tried("op_b"))
    assert [verdict.outcome for verdict in ruling.verdicts] == ["ok", "ok"]
    assert ruling.sink == "up"


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (200, ("ok", "", 0)),
        (201, ("ok", "", 0)),
        (409, ("ok", "", 0)),  # it was there already
        (408, ("retry", "", 1)),
        (500, ("retry", "", 1)),
        (503, ("retry", "", 1)),
        (425, ("hold", "later", 1)),
        (429, ("hold", "later", 1)),
        (400, ("dead", "rejected", 0)),
        (401, ("dead", "rejected", 0)),
        (422, ("dead", "rejected", 0)),
        (499, ("dead", "rejected", 0)),
        (302, ("retry", "", 1)),  # no word on an operation: as if it were missing
        (100, ("retry", "", 1)),
        (600, ("retry", "", 1)),
        (-1, ("retry", "", 1)),
    ],
)
def test_an_operation_gets_its_own_verdict(status, expected):
    assert outcome(Answer(207, {"op_a": Own(status)})) == expected


def test_an_operation_missing_from_the_results_counts_as_500():
    assert outcome(Answer(200, {"op_other": Own(201)})) == ("retry", "", 1)


@pytest.mark.parametrize(
    ("attempts", "expected"),
    # three attempts: the first two failures wait up to 1 s and 2 s, the third is the last
    [(0, ("retry", "", 1)), (1, ("retry", "", 2)), (2, ("dead", "exhausted", 0)), (7, ("dead", "exhausted", 0))],
)
def test_it_is_dead_after_its_last_attempt(attempts, expected):
    assert outcome(Answer(500), Tried(attempts=attempts)) == expected


@pytest.mark.parametrize("status", [401, 403, 404, 425, 429, 502, 503, 504])
def test_a_sink_that_is_away_charges_nobody(status):
    ruling = judge(Answer(status), Tried(attempts=2), Tried("op_b", attempts=2))
    assert [(v.outcome, v.cause) for v in ruling.verdicts] == [("hold", "away")] * 2
    assert ruling.sink == "down"


@pytest.mark.parametrize("cause", ["timeout", "no_connection", "unreadable_answer"])
def test_no_answer_charges_nobody_and_names_the_cause(cause):
    assert outcome(Answer(None, cause=cause), Tried(attempts=2)) == ("hold", cause, 1)


def test_a_2xx_that_cannot_be_read_is_no_delivery():
    assert outcome(Answer(200, cause="unreadable_answer")) == ("hold", "unreadable_answer", 1)


@pytest.mark.parametrize("status", [100, 301, 302, 307, 402, 405, 408, 409, 410, 418, 501, 505, 507])
def test_anything_else_is_held_and_never_a_dead_letter_by_guess(status):
    assert outcome(Answer(status), Tried(attempts=99)) == ("hold", "unexpected", 1)


@pytest.mark.parametrize(("status", "sink"), [(500, "unclear"), (400, "up"), (413, "up"), (422, "up")])
def test_a_batch_refused_as_a_whole_is_halved(status, sink):
    ruling = judge(Answer(status), Tried("op_a"), Tried("op_b"))
    assert ruling.halve
    assert ruling.sink == sink


@pytest.mark.parametrize("status", [400, 413, 422])
def test_alone_it_is_dead_at_once_when_refused(status):
    ruling = judge(Answer(status))
    assert [(v.outcome, v.cause) for v in ruling.verdicts] == [("dead", "rejected")]
    assert ruling.sink == "up"  # a sink that refuses is a sink that works


def test_alone_it_is_charged_for_a_500_and_the_breaker_counts_it():
    ruling = judge(Answer(500))
    assert [v.outcome for v in ruling.verdicts] == ["retry"]
    assert ruling.sink == "down"


@pytest.mark.parametrize(("earlier", "expected"), [(0, 1), (1, 2), (2, 4), (5, 32), (6, 60), (7, 60), (10_000, 60)])
def test_waits_double_up_to_a_minute(earlier, expected):
    assert outcome(Answer(503), Tried(holds=earlier))[2] == expected
    if earlier:
        assert outcome(Answer(503), Tried(attempts=earlier))[2] == 1  # holds and attempts are counted apart


def test_the_jitter_is_full():
    drawn = []
    retry.delay_secs(3, 0.0, lambda low, high: drawn.append((low, high)) or low)
    assert drawn == [(0.0, 8.0)]


@pytest.mark.parametrize(("given", "expected"), [(0.5, 1), (90, 90), (3600, 3600), (999_999, 3600)])
def test_it_waits_at_least_as_long_as_the_sink_asks_up_to_an_hour(given, expected):
    ruling = judge(Answer(503, retry_after_secs=given))
    assert ruling.verdicts[0].delay_secs == expected
    assert ruling.pause_secs == min(given, 3600)


def test_no_wait_is_longer_than_the_clamp_allows():
    ruling = judge(Answer(503, retry_after_secs=1e9), Tried(holds=10_000))
    assert ruling.verdicts[0].delay_secs < retry.LONGEST_WAIT_SECS
