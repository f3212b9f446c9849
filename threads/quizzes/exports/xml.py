"""Building XML trees: elements, texts with markup in CDATA, the bytes of a document."""

from typing import Any

from lxml import etree

Element = Any  # lxml has no types


def add(parent: Element, tag: str, text: str | None = None, **attributes: str) -> Element:
    """A new last child of `parent`. A trailing underscore of an attribute's name is dropped."""
    child = etree.SubElement(parent, tag, {name.rstrip("_"): value for name, value in attributes.items()})
    if text:
        # A section cannot hold its own end; such a text is escaped like any other.
        child.text = etree.CDATA(text) if set("<&") & set(text) and "]]>" not in text else text
    return child


def document(root: Element) -> bytes:
    content: bytes = etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return content
