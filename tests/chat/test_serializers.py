"""What a turn's request may hold, where the other tests do not go."""

import pytest

from chat import serializers
from quizagent import errors


def test_a_whole_number_may_be_written_with_a_fraction() -> None:
    given = serializers.turn_input({"message": "Ten questions", "quizOptions": {"count": 10.0}})
    assert given.options.count == 10
    assert type(given.options.count) is int


@pytest.mark.parametrize("count", [10.5, "10", True, 0, 51, 1e300])
def test_another_number_of_questions_is_refused(count: object) -> None:
    with pytest.raises(errors.ValidationError) as refused:
        serializers.turn_input({"message": "Ten questions", "quizOptions": {"count": count}})
    assert [error["pointer"] for error in refused.value.errors] == ["/quizOptions/count"]
