"""The sentences of a text, and nothing else of it."""

import pytest

from chat.llm.offline import lexicon, prose

ENGLISH = lexicon.load("en")


def found(text: str) -> list[str]:
    return [sentence.text for sentence in prose.sentences(prose.read(text), ENGLISH)]


CELL = "The cell is the smallest unit of life."
LEAF = "The leaf turns light into sugar."


@pytest.mark.parametrize(
    "text",
    [
        f"{CELL} {LEAF}",
        "The cell is the smallest\nunit of life. The leaf turns\r\nlight into sugar.",
        f"# Biology\n\n{CELL}\n\n## Plants\n{LEAF}",
        f"Biology\n=======\n\n{CELL}\n\n---\n\n{LEAF}",
        f"The life of plants\n{CELL}\n\n{LEAF}",
        f"{CELL}\n\n- The item is in a list of many items.\n  The item goes on in a second line here.\n\n{LEAF}",
        f"{CELL}\n\n1. The item is in a list of many items.\n\n{LEAF}",
        f"{CELL}\n\n```\nThe code is here for all to see.\n```\n\n{LEAF}",
        f"{CELL}\n\n~~~\nThe code is here for all to see.\n```\nThe code goes on for all to see.\n~~~\n{LEAF}",
        f"{CELL}\n\n    The code is indented by four spaces here.\n\n{LEAF}",
        f"{CELL}\n\n> The quote is of somebody else's words here.\n\n{LEAF}",
        f"{CELL}\n\n| The table is full | of cells and words. |\n\n{LEAF}",
        f"{CELL}\n\n<p>The paragraph is marked up in HTML here.</p>\n\n{LEAF}",
    ],
)
def test_only_running_text_is_read(text):
    assert found(text) == [CELL, LEAF]


@pytest.mark.parametrize(
    "sentence",
    [
        "Dr. Smith found e.g. the smallest unit of life.",
        "The U.S. Senate met J. R. Miller in St. Louis.",
        "The price rose by approx. 3.5 percent in May.",
        "The name is D. Trump according to the report.",
    ],
)
def test_a_full_stop_inside_a_sentence_does_not_end_it(sentence):
    assert found(f"{CELL} {sentence} {LEAF}") == [CELL, sentence, LEAF]


def test_a_letter_at_the_end_is_no_initial():
    assert found(f"The fruit is full of vitamin C. {LEAF}") == ["The fruit is full of vitamin C.", LEAF]


@pytest.mark.parametrize(
    "sentence",
    [
        "It is the smallest unit of all life.",
        "However, the cell is the smallest unit of life.",
        "The cell is not the smallest unit of life.",
        "The cell isn't the smallest unit of life.",
        "Is the cell the smallest unit of life?",
        "The cell is small.",
        "The cell is " + "very " * 40 + "small.",
        "The cell (the smallest unit of life is alive.",
        'The man said "the cell is alive" to her.',
        "Note: the cell is the smallest unit of life.",
        "A) The cell is the smallest unit of life.",
        "Question 3 is on the smallest unit of life.",
        "The cell is the [[1]] unit of all life.",
        "The cell is the {{bl_aaaaaaaaaa}} unit of life.",
        "The cell => the smallest unit of all life.",
        "The site https://example.org/ is on the cell.",
    ],
)
def test_what_cannot_stand_alone_is_left_out(sentence):
    assert found(f"{LEAF} {sentence}") == [LEAF]


def test_a_sentence_that_repeats_counts_once():
    assert found(f"{CELL} {LEAF} {CELL}") == [CELL, LEAF]


def test_markup_goes_but_stays_in_the_quote():
    raw = "The **cell** is [the smallest](https://example.org) `unit` of life.[2]"
    (sentence,) = prose.sentences(prose.read(f"{raw[:-3]} {LEAF}"), ENGLISH)[:1]
    assert sentence.text == CELL
    assert sentence.raw == raw[:-3]
    assert prose.plain(raw) == CELL


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"# The *life* of plants #\n\n{CELL}", "The life of plants"),
        (f"The life of plants\n\n{CELL}", "The life of plants"),
        (CELL, None),
    ],
)
def test_the_first_heading_is_the_title(text, title):
    assert prose.read(text).title == title


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (CELL, "en"),
        ("La célula es la unidad más pequeña de la vida y de los seres.", "es"),
        ("La cellule est la plus petite unité de la vie et des êtres.", "fr"),
        ("Die Zelle ist die kleinste Einheit des Lebens und der Wesen.", "de"),
        ("La cellula è la più piccola unità della vita e degli esseri.", "it"),
        ("A célula é a menor unidade da vida e dos seres.", "pt"),
        ("42", "en"),
    ],
)
def test_a_language_is_known_by_its_small_words(text, language):
    assert lexicon.language_of(text) == language
