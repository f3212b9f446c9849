"""Where a question starts: `### Q3 {q_…} [single_choice | hard] (replace)`, and all the usual ways to number one."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from chat.reader import labels
from chat.reader.lines import EMOJI_RUN, Line

# A word of any script (combining signs are no word characters to `re`), then a number of at most three digits.
_START = re.compile(
    r"([*_]{0,3})[ \t]*([^\W\d_][^\s\d*_:.,;#()\[\]{}|`$<>]{0,14})?(?:[ \t](hỏi))?\.?[*_]{0,3}[ \t]*"
    r"(?:number[ \t]|no\.?[ \t]*|nr\.?[ \t]*|nº[ \t]*|n°[ \t]*|№[ \t]*|\#[ \t]*)?[*_]{0,2}(\d{1,3})(?!\d)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z]+(?=[ ,;()`$])")
_AFTER = re.compile(
    r"(?:[ \t]*(?:of|/|von|de|sur|из)[ \t]*\d{1,3}(?!\d))?[*_]{0,3}"
    r"(?P<counter>[题題問问번][ \t]*|\ufe0f?\u20e3[ \t]*)?[*_]{0,3}[ \t]*"
    r"(?:\{(?P<ref>[^{}\s]{1,60})\})?[ \t]*(?:\[(?P<tags>[^\[\]]{1,200})\])?[ \t]*"
    r"(?:\((?P<action>new|replace|delete)\))?[ \t]*"
    r"(?P<delimiter>[.):\]|–—-](?!\d)[.):|–—-]?)?[*_]{0,3}[ \t]*",
    re.IGNORECASE,
)
_DIALECT = re.compile(r"Q(\d{1,3}) \[([^\[\]]{1,200})\]$")  # as the prompt asks for it
_MAY_BE = re.compile(r"[\d:]")
_LONGEST_START_CHARS = 40
_NO_NUMBER = re.compile(r"([*_]{0,3})[ \t]*([^\W\d_][^\s\d*_:]{0,14})[*_]{0,3}[ \t]*:[*_]{0,3}[ \t]*")
_HINT = re.compile(r"\(([^()]{1,40})\)[*_]{0,3}[ \t]*:?[*_]{0,3}[ \t]*")
_POINTS = re.compile(
    r"(\d{1,3}(?:\.\d{1,2})?)[ \t]*(?:points?|pts?\.?|marks?|puntos?|punkte?|punti|pontos?|分|баллов|балл)$"
)


@dataclass(slots=True)
class Head:
    """What the first line of a question says before its stem."""

    number: int | None = None
    strong: bool = False  # more than a bare number: a word, a heading, bold, or tags
    word: bool = False
    style: str = ""  # how it is written: two heads of one quiz are written alike
    rest: str = ""
    opened: str = ""  # the emphasis that was opened before it
    type: str | None = None
    difficulty: str | None = None
    bloom: str | None = None
    tags: list[str] = field(default_factory=list)
    points: float | None = None
    ref: str | None = None
    action: str | None = None


def parse(line: Line) -> Head | None:
    """The head `line` is, if it can be one; whether it is, in its place, is the caller's decision."""
    core = line.core
    if not _MAY_BE.search(core, 0, _LONGEST_START_CHARS):
        return None
    dialect = _DIALECT.match(core) if line.heading else None
    if dialect and _read_tags(head := Head(int(dialect[1]), strong=True, word=True, style="dialect"), dialect[2]):
        return head
    if line.begins_with_word and (word := _WORD.match(core)) and word[0].lower() not in labels.QUESTIONS:
        return None
    lead = EMOJI_RUN.match(core) if core and not core[0].isascii() else None
    skipped = lead.end() if lead else 0
    start = _START.match(core, skipped)
    if start is None or (start[2] and not _is_question_word(start[2])):
        return _without_number(line, skipped)
    after = _AFTER.match(core, start.end())
    assert after is not None, "every part of the pattern is optional"
    before = core[skipped : after.end()]
    opened = "**" if before.count("**") % 2 else "__" if before.count("__") % 2 else ""
    head = Head(number=int(start[4]), word=bool(start[2]), opened=opened, rest=line.rest[after.end() :])
    if after["tags"] is not None and not _read_tags(head, after["tags"]):
        head.rest = f"[{after['tags']}] {head.rest}"
    head.ref, head.action = after["ref"], after["action"].lower() if after["action"] else None
    hinted = _read_hint(head)
    if not (hinted and head.word) and not _is_marked(head, line, after, core):
        return None
    head.strong = head.word or bool(after["counter"]) or bool(line.heading or start[1] or head.type or head.action)
    head.style = _style(head, line, after["delimiter"] or "")
    return head


