import pytest
from django.core.exceptions import ImproperlyConfigured

from quizagent import env


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        (lambda: env.integer("X", 5, low=1, high=9), "", 5),
        (lambda: env.integer("X", 5, low=1, high=9), "7", 7),
        (lambda: env.rate("X", "off"), "20/m", (20, 60)),
        (lambda: env.rate("X", "20/m"), "off", None),
        (lambda: env.listing("X", "a"), "b, ,c", ["b", "c"]),
        (lambda: env.url("X", ["redis"]), "redis://h:1/0", "redis://h:1/0"),
    ],
)
def test_it_reads_a_value_or_its_default(monkeypatch, read, value, expected):
    monkeypatch.setenv("X", value)
    assert read() == expected


@pytest.mark.parametrize(
    ("read", "value", "takes"),
    [
        (lambda: env.integer("X", 5, low=1, high=9), "ten", "a whole number from 1 to 9"),
        (lambda: env.integer("X", 5, low=1, high=9), "10", "a whole number from 1 to 9"),
        (lambda: env.number("X", 5, low=1, high=9), "nan", "a number from 1 to 9"),
        (lambda: env.choice("X", ["a", "b"], "a"), "c", "one of a, b"),
        (lambda: env.rate("X", "off"), "20/day", "a rate such as 20/m"),
        (lambda: env.url("X", ["http", "https"]), "ftp://h", "a URL that starts with http:// or https://"),
    ],
)
def test_a_wrong_value_names_the_variable_and_what_it_takes(monkeypatch, read, value, takes):
    monkeypatch.setenv("X", value)
    with pytest.raises(ImproperlyConfigured, match="^X takes ") as raised:
        read()
    assert takes in str(raised.value)
    assert "\n" not in str(raised.value)
