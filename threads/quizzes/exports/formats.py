"""The formats by their names on the wire.

Each is loaded when it is first asked for: with lxml and genanki they are 10 MB, and many a process never writes one.
"""

import importlib
from collections.abc import Iterator, Mapping
from typing import cast

from .files import Format

_MODULES = {
    "json": "json",
    "markdown": "markdown",
    "gift": "gift",
    "moodle-xml": "moodle_xml",
    "qti21": "qti21",
    "aiken": "aiken",
    "csv": "csv",
    "anki": "anki",
}


class _Formats(Mapping[str, Format]):
    def __getitem__(self, name: str) -> Format:
        return cast(Format, importlib.import_module(f".{_MODULES[name]}", __package__))

    def __iter__(self) -> Iterator[str]:
        return iter(_MODULES)

    def __len__(self) -> int:
        return len(_MODULES)


FORMATS: Mapping[str, Format] = _Formats()
