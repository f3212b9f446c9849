"""Quizzes made up at random, in every mixture of the usual shapes: read right, or not at all."""

from hypothesis import HealthCheck, given, settings

from tests.chat import quizzes
from tests.chat.quizzes import Asked, Style
from tests.chat.reading import key, options, questions

_MANY = settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)


def read(text: str) -> list[tuple[str, list[str], object]]:
    return [(one.question["stem"], options(one.question), key(one.question)) for one in questions(text)]


@_MANY
@given(quizzes.quizzes(), quizzes.styles("line", "mark", "section"))
def test_every_stem_option_and_key_is_read(quiz: tuple[Asked, ...], style: Style) -> None:
    wanted = [(asked.stem, list(asked.options), [asked.options[asked.key]]) for asked in quiz]
    assert read(style.write(quiz)) == wanted
