"""Markdown as the subset of XHTML that QTI 2.1 allows, with interactions in place of blanks."""

from collections.abc import Callable

from lxml import etree

from .. import markup
from ..xml import Element

NAMESPACE = "http://www.imsglobal.org/xsd/imsqti_v2p1"
# What the markdown of a quiz can become; every attribute but these is dropped.
_ATTRIBUTES = {"a": ("href",), "img": ("src", "alt"), "code": ("class",)}

Fill = Callable[[Element, str], None]


def tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


def blocks(parent: Element, text: str, fill: Fill | None = None) -> None:
    """Appends the text as blocks; `fill` puts the interaction of a blank into the element it is in."""
    _append(parent, markup.html(text), fill)


def flow(parent: Element, text: str) -> None:
    """Appends the text, without a paragraph when it is a single one."""
    _append(parent, markup.brief_html(text), None)


def inline(parent: Element, text: str) -> None:
    _append(parent, markup.inline_html(text), None)


def _append(parent: Element, html: str, fill: Fill | None) -> None:
    # Our own markup: well-formed, and without a document type.
    _copy(etree.fromstring(f"<div>{html}</div>"), parent, fill)


def _copy(source: Element, target: Element, fill: Fill | None) -> None:
    _write(target, source.text, fill)
    for child in source:
        name = str(child.tag)
        kept = {key: str(child.get(key)) for key in _ATTRIBUTES.get(name, ()) if child.get(key) is not None}
        _copy(child, etree.SubElement(target, tag(name), kept), fill)
        _write(target, child.tail, fill)


def _write(target: Element, text: str | None, fill: Fill | None) -> None:
    """Adds text at the end of `target`."""
    for place, piece in enumerate(markup.split_blanks(text or "")):
        if place % 2 and fill:
            fill(target, piece)
        elif len(target):
            target[-1].tail = (target[-1].tail or "") + piece
        else:
            target.text = (target.text or "") + piece
