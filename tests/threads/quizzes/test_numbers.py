import pytest
from hypothesis import given
from hypothesis import strategies as st

from threads.quizzes import numbers


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("1024", (1024,)),
        ("1 024", (1024,)),
        ("1\u202f024", (1024,)),
        ("1'024'000", (1024000,)),
        ("3,14", (3.14,)),
        (".5", (0.5,)),
        ("-0.5", (-0.5,)),
        ("−2", (-2,)),
        ("1e-3", (0.001,)),
        ("1.5×10^3", (1500.0,)),
        ("1/3", (1 / 3,)),
        ("6/3", (2,)),
        ("1,024", (1024, 1.024)),
        ("1.024", (1.024, 1024)),
        ("0,024", (0.024,)),
        ("1,024,000", (1024000,)),
        ("1.024,5", (1024.5,)),
        ("1,024.5", (1024.5,)),
        ("", ()),
        ("-", ()),
        ("1,2,3", ()),
        ("1.024.5", ()),
        ("1/0", ()),
        ("1/2/3", ()),
        ("ten", ()),
        ("0x10", ()),
        ("inf", ()),
        ("nan", ()),
        ("1e999", ()),
        ("9" * 100, ()),
    ],
)
def test_it_reads_numbers_as_people_write_them(text, readings):
    assert numbers.readings(text) == readings
    assert numbers.parse(text) == (readings[0] if readings else None)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("10 ms", (10, "ms")),
        ("$5", (5, "$")),
        ("25 %", (25, "%")),
        ("7", (7, "")),
        ("3 of 4", None),
        ("about 3", None),
    ],
)
def test_it_takes_the_unit_off_an_amount(text, amount):
    assert numbers.amount(text) == amount


@given(st.integers(-(10**12), 10**12) | st.floats(-1e9, 1e9).map(lambda value: round(value, 6)))
def test_what_python_writes_is_one_of_the_readings(value):
    assert value in numbers.readings(str(value))


@given(st.text(alphabet="0123456789.,'/ +-eE×^*", max_size=70))
def test_no_text_breaks_it(text):
    for number in numbers.readings(text):
        assert isinstance(number, int | float)
