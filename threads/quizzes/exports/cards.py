"""The two sides of a flash card, in HTML."""

from collections.abc import Iterable
from html import escape

from ..model import Json
from . import marks, markup, wording

# A brace or a colon of the text would end a cloze or start its hint.
_ENTITIES = str.maketrans({"{": "&#123;", "}": "&#125;"})
_CLOZE_ENTITIES = _ENTITIES | {ord(":"): "&#58;"}


def fields(question: Json, language: str) -> list[str]:
    """Front (or cloze text), back and hint."""
    language = question.get("language") or language
    if question["type"] == "fill_blank":
        front, key = _cloze(question), _others(question)
    else:
        shown, key = _SIDES[question["type"]](question, language)
        front = (markup.html(question["stem"]) + shown).translate(_ENTITIES)
    back = [*key, markup.html(question.get("explanation", ""))]
    return [front, "".join(back).translate(_ENTITIES), markup.html(question.get("hint", "")).translate(_ENTITIES)]


def _choice(question: Json, language: str) -> tuple[str, list[str]]:
    keys = set(question["answer"]["optionIds"])
    options = list(zip(wording.LETTERS, question["options"], strict=False))
    shown = _list((option["text"] for _, option in options), kind="A")
    right = [(letter, option["text"]) for letter, option in options if option["id"] in keys]
    told = [(letter, option["feedback"]) for letter, option in options if option.get("feedback")]
    return shown, [
        *(f"<div><b>{letter}.</b> {_brief(text)}</div>" for letter, text in right),
        *(f"<div>{letter}. {_brief(text)}</div>" for letter, text in told),
    ]


def _true_false(question: Json, language: str) -> tuple[str, list[str]]:
    words = wording.true_false(language)
    told = [question.get("feedbackTrue"), question.get("feedbackFalse")]
    feedback = [f"<div>{word}: {_brief(text)}</div>" for word, text in zip(words, told, strict=True) if text]
    return "", [f"<div><b>{words[0 if question['answer']['value'] else 1]}</b></div>", *feedback]


def _short_answer(question: Json, language: str) -> tuple[str, list[str]]:
    answer = question["answer"]
    if marks.is_manual(question):
        return "", [markup.html(marks.rubric(answer))]
    return "", [f"<div>{_accepted(entry)}</div>" for entry in answer["accepted"]]


def _accepted(entry: Json) -> str:
    score, feedback = entry.get("score", 1), entry.get("feedback")
    worth = "" if score == 1 else f" ({marks.percent(score)} %)"
    return f"<b>{escape(entry['text'])}</b>{worth}" + (f": {_brief(feedback)}" if feedback else "")


def _matching(question: Json, language: str) -> tuple[str, list[str]]:
    left = {item["id"]: item["text"] for item in question["left"]}
    right = {item["id"]: item["text"] for item in question["right"]}
    pairs = ((_brief(left[one]), _brief(right[other])) for one, other in question["answer"])
    rows = "".join(f"<tr><td>{one}</td><td>{other}</td></tr>" for one, other in pairs)
    # The stored order of a side is the key.
    shown = _list((left[name] for name in sorted(left)), "1") + _list((right[name] for name in sorted(right)), "A")
    return shown, [f"<table>{rows}</table>"]


def _ordering(question: Json, language: str) -> tuple[str, list[str]]:
    texts = {item["id"]: item["text"] for item in question["items"]}
    shown = "".join(f"<li>{_brief(texts[name])}</li>" for name in sorted(texts))
    return f"<ul>{shown}</ul>", [_list((texts[name] for name in question["answer"]), kind="1")]


def _numeric(question: Json, language: str) -> tuple[str, list[str]]:
    answer = question["answer"]
    width = marks.tolerance(answer)
    near = f" ± {marks.decimal(width)}" if width else ""
    unit = f" {escape(answer['unit'])}" if answer.get("unit") else ""
    return "", [f"<div><b>{marks.decimal(answer['value'])}{near}{unit}</b></div>"]


_SIDES = {
    "single_choice": _choice,
    "multiple_choice": _choice,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "matching": _matching,
    "ordering": _ordering,
    "numeric": _numeric,
}


def _cloze(question: Json) -> str:
    """The stem with a cloze for each blank; its word bank is the hint."""
    blanks = {blank["id"]: (number, blank) for number, blank in enumerate(question["answer"], start=1)}
    pieces = markup.split_blanks(markup.html(question["stem"]))
    return "".join(
        _gap(*blanks[piece]) if place % 2 else piece.translate(_ENTITIES) for place, piece in enumerate(pieces)
    )


def _gap(number: int, blank: Json) -> str:
    bank = " / ".join(sorted({*blank["options"], *blank["accepted"]})) if blank.get("options") else ""
    texts = [blank["accepted"][0], *([bank] if bank else [])]
    inside = "::".join(escape(text).translate(_CLOZE_ENTITIES) for text in texts)
    return f"{{{{c{number}::{inside}}}}}"


def _others(question: Json) -> list[str]:
    """The accepted answers beside those in the gaps."""
    return [
        f"<div>{escape(blank['accepted'][0])} = {escape(' | '.join(blank['accepted'][1:]))}</div>"
        for blank in question["answer"]
        if len(blank["accepted"]) > 1
    ]


def _list(texts: Iterable[str], kind: str) -> str:
    items = "".join(f"<li>{_brief(text)}</li>" for text in texts)
    return f'<ol type="{kind}">{items}</ol>'


def _brief(text: str) -> str:
    return markup.brief_html(text)
