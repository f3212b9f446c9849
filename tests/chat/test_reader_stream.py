"""The reader on a stream: how the text is cut does not matter, and what is known is told at once."""

import random
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat.reader import Found, Reader
from tests.chat import quizzes
from tests.chat.quizzes import Asked, Style
from tests.chat.reading import counted_ids, events, keys

MIXED = (
    "Sure! 🎉\r\n\r\n# Métaux 🧪\r\n\r\n### Q1 [single_choice | easy]\r\nWhich metal 🤔?\r\n"
    "- A) tin\r\n  > too soft\r\n- B) zinc 🧱\r\nAnswer: B\r\nExplanation: Grey.\r\n\r\n"
    "**Question 2:** And this?\n```js\nA) no\n```\nA) one ✅\nB) two\n\n"
    "3. Match:\n- tin => metal\n- neon → gas\n\n"
    "Which gas?\nA) neon\nB) argon\n\n"
    "<details>\n<summary>Show answer</summary>\n\n**B** – it is.\n</details>\n\n---\n\n"
    "Q: What is it?\nA: A thing.\n\n问题6：什么？\nＡ）一\nＢ）二\n答案：Ｂ\n\n"
    "7. $$\nA. x\n$$ A) p B) q Answer: A\n\n## Answer key\n| 2 | A |\n\nWould you like more?"
)


def cut_at(text: str, places: list[int]) -> list[str]:
    return [text[a:b] for a, b in zip([0, *places], [*places, len(text)], strict=True)]


def random_pieces(text: str, seed: int) -> list[str]:
    choose, pieces, place = random.Random(seed), [], 0
    while place < len(text):
        size = choose.randint(1, 7)
        pieces.append(text[place : place + size])
        place += size
    return pieces


def test_every_single_cut_gives_the_same_events() -> None:
    """Each cut between two characters, inside \\r\\n and inside an emoji of several code points too."""
    whole = events(MIXED)
    assert len(whole) > 7
    for place in range(1, len(MIXED)):
        assert events(*cut_at(MIXED, [place])) == whole


def test_single_characters_give_the_same_events() -> None:
    assert events(*MIXED) == events(MIXED)


@pytest.mark.parametrize("seed", range(20))
def test_pieces_of_random_size_give_the_same_events(seed: int) -> None:
    assert events(*random_pieces(MIXED, seed)) == events(MIXED)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(quizzes.quizzes(), quizzes.styles("line", "mark", "section", "none"), st.integers(0, 1000))
def test_any_shape_reads_the_same_in_any_pieces(quiz: tuple[Asked, ...], style: Style, seed: int) -> None:
    text = style.write(quiz)
    assert events(*random_pieces(text, seed)) == events(text)


def statuses(found: list[Found]) -> list[tuple[int, str]]:
    return [(event.index, event.status) for event in found]


def test_a_question_is_told_when_it_can_be_read_and_again_when_more_is_known() -> None:
    reader = Reader()
    assert reader.feed("1. Which metal?\nA) tin\nB) zinc\n") == []
    (first,) = reader.feed("\n")
    assert (first.status, first.question["answer"], first.question["missing"]) == ("provisional", None, ["answer"])
    assert reader.final_count == 0
    (second,) = reader.feed("Answer: B\n\n")
    assert (second.status, "missing" in second.question, reader.final_count) == ("final", False, 1)
    (third,) = reader.feed("Explanation: Grey.\n\n") + reader.close()
    assert (third.status, third.question["explanation"]) == ("final", "Grey.")
    assert first.question["id"] == second.question["id"] == third.question["id"]
    assert [o["id"] for o in first.question["options"]] == [o["id"] for o in third.question["options"]]
    assert first.index == second.index == third.index == 0


def test_a_key_section_makes_provisional_questions_final() -> None:
    found = events("1. Which?\nA) a1\nB) b1\n\n2. Which?\nA) a2\nB) b2\n\n## Answers\n1. B\n2. A\n")
    assert statuses(found) == [(0, "provisional"), (1, "provisional"), (0, "final"), (1, "final")]


def test_a_contradiction_that_comes_later_takes_the_key_back() -> None:
    found = events("1. Which?\nA) a1\nB) b1\nAnswer: A\n\n## Answers\n1. B\n")
    assert statuses(found) == [(0, "final"), (0, "provisional")]
    reader = Reader()
    reader.feed("1. Which?\nA) a1\nB) b1\nAnswer: A\n\n## Answers\n1. B\n")
    reader.close()
    assert reader.final_count == 0


