"""Reading XML that somebody else wrote: no document type, no entities, no network, bounded depth and size."""

from typing import Any
from xml.parsers import expat

from lxml import etree

from .build import Unread

Element = Any  # lxml has no types


class _DocumentType(Exception):
    pass


def parse(content: str) -> Element:
    """The root element. Raises `Unread` for what is not well-formed, too deep, or has a document type."""
    data = content.encode()
    _refuse_document_type(data)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        huge_tree=False,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise Unread("The file is not well-formed XML.") from error


def _refuse_document_type(data: bytes) -> None:
    # Entities are declared in a document type. The scan ends before it is read, so no entity is ever made.
    def refuse(*_: object) -> None:
        raise _DocumentType

    scanner = expat.ParserCreate("utf-8")
    scanner.StartDoctypeDeclHandler = refuse
    try:
        scanner.Parse(data, True)
    except _DocumentType as error:
        raise Unread("A document type is not allowed in the file.") from error
    except expat.ExpatError as error:
        raise Unread("The file is not well-formed XML.") from error
