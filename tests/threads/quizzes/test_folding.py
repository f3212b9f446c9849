import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from threads.quizzes import folding


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("  Some \n text ", "some text"),
        ("**Bold** and *Slanted*", "bold and slanted"),
        ("Keep `CamelCase` here", "keep CamelCase here"),
        ("``a ` b``", "a ` b"),
        ("```js\nLet X\n```", "js Let X"),
        ("2*3*4", "2*3*4"),
        ("2 * 3 * 4", "2 * 3 * 4"),
        ("`==`", "=="),
        ("*args and **kwargs", "*args and **kwargs"),
        ("__init__", "__init__"),
        ("A lone ` tick", "a lone ` tick"),
        ("Mass $M_1$ Here", "mass M_1 here"),
        ("From $5 to $10", "from $5 to $10"),
        ("e\u0301", "é"),
        ("~~Old~~", "old"),
    ],
)
def test_it_folds_prose_and_keeps_code(text, folded):
    assert folding.folded(text) == folded


def test_prose_leaves_code_out():
    text = folding.Text("Is `not` a *keyword*?")
    assert (text.has_code, text.prose_words) == (True, ["is", "a", "keyword"])
    assert text.words == ["is", "not", "a", "keyword"]
    assert not folding.Text("Is ` one?").has_code


@given(st.text(alphabet="`~$* ab\n", max_size=60))
def test_nothing_but_marks_is_lost(text):
    assert "".join(piece.text for piece in folding.pieces(text)).replace("`", "").replace("~", "").replace(
        "$", ""
    ) == text.replace("`", "").replace("~", "").replace("$", "")


@pytest.mark.parametrize("unit", ["`", "` ``", "$", "$a", "*", "*a ", "~~~", "**a", "~~"])
def test_hostile_text_takes_linear_time(unit):
    """A tenth of a second is usual; quadratic takes minutes. CPU time: a busy machine is no excuse."""
    text = (unit * 200_000)[:200_000]
    started = time.process_time()
    folding.folded(text)
    assert time.process_time() - started < 3
