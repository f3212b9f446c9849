"""Signs that are no question: labelled lines, titles of key sections, inline keys, wrappers."""

import re
import string
from functools import lru_cache
from typing import NamedTuple

from chat.reader import labels
from chat.reader.labels import Kind
from chat.reader.lines import Line

_LONGEST_LABEL_CHARS = 48
_SIGNS = " \t" + string.punctuation
_EDGES = re.compile(r"^[\W_]+|[\W_]+$")
_NUMBERED = re.compile(
    r"(?:q(?:uestion)?[ ]?#?(?P<first>\d{1,3})[ :.–-]*)?(?P<name>\D+?)(?:[ ](?:to|for|of|zu|a la|à la))?"
    r"(?:[ ]q(?:uestion)?)?[ ]?#?(?P<last>\d{1,3})?$",
)
_OPENED = re.compile(r"\W*?(\*{1,3}|_{1,3})")
_DASH = re.compile(r" ([–—-]|is|are) ")
_ALONE = (Kind.KEY, Kind.KEYS, Kind.EXPLANATION)
_DIGIT = re.compile(r"\d")
_SPLIT = re.compile(r"[:=]")
_COLON = re.compile(r"[:=：]")
_MOST_COLONS = 12
_MOST_LABEL_WORDS = 5
_OPENING = " \t*_([|;,/.?!-"
_WITHOUT_SPACES = tuple(word for word in labels.INLINE if not word.isascii() and " " not in word)
_LIKE_KEY = re.compile(r"[*_]{0,3}[^\W\d_][^:\n]{0,40}[:=][*_ \t]*[(\[]?[A-Ka-k][)\].]?(?![\w'])")
_RULE = re.compile(r"(?:-[ ]?){3,}$|(?:\*[ ]?){3,}$|(?:_[ ]?){3,}$|={3,}$")
_ADMONITION = re.compile(r"(?:\?\?\?\+?|!!!|:::)[ ]*(\w+)?[ ]*(?:\"(.*)\"|(.*))$")


class Label(NamedTuple):
    kind: Kind
    value: str
    name: str = ""
    spoken: bool = False  # "the answer is …", not "answer: …"
    number: int | None = None  # of the question it speaks of

    @property
    def decimal_comma(self) -> bool:
        return self.name in labels.DECIMAL_COMMA


def label(line: Line) -> Label | None:
    """The label `line` begins with, and what follows it. `Answer` alone counts when it is set off or short."""
    core = line.core
    if core[:4] == "Ans.":
        return Label(Kind.KEY, line.rest[4:].strip(" :*"), "ans")
    found = _SPLIT.search(core, 0, _LONGEST_LABEL_CHARS)
    if found and (known := _known(core[: found.start()])):
        if core[found.start()] == "=" and known[0] not in (Kind.KEY, Kind.KEYS):
            return None
        return Label(known[0], _value(line, found.end()), known[1], number=known[2])
    found = _DASH.search(core, 0, _LONGEST_LABEL_CHARS)
    if found and (known := _known(core[: found.start()])) and known[0] in (Kind.KEY, Kind.KEYS):
        spoken = found[1] in ("is", "are")
        return Label(known[0], _value(line, found.end()), known[1], spoken, known[2])
    short = len(core) <= _LONGEST_LABEL_CHARS and "[" not in core and not core.endswith((".", "?", "!"))
    if short and (known := _known(core)):
        alone = line.heading or line.bold or (not line.bullet and known[0] in _ALONE)
        return Label(known[0], "", known[1], number=known[2]) if alone else None
    return None


@lru_cache(maxsize=1024)
def _known(text: str) -> tuple[Kind, str, int | None] | None:
    name = labels.normal(text.strip(_SIGNS) if text.isascii() else _EDGES.sub("", text))
    if not name:
        return None
    if name in labels.LABELS:
        return labels.LABELS[name], name, None
    if not (name[-1].isdigit() or (name[0] == "q" and _DIGIT.search(name))):
        return None
    found = _NUMBERED.match(name)
    plain = found["name"].strip() if found else ""
    if found is None or plain not in labels.LABELS or (found["first"] and found["last"]):
        return None
    number = found["first"] or found["last"]
    return labels.LABELS[plain], plain, int(number) if number else None


def _value(line: Line, start: int) -> str:
    """What follows the label, without emphasis that only the label, or label and value together, was set in."""
    value = line.rest[start:].strip()
    before = line.core[:start]
    opened = _OPENED.match(before) if "*" in before or "_" in before else None
    if opened is None:
        return value
    sign = opened[1]
    if before.count(sign) == 1:
        if value.startswith(sign):
            return value[len(sign) :].strip()
        if value.endswith(sign):
            return value[: -len(sign)].strip()
    return value


def is_section_title(found: Label, line: Line) -> bool:
    """It opens a list of keys for several questions, not the key of this one."""
    if found.value.strip("*_ ") or found.number is not None:
        return False
    return found.kind is Kind.KEYS or bool(line.heading and found.name in labels.SECTION_TITLES)


def names_key_section(line: Line) -> bool:
    """`## 📝 Answer key for quiz 2`: a heading around the words."""
    name = labels.normal(_EDGES.sub("", line.core))
    return (
        bool(line.heading or line.bold)
        and len(name) < 80
        and any(name.startswith(words + " ") or name.endswith(" " + words) for words in labels.SECTION_WORDS)
    )


def inline_key(text: str) -> tuple[str, str] | None:
    """A key at the end of a line that says something else first: what comes before it, and its value."""
    for number, colon in enumerate(_COLON.finditer(text)):
        if number == _MOST_COLONS:
            break
        before = text[: colon.start()].rstrip(" \t*_").removesuffix("(s)")
        start = len(before) - _label_length(before)
        value = text[colon.end() :].strip(" \t*_")
        if start < len(before) and value and text[:start].strip(" *_(["):
            value = value if "(" in value else value.rstrip(")]*_ ")
            return text[:start].rstrip(" *_([|;,/–—-"), value
    return None


def _label_length(text: str) -> int:
    """How long the label of a key is that `text` ends with; 0 without one."""
    tail = text[-_LONGEST_LABEL_CHARS:]
    words = tail.split(" ")
    for count in range(min(_MOST_LABEL_WORDS, len(words)), 0, -1):
        label_ = " ".join(words[-count:]).lstrip(_OPENING)
        if labels.normal(label_) in labels.INLINE:
            return len(label_)
    folded = labels.normal(tail)
    found = () if tail.isascii() else (word for word in _WITHOUT_SPACES if folded.endswith(word))
    return max(map(len, found), default=0)


def is_key_line(line: Line) -> bool:
    found = label(line)
    return found is not None and bool(found.value) and found.kind in (Kind.KEY, Kind.KEYS)


def may_be_key(line: Line) -> bool:
    """`Foo bar: B`: a label nobody told us, with what may be a key. It is none for us, but no option either."""
    return bool(_LIKE_KEY.match(line.core))


def is_rule(line: Line) -> bool:
    text = line.text.strip()
    return len(text) > 2 and text[0] in "-*_=" and bool(_RULE.match(text))


def admonition(line: Line) -> str | None:
    """The title of `??? question "Show answer"`; None when it is none."""
    if not line.core.startswith(("???", "!!!", ":::")):
        return None
    found = _ADMONITION.match(line.core)
    return (found[2] or found[3] or found[1] or "") if found else None
