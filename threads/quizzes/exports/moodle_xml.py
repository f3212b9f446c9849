"""Moodle XML, as Moodle's own question bank writes it."""

from collections.abc import Collection

from lxml import etree

from ..model import Json
from . import cloze, marks, markup, xml
from . import losses as names
from .losses import Losses
from .xml import Element, add

MEDIA_TYPE = "application/xml"
SUFFIX = ".moodle.xml"
NEEDS_KEY = True
QUIZ_CARRIED: Collection[str] = {"title"}

_COMMON = {"explanation", "hint", "difficulty", "bloom", "tags", "points", "feedback", "score", "rubric", "unit"}
_CARRIED = {
    "single_choice": {"shuffle"},
    "multiple_choice": {"shuffle", "scoring:partial"},
    "short_answer": {"match:exact", "match:caseless"},
    "fill_blank": {"match:exact", "match:caseless"},
}
_TYPES = {
    "single_choice": "multichoice",
    "multiple_choice": "multichoice",
    "true_false": "truefalse",
    "short_answer": "shortanswer",
    "fill_blank": "cloze",
    "numeric": "numerical",
}


def carries(question: Json) -> Collection[str]:
    carried = _COMMON | _CARRIED.get(question["type"], set())
    return carried | {"options"} if question["type"] == "fill_blank" and marks.keeps_banks(question) else carried


def refuse(question: Json) -> str | None:
    if question["type"] == "short_answer" and not marks.is_manual(question):
        return marks.refuse_scores(question["answer"]["accepted"])
    return None


def write(quiz: Json, losses: Losses) -> bytes:
    root = etree.Element("quiz")
    category = add(add(root, "question", type="category"), "category")
    # A slash would start a category below.
    add(category, "text", "$course$/top/" + quiz["title"].replace("/", "//"))
    for question in quiz["questions"]:
        _question(root, question, losses)
    for place, line in enumerate(names.comments(losses.entries)):
        root.insert(place, etree.Comment(f" {line} "))
    return xml.document(root)


def _question(root: Element, question: Json, losses: Losses) -> None:
    type_name: str = question["type"]
    kind = "essay" if marks.is_manual(question) else _TYPES.get(type_name, type_name)
    element = add(root, "question", type=kind)
    add(add(element, "name"), "text", markup.excerpt(question["stem"]) or question["id"])
    stem = cloze.text(question, losses) if kind == "cloze" else markup.html(question["stem"])
    _rich(element, "questiontext", stem)
    _rich(element, "generalfeedback", markup.html(question.get("explanation", "")))
    if kind != "cloze":
        add(element, "defaultgrade", marks.decimal(question.get("points", 1)))
    add(element, "penalty", {"truefalse": "1", "essay": "0"}.get(kind, "0.3333333"))
    add(element, "hidden", "0")
    add(element, "idnumber", question["id"])
    if kind != "cloze":
        _BODIES[kind](element, question, losses)
    if hint := question.get("hint"):
        _rich(element, "hint", markup.html(hint))
    _tags(element, question)


def _tags(element: Element, question: Json) -> None:
    told = [f"{name}:{question[name]}" for name in ("difficulty", "bloom") if question.get(name)]
    if tags := [*told, *question.get("tags", ())]:
        holder = add(element, "tags")
        for tag in tags:
            add(add(holder, "tag"), "text", tag)


def _multichoice(element: Element, question: Json, losses: Losses) -> None:
    keys = set(question["answer"]["optionIds"])
    single = question["type"] == "single_choice"
    wrong = 0 if single else -1 / len(keys)
    add(element, "single", _word(single))
    add(element, "shuffleanswers", _word(question.get("shuffle", True)))
    add(element, "answernumbering", "abc")
    add(element, "showstandardinstruction", "0")
    _combined_feedback(element)
    for option in question["options"]:
        share = 1 / len(keys) if option["id"] in keys else wrong
        _answer(element, share, markup.html(option["text"]), option.get("feedback"), format="html")


