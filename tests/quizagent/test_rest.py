"""The fields that DRF's own are too lenient for."""

import pytest
from rest_framework import serializers

from quizagent import errors, rest


class _Form(serializers.Serializer):
    title = rest.TextField(max_length=5)


def test_text_is_taken_without_its_margins() -> None:
    assert rest.validated(_Form(data={"title": " six "})) == {"title": "six"}


@pytest.mark.parametrize("title", [6, 6.5, True, ["six"], {"six": 6}, None, "", " ", "sixteen", "a\x00b", "\ud800"])
def test_what_is_not_such_a_text_is_refused(title: object) -> None:
    with pytest.raises(errors.ValidationError) as refused:
        rest.validated(_Form(data={"title": title}))
    assert [error["pointer"] for error in refused.value.errors] == ["/title"]
