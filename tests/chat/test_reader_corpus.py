"""Quizzes that other people published, read by us and by a pattern made for their one shape.

Set QUIZ_CORPORA to a folder with checkouts of the repositories named below; without it nothing is read. Nothing of
them is part of the project.
"""

import os
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from tests.chat.reading import key, options, questions

pytestmark = pytest.mark.external

# A file holds hundreds of questions there; an answer of a model never does.
_QUESTIONS_AT_ONCE = 100

Known = tuple[str, list[str], list[str] | None]  # first line of the stem, first lines of the options, key


def corpus(name: str) -> Path:
    folder = Path(os.environ.get("QUIZ_CORPORA", "")) / name
    if not os.environ.get("QUIZ_CORPORA") or not folder.is_dir():
        pytest.skip(f"QUIZ_CORPORA has no checkout of {name}")
    return folder


def blocks(text: str, head: str) -> Iterator[list[str]]:
    """The questions of a file as text, some at a time."""
    cuts = [*(found.start() for found in re.finditer(head, text, re.MULTILINE)), len(text)]
    cut = [text[start:end] for start, end in pairwise(cuts)]
    for start in range(0, len(cut), _QUESTIONS_AT_ONCE):
        yield cut[start : start + _QUESTIONS_AT_ONCE]


def first_line(text: str) -> str:
    return text.split("\n")[0].strip()


def read(text: str) -> list[Known]:
    found: list[Known] = []
    for one in questions(text):
        chosen = key(one.question)
        lines = [first_line(option) for option in chosen] if isinstance(chosen, list) else None
        found.append((first_line(one.question["stem"]), [first_line(text) for text in options(one.question)], lines))
    return found


def compare(known: Iterator[tuple[list[Known], str]], least: float) -> None:
    """At least the share `least` is read as it is known, and no other key is read for the same question."""
    right, total, wrong = 0, 0, []
    for wanted, text in known:
        found = read(text)
        right += sum(one in found for one in wanted)
        total += len(wanted)
        # Questions that differ only in their code look alike here: any of their keys will do.
        keys = [(stem, texts) for stem, texts, _ in wanted]
        wrong += [one for one in found if one[2] and (one[0], one[1]) in keys and one not in wanted]
    assert total
    print(f"{right} of {total} right")  # noqa: T201
    assert right / total >= least
    assert wrong == []


def test_numbered_options_with_lettered_keys_in_fold_outs() -> None:
    def known() -> Iterator[tuple[list[Known], str]]:
        for path in sorted(corpus("linear-algebra").glob("docs/chapters/*/quiz.md")):
            for some in blocks(path.read_text(), r"^#### \d+\. "):
                yield [one(block) for block in some], "".join(some)

    def one(block: str) -> Known:
        texts = re.findall(r"^\d+\. (.*)$", block.split("</div>")[0].split("<div")[1], re.MULTILINE)
        letter = re.search(r"correct answer is \*\*([A-D])\*\*", block)
        assert letter is not None
        return first_line(block)[5:].split(". ", 1)[1], texts, [texts["ABCD".index(letter[1])]]

    compare(known(), least=1.0)


def test_options_with_check_marks() -> None:
    def known() -> Iterator[tuple[list[Known], str]]:
        for path in sorted(corpus("agentic-ai-nano").glob("**/*_Test_Solutions.md")):
            for some in blocks(path.read_text(), r"^\*\*Question \d+:\*\* .*\?\s*$"):
                yield [asked for asked in map(one, some) if asked], "".join(some)

    def one(block: str) -> Known | None:
        texts = re.findall(r"^[A-D]\) (.*?)[ ]*$", block, re.MULTILINE)
        marked = [text.replace("✅", "").strip() for text in texts if "✅" in text]
        stem = first_line(block).split(":**", 1)[1].strip()
        return (stem, [text.replace("✅", "").strip() for text in texts], marked) if len(marked) == 1 else None

    compare(known(), least=0.99)


def test_task_lists_of_thousands_of_questions() -> None:
    def known() -> Iterator[tuple[list[Known], str]]:
        for path in sorted(corpus("linkedin-skill-assessments-quizzes").glob("**/*quiz*.md")):
            for some in blocks(path.read_text(errors="replace"), r"^#### Q\d+\. "):
                yield [asked for asked in map(one, some) if asked], "".join(some)

    def one(block: str) -> Known | None:
        rows = re.findall(r"^- \[([ x])\] (.*)$", block, re.MULTILINE)
        marked = [first_line(text) for mark, text in rows if mark == "x"]
        if not 2 <= len(rows) <= 10 or len(marked) in (0, len(rows)):
            return None
        return first_line(block)[5:].split(". ", 1)[1], [first_line(text) for _, text in rows], marked

    compare(known(), least=0.98)
