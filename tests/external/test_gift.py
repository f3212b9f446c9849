"""GIFT as two readers see it that do not know each other, and GIFT of others as we read it."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.external import verifiers
from tests.threads.quizzes import samples
from tests.threads.quizzes.exports import hostile
from tests.threads.quizzes.imports.comparing import content
from threads.quizzes import exports, imports
from threads.quizzes.exports import markup, spans
from threads.quizzes.model import BLANK, Json

pytestmark = pytest.mark.external

_PEG = """
const { parse } = require('gift-pegjs');
const text = require('fs').readFileSync(process.argv[1], 'utf-8');
console.log(JSON.stringify(parse(text)));
"""
_PYGIFT = """
import json, logging, sys
logging.disable(logging.CRITICAL)
from pygiftparser import parser, utils
clean = lambda text: utils.transformSpecials(text or "").strip()
rows = []
for found in parser.parseFile(open(sys.argv[1], encoding="utf-8")):
    answers = getattr(found.answers, "answers", [])
    rows.append({
        "valid": found.valid, "kind": type(found.answers).__name__, "stem": clean(found.text),
        "explanation": clean(found.generalFeedback), "value": getattr(found.answers, "answer", None),
        "answers": [
            {"text": clean(str(one.answer)) if hasattr(one, "answer") else one.value, "feedback": clean(one.feedback),
             "left": clean(getattr(one, "question", "")), "fraction": getattr(one, "fraction", None)}
            for one in answers
        ],
    })
