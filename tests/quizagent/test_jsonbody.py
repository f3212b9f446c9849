import pytest

from quizagent import errors, jsonbody


@pytest.mark.parametrize(
    ("body", "data"),
    [(b'{"a": [1, 2.5, "\xc3\xa9"]}', {"a": [1, 2.5, "é"]}), (b"[" * 32 + b"]" * 32, None), (b'"x"', "x")],
)
def test_it_reads_json(body, data):
    parsed = jsonbody.parse(body)
    assert data is None or parsed == data


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b'{"a": 1,}',
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1e999}',
        b'{"a": 1, "a": 2}',
        b"[" * 200_000,
        b"[" * 33 + b"]" * 33,
        b"9" * 5000,
    ],
)
def test_it_refuses_what_is_not_strict_json(body):
    with pytest.raises(errors.InvalidJSON):
        jsonbody.parse(body)


def test_it_refuses_bytes_that_are_not_utf8():
    with pytest.raises(errors.InvalidEncoding):
        jsonbody.parse(b'{"a": "\xff"}')
