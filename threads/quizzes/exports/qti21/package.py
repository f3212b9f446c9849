"""The test that holds the items, and the manifest of the package."""

from lxml import etree

from ...model import Json
from .. import losses as names
from .. import marks, xml
from ..losses import Losses
from ..xml import Element
from ..xml import add as _add
from . import xhtml
from .responses import add

_CONTENT = "http://www.imsglobal.org/xsd/imscp_v1p1"
_METADATA = "http://www.imsglobal.org/xsd/imsmd_v1p2"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
# The vocabulary of the metadata standard.
_DIFFICULTIES = {"easy": "easy", "medium": "medium", "hard": "difficult"}
TEST = "test.xml"


def item_path(question: Json) -> str:
    return f"items/{question['id']}.xml"


def test(quiz: Json) -> bytes:
    settings = quiz.get("settings") or {}
    root = etree.Element(xhtml.tag("assessmentTest"), nsmap={None: xhtml.NAMESPACE})
    root.set("identifier", quiz["id"])
    root.set("title", quiz["title"])
    add(root, "outcomeDeclaration", identifier="SCORE", cardinality="single", baseType="float")
    if (percent := settings.get("passPercent")) is not None:
        add(root, "outcomeDeclaration", identifier="PASS", cardinality="single", baseType="boolean")
    _time_limit(root, settings.get("timeLimitSec"))
    part = add(root, "testPart", identifier="part", navigationMode="nonlinear", submissionMode="simultaneous")
    section = add(part, "assessmentSection", identifier="section", title=quiz["title"], visible="true")
    if settings.get("shuffleQuestions"):
        add(section, "ordering", shuffle="true")
    if description := quiz.get("description"):
        xhtml.blocks(add(section, "rubricBlock", view="candidate"), description)
    for question in quiz["questions"]:
        entry = add(section, "assessmentItemRef", identifier=question["id"], href=item_path(question))
        _time_limit(entry, question.get("timeLimitSec"))
        add(entry, "weight", identifier="POINTS", value=marks.decimal(question.get("points", 1)))
    processing = add(root, "outcomeProcessing")
    total = add(add(processing, "setOutcomeValue", identifier="SCORE"), "sum")
    add(total, "testVariables", variableIdentifier="SCORE", weightIdentifier="POINTS")
    if percent is not None:
        _pass(processing, percent, sum(question.get("points", 1) for question in quiz["questions"]))
    return xml.document(root)


def _time_limit(parent: Element, seconds: float | None) -> None:
    if seconds is not None:
        add(parent, "timeLimits", maxTime=marks.decimal(seconds))


def _pass(processing: Element, percent: float, points: float) -> None:
    enough = add(add(processing, "setOutcomeValue", identifier="PASS"), "gte")
    add(enough, "variable", identifier="SCORE")
    add(enough, "baseValue", marks.decimal(round(points * percent / 100, 7)), baseType="float")


def manifest(quiz: Json, losses: Losses) -> bytes:
    root = etree.Element(_content("manifest"), nsmap={None: _CONTENT, "imsmd": _METADATA})
    root.set("identifier", f"MANIFEST_{quiz['id']}")
    for line in names.comments(losses.entries):
        root.append(etree.Comment(f" {line} "))
    metadata = _add(root, _content("metadata"))
    _add(metadata, _content("schema"), "QTIv2.1 Package")
    _add(metadata, _content("schemaversion"), "1.0.0")
    _add(root, _content("organizations"))
    resources = _add(root, _content("resources"))
    whole = _resource(resources, quiz["id"], "imsqti_test_xmlv2p1", TEST)
    for question in quiz["questions"]:
        entry = _resource(resources, question["id"], "imsqti_item_xmlv2p1", item_path(question))
        if _keywords(question) or question.get("difficulty"):
            described = etree.Element(_content("metadata"))
            entry.insert(0, described)
            _describe(described, question, quiz["language"])
        _add(whole, _content("dependency"), identifierref=question["id"])
    return xml.document(root)


def _resource(resources: Element, name: str, kind: str, path: str) -> Element:
    resource = _add(resources, _content("resource"), identifier=name, type=kind, href=path)
    _add(resource, _content("file"), href=path)
    return resource


def _keywords(question: Json) -> list[str]:
    bloom = [f"bloom:{question['bloom']}"] if question.get("bloom") else []
    return [*bloom, *question.get("tags", ())]


def _describe(parent: Element, question: Json, language: str) -> None:
    described = _add(parent, _meta("lom"))
    if keywords := _keywords(question):
        general = _add(described, _meta("general"))
        for keyword in keywords:
            _words(_add(general, _meta("keyword")), keyword, question.get("language") or language)
    if difficulty := question.get("difficulty"):
        level = _add(_add(described, _meta("educational")), _meta("difficulty"))
        _words(_add(level, _meta("source")), "LOMv1.0", "x-none")
        _words(_add(level, _meta("value")), _DIFFICULTIES[difficulty], "x-none")


def _words(parent: Element, text: str, language: str) -> None:
    _add(parent, _meta("langstring"), text).set(_XML_LANG, language)


def _content(name: str) -> str:
    return f"{{{_CONTENT}}}{name}"


def _meta(name: str) -> str:
    return f"{{{_METADATA}}}{name}"