def _is_question_word(word: str) -> bool:
    return labels.normal(word) in labels.QUESTIONS


def _is_marked(head: Head, line: Line, after: re.Match[str], core: str) -> bool:
    """A number alone is no head: "Question 3 was hard", "3 apples"."""
    end = after.end()
    closed = core[:end].count("**") == 2 or core[:end].count("__") == 2
    if after["delimiter"] or after["counter"] or head.type or head.action or head.ref or closed:
        return True
    return bool(line.heading) if head.rest else head.word or bool(line.heading)


def _style(head: Head, line: Line, delimiter: str) -> str:
    if head.type:
        return "dialect"
    word = "word" if head.word else ""
    return f"{line.heading}{word}{head.opened}{line.bullet}{delimiter[:1]}{'>' if line.quoted else ''}"


def _without_number(line: Line, skipped: int) -> Head | None:
    """`Question: …` and `Q: …`."""
    found = _NO_NUMBER.match(line.core, skipped)
    if found is None or not _is_question_word(found[2]) or labels.normal(found[2]) in labels.NUMBERED_ONLY:
        return None
    return Head(strong=True, word=True, opened=found[1], rest=line.rest[found.end() :], style="unnumbered")


def _read_tags(head: Head, text: str) -> bool:
    """Takes `type | difficulty | bloom | tag, tag` into `head`; false, and nothing taken, when no type is named."""
    said = _tagged(text)
    if said is None:
        return False
    head.type, head.difficulty, head.bloom, head.points = said.type, said.difficulty, said.bloom, said.points
    head.tags = [*said.tags]
    return True


@lru_cache(maxsize=256)
def _tagged(text: str) -> Head | None:
    """A head with these tags and nothing else: the questions of a quiz, and all quizzes, have few different ones."""
    first, *others = [part.strip() for part in text.split("|")]
    kind = labels.TYPES.get(_type_name(first.casefold()))
    if kind is None:
        return None
    head = Head(type=kind)
    for part in others:
        _read_tag(head, part)
    return head


def _type_name(word: str) -> str:
    return re.sub(r"[ /-]+", "_", word)


def _read_tag(head: Head, part: str) -> None:
    word = labels.normal(part)
    bloom = labels.BLOOM_SPELLINGS.get(word, word)
    points = _POINTS.match(word)
    if word in labels.DIFFICULTIES and head.difficulty is None:
        head.difficulty = labels.DIFFICULTIES[word]
    elif bloom in labels.BLOOM and head.bloom is None:
        head.bloom = bloom
    elif points:
        head.points = float(points[1])
    else:
        head.tags.extend(tag for tag in (tag.strip() for tag in part.split(",")) if tag)


def _read_hint(head: Head) -> bool:
    """`Question 2 (True/False, 1 point): …`: taken off the stem when every word of it is understood."""
    found = _HINT.match(head.rest)
    if found is None:
        return False
    trial = Head()
    for part in re.split(r"[,;|]", found[1]):
        if not _read_aside(trial, part.strip()):
            return False
    head.type = head.type or trial.type
    head.difficulty, head.points = head.difficulty or trial.difficulty, head.points or trial.points
    head.rest = head.rest[found.end() :]
    return True


def _read_aside(head: Head, part: str) -> bool:
    word = labels.normal(part)
    name = _type_name(word)
    points = _POINTS.match(word)
    if name in ("multiple_choice", "mcq"):  # in talk that is any question with options
        return True
    if name in labels.TYPES:
        head.type = labels.TYPES[name]
    elif word in labels.DIFFICULTIES:
        head.difficulty = labels.DIFFICULTIES[word]
    elif points:
        head.points = float(points[1])
    else:
        return False
    return True
