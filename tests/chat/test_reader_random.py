"""Quizzes made up at random, in every mixture of the usual shapes: read right, or not at all."""

import random
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat.reader import Reader
from tests.chat import quizzes
from tests.chat.quizzes import LETTERS, Asked, Style
from tests.chat.reading import Json, events, key, options, questions
from tests.threads.quizzes import samples
from threads.quizzes import exports

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


def written(seed: int) -> tuple[str, dict[str, Json]]:
    """A quiz of all types, in the dialect and in some order, and its questions by their stems."""
    asked = random.Random(seed).sample(samples.ALL, len(samples.ALL))
    text = exports.write(samples.quiz(*asked), "markdown").content.decode()
    return text, {one["stem"]: one for one in (read.question for read in questions(text))}


def parts(question: Json, text: str) -> object:
    """The key in words; of one with several parts those that still stand in `text`."""
    whole = key(question)
    if question["type"] in ("matching", "ordering", "multiple_choice") and isinstance(whole, list):
        return [part for part in whole if (" => ".join(part) if isinstance(part, tuple) else str(part)) in text]
    return whole


@pytest.mark.parametrize("first", range(0, 400, 100))
def test_damage_to_any_type_never_makes_a_wrong_key(first: int) -> None:
    """Lines are lost or doubled; then the rest is cut off."""
    told = 0
    for seed in range(first, first + 100):
        choose, (text, own) = random.Random(seed), written(seed)
        lines = text.split("\n")
        for _ in range(choose.randint(1, 4)):
            place = choose.randrange(len(lines))
            lines[place : place + 1] = [] if choose.random() < 0.7 else [lines[place]] * 2
        damaged = "\n".join(lines)[: choose.randint(len(text) // 2, len(text))]
        reader = Reader()
        reader.feed(damaged)
        reader.close(cut=True)
        for read in reader.questions:
            original = own.get(read.question.get("stem", ""))
            if original is not None and not read.missing:
                told += 1
                assert parts(read.question, damaged) == parts(original, damaged), damaged
    assert told > 200
