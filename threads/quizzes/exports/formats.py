"""The formats by their names on the wire."""

from . import aiken, anki, csv, gift, json, markdown, moodle_xml, qti21
from .files import Format

FORMATS: dict[str, Format] = {
    "json": json,
    "markdown": markdown,
    "gift": gift,
    "moodle-xml": moodle_xml,
    "qti21": qti21,
    "aiken": aiken,
    "csv": csv,
    "anki": anki,
}