print(json.dumps(rows))
"""
_KINDS = {
    "single_choice": "MC",
    "multiple_choice": "MC",
    "true_false": "TF",
    "short_answer": "Short",
    "fill_blank": "Short",
    "matching": "Matching",
    "ordering": "Matching",
    "numeric": "Numerical",
}


def one_blank() -> Json:
    stem = "A promise is {{bl_blankaaaaa}} until it is fulfilled."
    return samples.question(samples.BLANKS, id="q_oneblank22", stem=stem, answer=samples.BLANKS["answer"][:1])


def quizzes() -> list[Json]:
    banked = samples.question(one_blank(), id="q_blanksbank", answer=[{**samples.BLANKS["answer"][0]}])
    banked["answer"][0] |= {"id": "bl_blankaaaaa", "options": ["pending", "waiting", "gone"]}
    essay = samples.question(samples.SHORT, id="q_essay22222", answer={"accepted": [], "grading": "manual"})
    return [samples.quiz(*samples.ALL, one_blank(), essay), hostile.quiz(), samples.quiz(banked)]


def write(quiz: Json, tmp_path: Path) -> tuple[Path, list[Json]]:
    """The file, and the questions that are in it."""
    made = exports.write(quiz, "gift")
    left_out = {loss["questionId"] for loss in made.losses if loss["what"] == "question"}
    path = tmp_path / "quiz.gift"
    path.write_bytes(made.content)
    return path, [question for question in quiz["questions"] if question["id"] not in left_out]


@pytest.mark.parametrize("quiz", quizzes(), ids=["ordinary", "hostile", "word bank"])
def test_gift_pegjs_reads_every_question_as_it_was(quiz: Json, tmp_path: Path) -> None:
    path, questions = write(quiz, tmp_path)
    found = verifiers.node(_PEG, str(path))
    assert len(found) == len(questions)
    for read, question in zip(found, questions, strict=True):
        assert read["id"] == question["id"]
        assert read["stem"]["format"] == "markdown"
        assert _text(read["stem"]["text"]) == _stem(question)
        assert _text((read["globalFeedback"] or {}).get("text", "")) == question.get("explanation", "")
        assert [tag for tag in read["tags"] or [] if ":" not in tag or tag == "c:d"] == _tags(question)
        _CHECKS.get(question["type"], _check_choices)(read, question)


def _text(text: str) -> str:
    return spans.unshield(text)


def _stem(question: Json) -> str:
    return BLANK.sub("_____", question["stem"])


def _tags(question: Json) -> list[str]:
    return [tag.strip("[]<>") for tag in question["tags"]]


def _check_choices(read: Any, question: Json) -> None:
    assert read["type"] == "MC"
    keys = question["answer"]["optionIds"]
    assert [_text(choice["text"]["text"]) for choice in read["choices"]] == [o["text"] for o in question["options"]]
    told = [_text((choice["feedback"] or {}).get("text", "")) for choice in read["choices"]]
    assert told == [option.get("feedback", "") for option in question["options"]]
    if question["type"] == "single_choice":
        assert [choice["isCorrect"] for choice in read["choices"]] == [o["id"] in keys for o in question["options"]]
    else:
        assert [choice["weight"] > 0 for choice in read["choices"]] == [o["id"] in keys for o in question["options"]]


def _check_true_false(read: Any, question: Json) -> None:
    assert (read["type"], read["isTrue"]) == ("TF", question["answer"]["value"])


def _check_short(read: Any, question: Json) -> None:
    accepted = question["answer"]["accepted"]
    if not accepted:
        assert read["type"] == "Essay"
        return
    assert read["type"] == "Short"
    assert [choice["text"]["text"].replace("\\*", "*") for choice in read["choices"]] == [
        one["text"] for one in accepted
    ]
    assert [(choice["weight"] or 100) / 100 for choice in read["choices"]] == [one["score"] for one in accepted]


def _check_blank(read: Any, question: Json) -> None:
    blank = question["answer"][0]
    assert read["hasEmbeddedAnswers"]
    assert [c["text"]["text"] for c in read["choices"] if c["isCorrect"]] == blank["accepted"]
    assert {c["text"]["text"] for c in read["choices"]} == {*blank["accepted"], *blank.get("options", ())}


def _check_matching(read: Any, question: Json) -> None:
    left = {entry["id"]: entry["text"] for entry in question["left"]}
    right = {entry["id"]: " ".join(markup.plain(entry["text"]).split()) for entry in question["right"]}
    pairs = [(_text(pair["subquestion"]["text"]), pair["subanswer"]) for pair in read["matchPairs"]]
    assert [pair for pair in pairs if pair[0]] == [
        (left[one], _peg(right[other])) for one, other in question["answer"]
    ]


def _peg(text: str) -> str:
    """What this reader leaves of the right side of a pair: it does not undo escapes there."""
    return "".join(f"&&{ord(char):03d};" if char in "\\~=#{}:" else char for char in text)


def _check_ordering(read: Any, question: Json) -> None:
    texts = {entry["id"]: " ".join(markup.plain(entry["text"]).split()) for entry in question["items"]}
    pairs = [(pair["subquestion"]["text"], pair["subanswer"]) for pair in read["matchPairs"]]
    assert pairs == [(str(place), _peg(texts[name])) for place, name in enumerate(question["answer"], start=1)]


def _check_numeric(read: Any, question: Json) -> None:
    answer = question["answer"]
    assert (read["choices"]["number"], read["choices"]["range"]) == (answer["value"], answer["tolerance"])


_CHECKS = {
    "true_false": _check_true_false,
    "short_answer": _check_short,
    "fill_blank": _check_blank,
    "matching": _check_matching,
    "ordering": _check_ordering,
    "numeric": _check_numeric,
}


def test_pygiftparser_reads_every_question_as_it_was(tmp_path: Path) -> None:
    path, questions = write(quizzes()[0], tmp_path)
    found = verifiers.python(_PYGIFT, str(path))
    assert len(found) == len(questions)
    for read, question in zip(found, questions, strict=True):
        assert read["valid"]
        assert read["kind"] in _PYGIFT_KINDS[question["type"]]
        assert read["stem"] == BLANK.split(question["stem"])[0].strip()
        assert read["explanation"] == question.get("explanation", "")
        if "options" in question:
            keys = question["answer"]["optionIds"]
            assert [one["text"] for one in read["answers"]] == [option["text"] for option in question["options"]]
            assert [one["fraction"] > 0 for one in read["answers"]] == [o["id"] in keys for o in question["options"]]
        if question["type"] == "true_false":
            assert read["value"] is question["answer"]["value"]
        if question["type"] == "numeric":
            assert read["answers"][0]["text"] == question["answer"]["value"]
        if question["type"] == "matching":
            texts = {entry["id"]: entry["text"] for side in ("left", "right") for entry in question[side]}
            pairs = [(one["left"], one["text"]) for one in read["answers"] if one["left"]]
            assert pairs == [(texts[left], texts[right]) for left, right in question["answer"]]


# It takes several accepted answers with weights for options to select from.
_PYGIFT_KINDS = {
    "single_choice": {"SelectSet"},
    "multiple_choice": {"MultipleChoicesSet"},
    "true_false": {"TrueFalseSet"},
    "short_answer": {"ShortSet", "SelectSet", "Essay"},
    "fill_blank": {"ShortSet"},
    "matching": {"MatchingSet"},
    "ordering": {"MatchingSet"},
    "numeric": {"NumericAnswerSet"},
}


def test_pygiftparser_sees_as_many_questions_in_a_hostile_file(tmp_path: Path) -> None:
    """It ends the answers at an escaped brace, so that what it sees in them is not compared."""
    path, questions = write(hostile.quiz(), tmp_path)
    found = verifiers.python(_PYGIFT, str(path))
    assert len(found) == len(questions)
    for read, question in zip(found, questions, strict=True):
        assert read["stem"].replace("\\\\", "\\").startswith(hostile.LINE[:40])
        assert question["stem"].startswith(hostile.LINE[:40])


def test_the_samples_of_the_grammar_are_read_as_it_reads_them() -> None:
    """All pairs of a GIFT file and its reading; what has no key of ours is refused with a reason."""
    files = sorted(verifiers.need(verifiers.GIFT_SAMPLES).glob("*.gift"))
    assert len(files) >= 51
    read = refused = 0
    for path in files:
        expected = [one for one in json.loads(path.with_suffix(".json").read_text()) if one["type"] in _OURS]
        try:
            found = imports.read(path.read_bytes(), "gift").questions
        except imports.Unreadable as error:
            assert error.errors, path.name
            refused += len(expected)
            continue
        read += len(found)
        for question in found:
            assert any(_agrees(question, one) for one in expected), (path.name, question)
        refused += len(expected) - len(found)
    assert (read, refused) == (92, 1)


_OURS = ("MC", "TF", "Short", "Matching", "Numerical", "Essay")


def _agrees(question: Json, expected: Any) -> bool:
    """The same kind of question with the same key."""
    kind = expected["type"]
    if kind == "TF":
        return question["type"] == "true_false" and question["answer"]["value"] is expected["isTrue"]
    if kind == "Essay":
        return question["type"] == "short_answer" and question["answer"]["grading"] == "manual"
    if kind == "Numerical":
        return question["type"] == "numeric"
    if kind == "Matching":
        return question["type"] == "matching" and len(question["left"]) <= len(expected["matchPairs"])
    right = [
        _bare(one["text"]["text"]) for one in expected["choices"] if one["isCorrect"] or (one["weight"] or 0) > 0
    ]
    if question["type"] == "fill_blank":
        return all(_bare(text) in right for text in question["answer"][0]["accepted"])
    if question["type"] == "short_answer":
        return all(_bare(one["text"]) in right for one in question["answer"]["accepted"] if one["score"])
    keys = content(question)["answer"].get("optionIds", ()) if "optionIds" in question["answer"] else ()
    return bool(keys) and all(_bare(text) in right for text in keys)


def _bare(text: str) -> str:
    """Letters and digits: the two readings differ in white space and markup."""
    return "".join(filter(str.isalnum, imports.html.to_markdown(text) if "<" in text else text))
