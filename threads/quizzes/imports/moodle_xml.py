"""Moodle XML, as Moodle's own question bank writes it."""

import re

from ..exports import spans
from ..model import Json
from . import cloze, html, xml
from .build import MOST_ENTRIES, Builder, Entry, Unread, finish, number
from .xml import Element

_FULL = 99.9


def read(content: str, builder: Builder) -> tuple[str | None, list[Entry]]:
    """Title (the last category) and the questions. Raises `Unread` when the file is no such XML."""
    root = xml.parse(content)
    if root.tag != "quiz":
        raise Unread("The file is no Moodle quiz.")
    title, entries = None, []
    for element in root.findall("question")[:MOST_ENTRIES]:
        if element.get("type") == "category":
            path = (element.findtext("category/text") or "").replace("//", "\0")
            title = path.rpartition("/")[2].replace("\0", "/").strip() or title
        else:
            entries.append(_entry(element, builder))
    return title, entries


def _entry(element: Element, builder: Builder) -> Entry:
    kind, notes = element.get("type", ""), list[str]()
    reader = _READERS.get(kind)
    if reader is None:
        return Entry(None, [f"A question of the type {kind[:40]} cannot be read."])
    try:
        question = reader(element, builder, notes)
        points = question.get("points") or number(element.findtext("defaultgrade") or "1")
    except Unread as error:
        return Entry(None, [str(error)])
    if element.find(".//file") is not None:
        notes.append("Its files are not kept.")
    hints = [_text(hint) for hint in element.iterfind("hint")]
    if len(hints) > 1:
        notes.append("Only the first hint is kept.")
    tags = [(tag.findtext("text") or "").strip() for tag in element.iterfind("tags/tag")]
    finished = finish(
        question,
        explanation=_text(element.find("generalfeedback")),
        hint=next(iter(hints), ""),
        tags=tags,
        points=int(points) if float(points).is_integer() else points,
    )
    return Entry(finished, notes)


def _text(element: Element | None) -> str:
    """The markdown of an element that holds a text and names its format."""
    if element is None:
        return ""
    text = (element.findtext("text") or "").strip()
    form = element.get("format", "html")
    if form == "html" or (form == "moodle_auto_format" and html.is_html(text)):
        return html.to_markdown(text)
    return spans.unshield(text) if form == "markdown" else text


def _stem(element: Element) -> str:
    return _text(element.find("questiontext"))


def _share(answer: Element) -> float:
    return number(answer.get("fraction") or "0")


def _says(element: Element, member: str, default: str) -> bool:
    return (element.findtext(member) or default).strip() in ("true", "1")


def _multichoice(element: Element, builder: Builder, notes: list[str]) -> Json:
    answers = element.findall("answer")
    shares = [_share(answer) for answer in answers]
    single = _says(element, "single", "true")
    keys = [place for place, share in enumerate(shares) if share > (_FULL if single else 0)]
    if not keys or (single and len(keys) > 1):
        raise Unread("It does not have exactly one right option." if keys else "None of its options is fully right.")
    if single and any(0 < share <= _FULL for share in shares):
        notes.append("Partial credit of a wrong option is not kept.")
    options = [(_text(answer), _text(answer.find("feedback"))) for answer in answers]
    shuffle = _says(element, "shuffleanswers", "false")
    return builder.choice(_stem(element), options, keys, single=single, shuffle=shuffle)


def _truefalse(element: Element, builder: Builder, notes: list[str]) -> Json:
    answers = {(answer.findtext("text") or "").strip().lower(): answer for answer in element.iterfind("answer")}
    if set(answers) != {"true", "false"}:
        raise Unread("Its answers are not true and false.")
    right = [name for name, answer in answers.items() if _share(answer) > _FULL]
    if len(right) != 1:
        raise Unread("It does not have exactly one right answer.")
    told = {f"if_{name}": _text(answer.find("feedback")) for name, answer in answers.items()}
    return builder.true_false(_stem(element), right == ["true"], **told)


def _shortanswer(element: Element, builder: Builder, notes: list[str]) -> Json:
    accepted = []
    for answer in element.iterfind("answer"):
        text = (answer.findtext("text") or "").strip()
        if re.search(r"(?<!\\)\*", text):
            notes.append("An answer with a wildcard is not kept.")
        elif text:
            share = min(max(_share(answer) / 100, 0), 1)
            accepted.append((text.replace("\\*", "*"), share, _text(answer.find("feedback"))))
    if not any(share > 0 for _, share, _ in accepted):
        raise Unread("It has no accepted answer that can be kept.")
    match = "exact" if _says(element, "usecase", "0") else "caseless"
    return builder.short_answer(_stem(element), accepted, match=match)


def _essay(element: Element, builder: Builder, notes: list[str]) -> Json:
    return builder.essay(_stem(element), rubric=_text(element.find("graderinfo")))


def _cloze(element: Element, builder: Builder, notes: list[str]) -> Json:
    holder = element.find("questiontext")
    text = (element.findtext("questiontext/text") or "").strip()
    is_html = holder is not None and holder.get("format", "html") in ("html", "moodle_auto_format")
    question, points = cloze.read(text, is_html, builder, notes)
    return {**question, "points": points}


def _matching(element: Element, builder: Builder, notes: list[str]) -> Json:
    pairs = []
    for row in element.iterfind("subquestion"):
        right = (row.findtext("answer/text") or "").strip()
        if not right:
            raise Unread("One of its pairs has no right side.")
        pairs.append((_text(row), right))
    return builder.matching(_stem(element), pairs)


def _ordering(element: Element, builder: Builder, notes: list[str]) -> Json:
    rows = list(enumerate(element.iterfind("answer")))
    # The fraction is the place; where it says nothing, the answers are in the right order.
    rows.sort(key=lambda row: (_share(row[1]), row[0]))
    return builder.ordering(_stem(element), [_text(answer) for _, answer in rows])


def _numerical(element: Element, builder: Builder, notes: list[str]) -> Json:
    right = [answer for answer in element.iterfind("answer") if _share(answer) > _FULL]
    if len(right) != 1:
        raise Unread("It has not exactly one number that is fully right.")
    if _text(right[0].find("feedback")):
        notes.append("The feedback of single answers is not kept.")
    value = number(right[0].findtext("text") or "")
    tolerance = abs(number(right[0].findtext("tolerance") or "0"))
    unit = (element.findtext("units/unit/unit_name") or "").strip()
    return builder.numeric(_stem(element), value, tolerance, unit)


_READERS = {
    "multichoice": _multichoice,
    "truefalse": _truefalse,
    "shortanswer": _shortanswer,
    "essay": _essay,
    "cloze": _cloze,
    "multianswer": _cloze,
    "matching": _matching,
    "match": _matching,
    "ordering": _ordering,
    "numerical": _numerical,
}
