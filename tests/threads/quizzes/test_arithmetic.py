import pytest
from hypothesis import given
from hypothesis import strategies as st

from threads.quizzes import arithmetic


@pytest.mark.parametrize(
    ("stem", "results"),
    [
        ("what is 2 ** 10?", (1024,)),
        ("what is 2 + 3 * 4?", (14,)),
        ("calculate (2 + 3) × 4.", (20,)),
        ("12 ÷ 5 = ?", (2.4, 2)),
        ("7 / 2", (3.5, 3)),
        ("what does 7 // 2 evaluate to?", (3,)),
        ("what is 2 ^ 3?", (8, 1)),
        ("-7 % 3 =", (2, -1)),
        ("¿cuánto es 6 * 7?", (42,)),
        ("was ergibt 6 · 7?", (42,)),
        ("what is the value of 1.5 + 1.5?", (3.0,)),
        ("what is 10 - 4 = ____?", (6,)),
        ("what is 42?", ()),
        ("what is 2 + x?", ()),
        ("what is 7 / 2 in a language of your choice?", ()),
        ("what is 1 / 0?", ()),
        ("what is 9 ** 9 ** 9?", ()),
        ("what is 9999999 ** 64?", ()),
        ("why is 2 + 2 so often used?", ()),
        ("what is (-8) ** 0.5?", ()),
        ("what is " + "(" * 60 + "1 + 1" + ")" * 60, ()),
    ],
)
def test_it_works_out_pure_expressions(stem, results):
    assert arithmetic.results(stem) == results


@pytest.mark.parametrize(
    ("result", "key", "written", "agrees"),
    [
        (10 / 3, 3.33, "3.33", True),
        (10 / 3, 3.34, "3.34", False),
        (0.1 + 0.2, 0.3, "0.3", True),
        (1024, 1025, "1025", False),
        (3.5, 4, "4", False),
    ],
)
def test_a_key_may_be_rounded_to_the_decimals_it_has(result, key, written, agrees):
    assert arithmetic.agrees(result, key, written=written) is agrees


@given(st.text(alphabet="0123456789 +-*/%^().×÷ab_", max_size=90))
def test_no_text_breaks_it(text):
    for value in arithmetic.results(text):
        assert isinstance(value, int | float)
