"""How the answer to an item is declared and marked. A score is between 0 and 1; the test weighs it."""

from collections.abc import Iterable, Mapping

from ...model import Json
from .. import marks
from ..xml import Element
from ..xml import add as _add
from . import xhtml

_TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates/"
EXPLANATION = "EXPLANATION"


def add(parent: Element, name: str, text: str | None = None, **attributes: str) -> Element:
    return _add(parent, xhtml.tag(name), text, **attributes)


def declare(root: Element, question: Json) -> None:
    """The response declarations of an item: type, right answer, and what other answers are worth."""
    _DECLARATIONS[question["type"]](root, question)


def blank_name(blank: Json) -> str:
    return f"RESPONSE_{blank['id']}"


def word_id(blank: Json, place: int) -> str:
    return f"{blank['id']}_{place}"


def bank(blank: Json) -> list[str]:
    """The words to choose from in a blank, in an order that tells nothing; empty for a blank to type into."""
    return sorted({*blank["options"], *blank["accepted"]}) if blank.get("options") else []


def _response(root: Element, kind: str, cardinality: str, correct: Iterable[str], name: str = "RESPONSE") -> Element:
    element = add(root, "responseDeclaration", identifier=name, cardinality=cardinality, baseType=kind)
    if values := list(correct):
        holder = add(element, "correctResponse")
        for value in values:
            add(holder, "value", value)
    return element


def _mapping(response: Element, worth: Mapping[str, float], default: float = 0, **more: str) -> None:
    mapping = add(response, "mapping", lowerBound="0")
    mapping.set("defaultValue", marks.decimal(default))
    for key, value in worth.items():
        add(mapping, "mapEntry", mapKey=key, mappedValue=marks.decimal(value), **more)


def _choice(root: Element, question: Json) -> None:
    keys = question["answer"]["optionIds"]
    single = question["type"] == "single_choice"
    response = _response(root, "identifier", "single" if single else "multiple", keys)
    if is_partial(question):
        share = round(1 / len(keys), 7)
        _mapping(response, dict.fromkeys(keys, share), default=-share)


def _true_false(root: Element, question: Json) -> None:
    _response(root, "identifier", "single", ["true" if question["answer"]["value"] else "false"])


def _short_answer(root: Element, question: Json) -> None:
    accepted = [] if marks.is_manual(question) else question["answer"]["accepted"]
    best = max(accepted, key=lambda entry: entry.get("score", 1))["text"] if accepted else None
    response = _response(root, "string", "single", [best] if best else [])
    if accepted:
        worth = {entry["text"]: entry.get("score", 1) for entry in reversed(accepted)}
        _mapping(response, worth, caseSensitive=_case(question["answer"]))


def _fill_blank(root: Element, question: Json) -> None:
    for blank in question["answer"]:
        name, words = blank_name(blank), bank(blank)
        if words:
            right = [word_id(blank, place) for place, word in enumerate(words) if word in blank["accepted"]]
            response = _response(root, "identifier", "single", right[:1], name)
            _mapping(response, dict.fromkeys(right, 1))
        else:
            response = _response(root, "string", "single", blank["accepted"][:1], name)
            _mapping(response, dict.fromkeys(blank["accepted"], 1), caseSensitive=_case(blank))


def _matching(root: Element, question: Json) -> None:
    pairs = [f"{left} {right}" for left, right in question["answer"]]
    _mapping(_response(root, "directedPair", "multiple", pairs), dict.fromkeys(pairs, 1))


def _ordering(root: Element, question: Json) -> None:
    _response(root, "identifier", "ordered", question["answer"])


def _numeric(root: Element, question: Json) -> None:
    _response(root, "float", "single", [marks.decimal(question["answer"]["value"])])


_DECLARATIONS = {
    "single_choice": _choice,
    "multiple_choice": _choice,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "fill_blank": _fill_blank,
    "matching": _matching,
    "ordering": _ordering,
    "numeric": _numeric,
}


def _case(key: Json) -> str:
    return "true" if key.get("match") == "exact" else "false"


def is_partial(question: Json) -> bool:
    return question["type"] == "multiple_choice" and question["answer"].get("scoring") == "partial"


def process(root: Element, question: Json, *, explained: bool, chosen: bool) -> None:
    """How the item is marked; `explained` and `chosen` show the explanation and the feedback of what was chosen."""
    if marks.is_manual(question) and not explained:
        return
    if template := None if explained or chosen else _template(question):
        add(root, "responseProcessing", template=_TEMPLATES + template)
        return
    processing = add(root, "responseProcessing")
    if not marks.is_manual(question):
        _score(processing, question)
    if explained or chosen:
        shown = add(add(processing, "setOutcomeValue", identifier="FEEDBACK"), "multiple")
        if chosen:
            add(shown, "variable", identifier="RESPONSE")
        if explained:
            add(shown, "baseValue", EXPLANATION, baseType="identifier")


def _template(question: Json) -> str | None:
    if question["type"] in ("single_choice", "true_false", "ordering"):
        return "match_correct"
    if question["type"] == "multiple_choice":
        return "map_response" if is_partial(question) else "match_correct"
    return "map_response" if question["type"] == "short_answer" else None


def _score(processing: Element, question: Json) -> None:
    if question["type"] == "numeric" or _template(question) == "match_correct":
        _score_if_right(processing, question)
        return
    score = add(processing, "setOutcomeValue", identifier="SCORE")
    if _template(question) == "map_response":
        add(score, "mapResponse", identifier="RESPONSE")
        return
    share = add(score, "divide")
    blanks = question["answer"] if question["type"] == "fill_blank" else None
    right = add(share, "sum")
    for name in [blank_name(blank) for blank in blanks] if blanks else ["RESPONSE"]:
        add(right, "mapResponse", identifier=name)
    add(share, "baseValue", str(len(question["answer"])), baseType="float")


def _score_if_right(processing: Element, question: Json) -> None:
    right = add(add(processing, "responseCondition"), "responseIf")
    same = _equal(right, question["answer"]) if question["type"] == "numeric" else add(right, "match")
    add(same, "variable", identifier="RESPONSE")
    add(same, "correct", identifier="RESPONSE")
    add(add(right, "setOutcomeValue", identifier="SCORE"), "baseValue", "1", baseType="float")


def _equal(parent: Element, answer: Json) -> Element:
    """The comparison of two numbers. Relative tolerance is a percentage here."""
    width = answer.get("tolerance", 0)
    if not width:
        return add(parent, "equal", toleranceMode="exact")
    if answer.get("toleranceType") == "rel":
        mode, width = "relative", round(width * 100, 9)
    else:
        mode = "absolute"
    return add(parent, "equal", toleranceMode=mode, tolerance=f"{marks.decimal(width)} {marks.decimal(width)}")
