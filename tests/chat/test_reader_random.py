"""Quizzes made up at random, in every mixture of the usual shapes: read right, or not at all."""

import random
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.chat import quizzes
from tests.chat.quizzes import LETTERS, Asked, Style
from tests.chat.reading import events, key, options, questions

_MANY = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def read(text: str) -> list[tuple[str, list[str], object]]:
    return [(one.question["stem"], options(one.question), key(one.question)) for one in questions(text)]


@_MANY
@given(quizzes.quizzes(), quizzes.styles("line", "mark", "section"))
def test_every_stem_option_and_key_is_read(quiz: tuple[Asked, ...], style: Style) -> None:
    wanted = [(asked.stem, list(asked.options), [asked.options[asked.key]]) for asked in quiz]
    assert read(style.write(quiz)) == wanted


@_MANY
@given(quizzes.quizzes(), quizzes.styles("none"))
def test_without_keys_no_question_is_final(quiz: tuple[Asked, ...], style: Style) -> None:
    text = style.write(quiz)
    assert read(text) == [(asked.stem, list(asked.options), None) for asked in quiz]
    assert {event.status for event in events(text)} == {"provisional"}


@_MANY
@given(quizzes.quizzes(), quizzes.styles("line", "section"))
def test_a_letter_against_its_text_is_unknown(quiz: tuple[Asked, ...], style: Style) -> None:
    def lie(number: int, text: str) -> str:
        return f"Answer: {LETTERS[(number + 1) % 2]}) {text}"

    two = tuple(replace(asked, options=asked.options[:2], key=asked.key % 2) for asked in quiz)
    liar = replace(style, key=lie, entry=lambda n, number, text: f"{n}. {lie(number, text)[8:]}")
    assert {key for _, _, key in read(liar.write(two))} == {None}


@_MANY
@given(quizzes.quizzes(), quizzes.styles("mark"), st.integers(1, 4))
def test_a_mark_against_the_key_line_is_unknown(quiz: tuple[Asked, ...], style: Style, shift: int) -> None:
    """The marks say one option, a key section the one `shift` places further."""
    entries = []
    for number, asked in enumerate(quiz, 1):
        other = (asked.key + shift) % len(asked.options)
        entries.append((number, other, asked.key == other))
    section = "".join(f"{number}. {LETTERS[other]}\n" for number, other, _ in entries)
    found = read(f"{replace(style, head=quizzes.HEADS[0], after='').write(quiz)}\n## Answers\n{section}")
    assert [key is not None for _, _, key in found] == [same for _, _, same in entries]


@_MANY
@given(quizzes.quizzes(), quizzes.styles("line", "mark", "section"), st.integers(0, 10_000))
def test_lost_and_moved_lines_never_make_a_wrong_key(quiz: tuple[Asked, ...], style: Style, seed: int) -> None:
    """A question that is still read with its stem and all its options has its own key, or none."""
    choose = random.Random(seed)
    lines = style.write(quiz).split("\n")
    for _ in range(choose.randint(1, 3)):
        place = choose.randrange(len(lines))
        if choose.random() < 0.7:
            del lines[place]
        else:
            lines.insert(place, choose.choice(["Well done!", "Note: think twice.", "", "---", "- one\n- two"]))
    truth = {(asked.stem, asked.options): [asked.options[asked.key]] for asked in quiz}
    for stem, texts, found in read("\n".join(lines)):
        assert found is None or truth.get((stem, tuple(texts)), found) == found
