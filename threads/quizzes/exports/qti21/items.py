"""One question as an assessmentItem."""

from lxml import etree

from ...model import Json
from .. import marks, markup, wording, xml
from ..xml import Element
from . import responses, xhtml
from .responses import add

_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


def item(question: Json, language: str) -> bytes:
    language = question.get("language") or language
    root = etree.Element(xhtml.tag("assessmentItem"), nsmap={None: xhtml.NAMESPACE})
    root.set("identifier", question["id"])
    root.set("title", markup.excerpt(question["stem"]) or question["id"])
    root.set("adaptive", "false")
    root.set("timeDependent", "false")
    root.set(_XML_LANG, language)
    explained, chosen = bool(question.get("explanation")), bool(_feedback(question))
    responses.declare(root, question)
    score = add(root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    add(add(score, "defaultValue"), "value", "0")
    if explained or chosen:
        add(root, "outcomeDeclaration", identifier="FEEDBACK", cardinality="multiple", baseType="identifier")
    _body(add(root, "itemBody"), question, language)
    responses.process(root, question, explained=explained, chosen=chosen)
    if explained:
        shown = {"outcomeIdentifier": "FEEDBACK", "identifier": responses.EXPLANATION, "showHide": "show"}
        xhtml.blocks(add(root, "modalFeedback", None, **shown), question["explanation"])
    return xml.document(root)


def _feedback(question: Json) -> dict[str, str]:
    """Feedback by the identifier of the choice it belongs to."""
    if question["type"] == "true_false":
        told = {"true": question.get("feedbackTrue"), "false": question.get("feedbackFalse")}
    else:
        told = {option["id"]: option.get("feedback") for option in question.get("options", ())}
    return {name: text for name, text in told.items() if text}


def _body(body: Element, question: Json, language: str) -> None:
    if question["type"] == "fill_blank":
        blanks = {blank["id"]: blank for blank in question["answer"]}
        xhtml.blocks(body, question["stem"], lambda parent, blank_id: _gap(parent, blanks[blank_id]))
        return
    xhtml.blocks(body, question["stem"])
    _INTERACTIONS[question["type"]](body, question, language)


def _gap(parent: Element, blank: Json) -> None:
    name = responses.blank_name(blank)
    if not (words := responses.bank(blank)):
        add(parent, "textEntryInteraction", responseIdentifier=name, expectedLength=_length(blank["accepted"]))
        return
    choice = add(parent, "inlineChoiceInteraction", responseIdentifier=name, shuffle="true")
    for place, word in enumerate(words):
        add(choice, "inlineChoice", " ".join(markup.plain(word).split()), identifier=responses.word_id(blank, place))


def _length(accepted: list[str]) -> str:
    return str(max(len(text) for text in accepted))


def _choice(body: Element, question: Json, language: str) -> None:
    most = "1" if question["type"] == "single_choice" else "0"
    _choices(body, question, [(option["id"], option["text"]) for option in question["options"]], most)


def _true_false(body: Element, question: Json, language: str) -> None:
    true, false = wording.true_false(language)
    _choices(body, {"shuffle": False, **question}, [("true", true), ("false", false)], "1")


def _choices(body: Element, question: Json, choices: list[tuple[str, str]], most: str) -> None:
    shuffle = "true" if question.get("shuffle", True) else "false"
    interaction = add(body, "choiceInteraction", responseIdentifier="RESPONSE", shuffle=shuffle, maxChoices=most)
    feedback = _feedback(question)
    for name, text in choices:
        choice = add(interaction, "simpleChoice", identifier=name)
        xhtml.flow(choice, text)
        if name in feedback:
            shown = {"outcomeIdentifier": "FEEDBACK", "identifier": name, "showHide": "show"}
            xhtml.inline(add(choice, "feedbackInline", None, **shown), feedback[name])


def _short_answer(body: Element, question: Json, language: str) -> None:
    answer = question["answer"]
    if not marks.is_manual(question):
        length = _length([entry["text"] for entry in answer["accepted"]])
        add(add(body, "p"), "textEntryInteraction", responseIdentifier="RESPONSE", expectedLength=length)
        return
    add(body, "extendedTextInteraction", responseIdentifier="RESPONSE")
    if rubric := marks.rubric(answer):
        xhtml.blocks(add(body, "rubricBlock", view="scorer"), rubric)


def _matching(body: Element, question: Json, language: str) -> None:
    count = str(len(question["left"]))
    settings = {"responseIdentifier": "RESPONSE", "shuffle": "true", "maxAssociations": count}
    interaction = add(body, "matchInteraction", None, **settings)
    # The sides are in the order of their ids: their stored order is the key.
    for side, most in (("left", "1"), ("right", count)):
        choices = add(interaction, "simpleMatchSet")
        for entry in sorted(question[side], key=_by_id):
            xhtml.flow(add(choices, "simpleAssociableChoice", identifier=entry["id"], matchMax=most), entry["text"])


def _ordering(body: Element, question: Json, language: str) -> None:
    interaction = add(body, "orderInteraction", responseIdentifier="RESPONSE", shuffle="true")
    for entry in sorted(question["items"], key=_by_id):
        xhtml.flow(add(interaction, "simpleChoice", identifier=entry["id"]), entry["text"])


def _numeric(body: Element, question: Json, language: str) -> None:
    paragraph = add(body, "p")
    entry = add(paragraph, "textEntryInteraction", responseIdentifier="RESPONSE")
    if unit := question["answer"].get("unit"):
        entry.tail = f" {unit}"


def _by_id(entry: Json) -> str:
    return str(entry["id"])


_INTERACTIONS = {
    "single_choice": _choice,
    "multiple_choice": _choice,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "matching": _matching,
    "ordering": _ordering,
    "numeric": _numeric,
}