def test_a_key_is_taken_back_when_its_list_goes_on_after_all() -> None:
    found = events("1. Which?\nA) a1 ✅\nB) b1\n\nThink twice.\n\nC) c1 ✅\n\n")
    assert statuses(found) == [(0, "final"), (0, "provisional")]
    assert found[-1].question["answer"] is None


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(quizzes.quizzes(), quizzes.styles("line", "mark", "section", "none"), st.integers(0, 1000), st.booleans())
def test_the_last_event_of_a_question_is_what_was_read(
    quiz: tuple[Asked, ...], style: Style, seed: int, cut: bool
) -> None:
    choose, lines = random.Random(seed), style.write(quiz).split("\n")
    for _ in range(3):
        lines.insert(choose.randrange(len(lines)), lines.pop(choose.randrange(len(lines))))
    reader = Reader(new_id=counted_ids())
    last = {found.index: found for found in reader.feed("\n".join(lines)) + reader.close(cut=cut)}
    for read in reader.questions:
        told = last.get(read.index)
        if told is not None:
            wanted = read.question | ({"missing": read.missing} if read.missing else {})
            assert (told.question, told.status == "final") == (wanted, not read.missing)
        assert told is not None or read.missing
    assert reader.final_count == sum(not read.missing for read in reader.questions)


def test_nothing_is_told_twice() -> None:
    found = events("1. Which?\nA) a1\nB) b1\nAnswer: A\n\n\n\n---\n\n\n")
    assert statuses(found) == [(0, "final")]


def test_the_last_line_of_a_text_that_was_cut_off_is_not_believed() -> None:
    text = "1. Which two?\nA) a1\nB) b1\nC) c1\nAnswer: A"  # … and C, perhaps
    reader = Reader()
    reader.feed(text)
    (found,) = reader.close(cut=True)
    assert (found.status, keys(text)) == ("provisional", [["a1"]])


def test_a_finished_question_of_a_cut_text_stays() -> None:
    reader = Reader()
    found = reader.feed("1. Which?\nA) a1\nB) b1\nAnswer: A\n\n2. Which o")
    assert statuses(found + reader.close(cut=True)) == [(0, "final")]
    assert [read.number for read in reader.questions if not read.missing] == [1]


def test_ids_are_random_and_have_their_prefix() -> None:
    reader = Reader()
    (found,) = reader.feed("1. Which?\nA) a1\nB) b1\nAnswer: A\n\n")
    assert found.question["id"].startswith("q_")
    assert len(found.question["id"]) == 12
    assert len({option["id"] for option in found.question["options"]}) == 2


def test_the_source_of_a_question_is_its_own_lines() -> None:
    reader = Reader(new_id=counted_ids())
    reader.feed("Hello!\n\n1. Which?\nA) a1\nB) b1\nAnswer: A\n\n2. What?\nA) a2\nB) b2\n\nBye!\n")
    reader.close()
    assert [read.source for read in reader.questions] == [
        "1. Which?\nA) a1\nB) b1\nAnswer: A",
        "2. What?\nA) a2\nB) b2\n\nBye!",
    ]


@pytest.mark.parametrize(
    "unit",
    [
        "*",
        "(",
        "#",
        "- [",
        "`",
        "$",
        "<",
        "[[",
        "- [ ] x\n",
        "A) x\n",
        "1. x?\n",
        "Q1: x\n",
        "what?\nA) x\n",
        "\n",
        "x\n\n",
    ],
)
def test_hostile_text_is_read_to_its_end_and_makes_no_key(unit: str) -> None:
    text = "1. Which?\nA) a1\nB) b1\n" + (unit * (64 * 1024 // len(unit)))
    assert not any(keys(text))


@pytest.mark.parametrize("unit", [".", "(", "- ", "wait ", ". wait B ", "is "])
@pytest.mark.parametrize("before", ["Answer: A. ", "Answer: A\nExplanation: ", "Answer: A\n\nWait. "])
def test_hostile_text_behind_a_key_is_read_in_one_go(before: str, unit: str) -> None:
    reader = Reader()
    began = time.process_time()
    reader.feed(f"1. Which?\nA) a1\nB) b1\n{before}{unit * (20_000 // len(unit))}\n")
    reader.close()
    assert len(reader.questions) == 1
    assert time.process_time() - began < 10, "reading took time by the square of the length"


def test_a_line_without_end_is_bounded() -> None:
    reader = Reader()
    for _ in range(64):
        assert reader.feed("x" * 65_536) == []
    assert reader.close() == []
