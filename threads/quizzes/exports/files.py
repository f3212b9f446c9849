"""What every format gives back and how its module looks; the names and the zip archives of files."""

import io
import re
import unicodedata
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Protocol

from quizagent.errors import APIError

from ..model import Json
from .losses import Losses

# The first date a zip archive can hold: the same files make the same bytes on every day.
_ZIP_DATE = (1980, 1, 1, 0, 0, 0)
_MAX_NAME_CHARS = 60


@dataclass(frozen=True, slots=True)
class Export:
    content: bytes
    filename: str
    media_type: str
    losses: list[Json]


class ExportNotPossible(APIError):
    status, code, title = 422, "export_not_possible", "Export not possible"
    detail = "Nothing of this quiz can be written in that format."


class Format(Protocol):
    """A module that writes one format."""

    MEDIA_TYPE: str
    SUFFIX: str
    NEEDS_KEY: bool
    QUIZ_CARRIED: Collection[str]

    def refuse(self, question: Json) -> str | None:
        """Why this question cannot be written, or nothing when it can."""

    def carries(self, question: Json) -> Collection[str]:
        """The members of `losses.QUESTION` that the file keeps of this question."""

    def write(self, quiz: Json, losses: Losses) -> bytes:
        """The file. All questions of `quiz` can be written; what is lost beyond `carries` is added to `losses`."""


def name(quiz: Json, suffix: str) -> str:
    """A file name in ASCII from the title, else from the id."""
    ascii_title = unicodedata.normalize("NFKD", quiz["title"]).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "-", ascii_title).strip("-")[:_MAX_NAME_CHARS].strip("-")
    return f"{slug or quiz['id']}{suffix}"


def archive(members: Mapping[str, bytes]) -> bytes:
    """A zip file of `members` in their order, the same bytes for the same members."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        for path, content in members.items():
            entry = zipfile.ZipInfo(path, _ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            zipped.writestr(entry, content)
    return buffer.getvalue()