def _truefalse(element: Element, question: Json, losses: Losses) -> None:
    for value, member in ((True, "feedbackTrue"), (False, "feedbackFalse")):
        share = 1 if question["answer"]["value"] is value else 0
        _answer(element, share, _word(value), question.get(member))


def _shortanswer(element: Element, question: Json, losses: Losses) -> None:
    answer = question["answer"]
    add(element, "usecase", "1" if answer.get("match") == "exact" else "0")
    for entry in answer["accepted"]:
        text = marks.no_wildcards(entry["text"])
        _answer(element, marks.share(entry, question, losses), text, entry.get("feedback"))


def _essay(element: Element, question: Json, losses: Losses) -> None:
    answer = question["answer"]
    settings = {"responseformat": "editor", "responserequired": "1", "responsefieldlines": "15"}
    files = {"attachments": "0", "attachmentsrequired": "0", "maxbytes": "0"}
    for name, value in (settings | files).items():
        add(element, name, value)
    _rich(element, "graderinfo", markup.html(marks.rubric(answer)))
    _rich(element, "responsetemplate", "")


def _matching(element: Element, question: Json, losses: Losses) -> None:
    right = {item["id"]: item["text"] for item in question["right"]}
    pairs = dict(question["answer"])
    add(element, "shuffleanswers", "true")
    _combined_feedback(element)
    rows = [(item["text"], right[pairs[item["id"]]]) for item in question["left"]]
    for left, text in [*rows, *(("", item["text"]) for item in marks.spare(question))]:
        subquestion = _rich(element, "subquestion", markup.html(left))
        words = " ".join(markup.plain(text).split())
        if words != text:
            losses.add(question, "markup", "The right side of a pair is plain text in one line.")
        add(add(subquestion, "answer"), "text", words)


def _ordering(element: Element, question: Json, losses: Losses) -> None:
    texts = {item["id"]: item["text"] for item in question["items"]}
    settings = {"layouttype": "VERTICAL", "selecttype": "ALL", "selectcount": "0"}
    marking = {"gradingtype": "RELATIVE_NEXT_EXCLUDE_LAST", "showgrading": "SHOW", "numberingstyle": "none"}
    for name, value in (settings | marking).items():
        add(element, name, value)
    _combined_feedback(element)
    # Here the fraction of an answer is its place.
    for place, item in enumerate(question["answer"], start=1):
        _answer(element, place / 100, markup.html(texts[item]), None, format="html")


def _numerical(element: Element, question: Json, losses: Losses) -> None:
    answer = question["answer"]
    row = _answer(element, 1, marks.decimal(answer["value"]), None)
    add(row, "tolerance", marks.decimal(marks.tolerance(answer)))
    if unit := answer.get("unit"):
        row = add(add(element, "units"), "unit")
        add(row, "multiplier", "1")
        add(row, "unit_name", unit)
    add(element, "unitgradingtype", "0")
    add(element, "unitpenalty", "0.1")
    add(element, "showunits", "0" if unit else "3")
    add(element, "unitsleft", "0")


_BODIES = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "essay": _essay,
    "matching": _matching,
    "ordering": _ordering,
    "numerical": _numerical,
}


def _answer(
    element: Element, share: float, text: str, feedback: str | None, format: str = "moodle_auto_format"
) -> Element:
    row = add(element, "answer", fraction=marks.percent(share), format=format)
    add(row, "text", text)
    _rich(row, "feedback", markup.html(feedback or ""))
    return row


def _combined_feedback(element: Element) -> None:
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        _rich(element, name, "")
    add(element, "shownumcorrect")


def _rich(parent: Element, tag: str, html: str) -> Element:
    element = add(parent, tag, format="html")
    add(element, "text", html)
    return element


def _word(value: bool) -> str:
    return "true" if value else "false"
