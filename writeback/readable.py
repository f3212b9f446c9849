"""The data of a record in a form that a template can lay out: a quiz as a quiz, everything else as names and values.

What is shown was stored by whatever version of the service made it, so nothing here relies on its shape.
"""

from dataclasses import dataclass, field
from typing import Any

import orjson

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to choose, place or accept; `is_key` marks what is right."""

    text: str
    is_key: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    number: int
    kind: str
    stem: str
    lines: list[Line]
    explanation: str
    facts: list[str]
    flags: list[Json]


@dataclass(frozen=True, slots=True)
class Quiz:
    title: str
    revision: str
    status: str
    facts: list[str]
    flags: list[Json]
    questions: list[Question] = field(default_factory=list)


def data_of(payload: str) -> Any:
    """The `data` of an operation's wire form, or whatever else is there instead."""
    try:
        wire = orjson.loads(payload)
    except orjson.JSONDecodeError:
        return payload
    return wire.get("data", wire) if isinstance(wire, dict) else wire


def quiz(data: Any) -> Quiz | None:
    """The quiz that a `quiz_save` carries; None when there is none."""
    found = _dict(_dict(data).get("quiz"))
    if not isinstance(found.get("questions"), list):
        return None
    provenance = _dict(found.get("provenance"))
    made_by = " ".join(filter(None, (_text(provenance.get("provider")), _text(provenance.get("model")))))
    return Quiz(
        title=_text(found.get("title")) or "Untitled",
        revision=_text(found.get("revision")),
        status=_text(found.get("status")),
        facts=list(filter(None, (_text(found.get("topic")), _text(found.get("language")), made_by))),
        flags=[flag for flag in _dicts(_dict(found.get("quality")).get("flags")) if not flag.get("questionId")],
        questions=[_question(number, one) for number, one in enumerate(_dicts(found["questions"]), 1)],
    )


def members(data: Any, name: str = "") -> list[tuple[str, str]]:
    """Every value with the dotted name it has, in their order."""
    if isinstance(data, dict) and data:
        return [row for key, value in data.items() for row in members(value, f"{name}.{key}" if name else str(key))]
    if isinstance(data, list) and data:
        return [row for at, value in enumerate(data, 1) for row in members(value, f"{name}[{at}]")]
    return [(name, "–" if data in (None, "", [], {}) else _text(data))]


def _question(number: int, question: Json) -> Question:
    kind = _text(question.get("type"))
    facts = [_text(question.get(name)) for name in ("difficulty", "bloom")]
    return Question(
        number=number,
        kind=kind.replace("_", " "),
        stem=_stem(question),
        lines=_LINES.get(kind, _unknown)(question),
        explanation=_text(question.get("explanation")),
        facts=list(filter(None, facts)),
        flags=_dicts(question.get("flags")),
    )


def _stem(question: Json) -> str:
    """Gaps of a fill-in get numbers for their ids."""
    stem = _text(question.get("stem"))
    for number, blank in enumerate(_dicts(question.get("answer")), 1):
        stem = stem.replace(f"{{{{{_text(blank.get('id'))}}}}}", f"[{number}]")
    return stem


def _choices(question: Json) -> list[Line]:
    key = _list(_dict(question.get("answer")).get("optionIds"))
    return [
        Line(_text(option.get("text")), option.get("id") in key, _text(option.get("feedback")))
        for option in _dicts(question.get("options"))
    ]


def _truth(question: Json) -> list[Line]:
    value = _dict(question.get("answer")).get("value")
    return [
        Line("True", value is True, _text(question.get("feedbackTrue"))),
        Line("False", value is False, _text(question.get("feedbackFalse"))),
    ]


def _accepted(question: Json) -> list[Line]:
    accepted = _dicts(_dict(question.get("answer")).get("accepted"))
    return [Line(_text(one.get("text")), one.get("score", 1) != 0, _text(one.get("feedback"))) for one in accepted]


def _gaps(question: Json) -> list[Line]:
    return [
        Line(f"[{number}] {' or '.join(map(_text, _list(blank.get('accepted'))))}", True)
        for number, blank in enumerate(_dicts(question.get("answer")), 1)
    ]


def _pairs(question: Json) -> list[Line]:
    texts = _texts(question, "left") | _texts(question, "right")
    pairs = [list(map(_text, pair)) for pair in _list(question.get("answer")) if isinstance(pair, list)]
    used = {name for pair in pairs for name in pair}
    lines = [Line(" → ".join(texts.get(name, name) for name in pair), True) for pair in pairs]
    return lines + [Line(text, note="belongs to none") for name, text in texts.items() if name not in used]


def _order(question: Json) -> list[Line]:
    texts = _texts(question, "items")
    names = map(_text, _list(question.get("answer")))
    return [Line(f"{place}. {texts.get(name, name)}", True) for place, name in enumerate(names, 1)]


def _number(question: Json) -> list[Line]:
    answer = _dict(question.get("answer"))
    tolerance = answer.get("tolerance")
    if answer.get("toleranceType") == "rel" and isinstance(tolerance, int | float):
        width = f"± {tolerance * 100:g} %"
    else:
        width = f"± {_text(tolerance)}" if tolerance else ""
    return [Line(" ".join(filter(None, (_text(answer.get("value")), width, _text(answer.get("unit"))))), True)]


def _unknown(question: Json) -> list[Line]:
    return [Line(f"{name}: {value}") for name, value in members(question.get("answer"), "answer")]


_LINES = {
    "single_choice": _choices,
    "multiple_choice": _choices,
    "true_false": _truth,
    "short_answer": _accepted,
    "fill_blank": _gaps,
    "matching": _pairs,
    "ordering": _order,
    "numeric": _number,
}


def _texts(question: Json, side: str) -> dict[str, str]:
    return {_text(item.get("id")): _text(item.get("text")) for item in _dicts(question.get(side))}


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else orjson.dumps(value).decode()


def _dict(value: Any) -> Json:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _dicts(value: Any) -> list[Json]:
    return [one for one in _list(value) if isinstance(one, dict)]
