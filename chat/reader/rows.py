"""The lines of a list in a question: options, items to order, pairs to match. One line in, one row out."""

import re
from dataclasses import dataclass, field

from chat.reader.lines import EMOJI_RUN, Line
from chat.reader.looks import bare

MOST_ROWS = 10
_LONGEST_MARK_CHARS = 60
ALPHABETS = (
    "ABCDEFGHIJK",
    "АБВГДЕЖЗИКЛ",
    "ΑΒΓΔΕΖΗΘΙΚΛ",
    "أبجدهوزحطي",
    "कखगघङचछजझञ",
    "กขคงจฉชซฌญ",
    "가나다라마바사아자차",
    "アイウエオカキクケコ",
)
PLACES = {char: place for letters in ALPHABETS for place, char in enumerate(letters)}
PLACES |= {char.lower(): place for char, place in list(PLACES.items()) if char.lower() not in PLACES}
# Letters in circles and squares need no sign after them.
_SIGNS = {chr(start + n): n for start in (0x24B6, 0x24D0, 0x1F130, 0x1F150, 0x1F170) for n in range(11)}
_CIRCLED = {chr(0x2460 + n): n for n in range(11)}
# The same as plain letters and digits, for a key that names them.
PLAIN = {ord(sign): ALPHABETS[0][n] for sign, n in _SIGNS.items()} | {ord(s): str(n + 1) for s, n in _CIRCLED.items()}
_LETTERS = "".join(re.escape(char) for char in PLACES)

LETTER = re.compile(
    rf"([*_]{{0,3}})([(\[]?)([{_LETTERS}])"
    r"(?:([*_]{1,3})[)\]]?[.:,]?|(\)|\]|、|[.:](?=[ \t*_]|$|[^\W\da-zA-Z_])|[ \t][-–—](?=[ \t]))([*_]{0,3}))[ \t]*"
)
_NUMBER = re.compile(r"([*_]{0,3})\(?(\d{1,2})(?:\ufe0f?\u20e3|[.)](?!\d))[.)]?([*_]{0,3})[ \t]*")
_TASK = re.compile(r"[\[(]([ xX✓✔✅])[\])][ \t]+")
_SIGN = re.compile(rf"([{''.join(_SIGNS)}{''.join(_CIRCLED)}])\ufe0f?[.):]?[ \t]*")

# "(right)" alone is as often a direction.
_RIGHT = (
    r"correct(?: answer| option| choice)?|right (?:answer|option|choice)|correcta|respuesta correcta|bonne réponse"
    r"|richtige? antwort|richtig|risposta corretta|corretta|正确|正確|正解|정답|верно|правильно"
)
_WRONG = r"incorrect|wrong|not correct|incorrecta|falsch|faux|errata|错误|неверно"
_YES_SIGN = r"[✅✔☑✓🗸]\ufe0f?"
_NO_SIGN = r"[❌✗✘❎☒✖]\ufe0f?"
_TAIL = re.compile(
    rf"[ \t]*(?:[*_]{{0,3}}[(\[][ \t]*(?:{_YES_SIGN}[ \t]*)?(?:(?P<yes>{_RIGHT})|(?P<no>{_WRONG}))!?"
    rf"[ \t]*(?:{_YES_SIGN})?[)\]][*_]{{0,3}}"
    rf"|(?:←|<-+|<=+|⬅\ufe0f?|👈)[ \t]*[*_]{{0,3}}(?:(?P<said>{_RIGHT})|(?P<denied>{_WRONG}))[*_]{{0,3}}"
    rf"|[←⬅👈]\ufe0f?|(?P<tick>(?:{_YES_SIGN}[ \t]*)+)(?:[*_(]{{0,3}}(?:{_RIGHT})[)*_]{{0,3}})?"
    rf"|(?P<cross>(?:{_NO_SIGN}[ \t]*)+))[.!]?[ \t]*$",
    re.IGNORECASE,
)
_FRONT = re.compile(rf"[ \t]*(?:(?P<tick>{_YES_SIGN})|(?P<cross>{_NO_SIGN}))[ \t]*")
_WHOLE = re.compile(r"(\*\*|__)(?P<text>(?:(?!\1).)+)\1$")


@dataclass(slots=True, eq=False)
class Row:
    """A list line of a question, its marks already taken off."""

    kind: str  # letter, number, task, emoji, bullet
    place: int  # what its own label says, from 0; its place in the list when it has none
    label: str
    text: list[str]
    source: list[str]  # its lines as they came, for a list that turns out to be text
    indent: int = 0
    ticked: bool = False
    crossed: bool = False
    bold: bool = False
    delimiter: str = ""
    feedback: list[str] = field(default_factory=list)
    bare: str | None = None  # its text to compare with, once asked for
    loose: list[str] = field(default_factory=list)  # its last lines, when they are not indented

    @property
    def plain(self) -> str:
        """Its text without looks, worked out once."""
        if self.bare is None:
            self.bare = bare(" ".join(self.text))
        return self.bare

    def add(self, line: str, *, loose: bool = False) -> None:
        """One more line of its text."""
        self.text.append(line)
        self.bare = None
        if loose:
            self.loose.append(line)

    def drop(self, count: int) -> None:
        """Its last lines are not its own."""
        del self.text[-count:]
        self.bare = None


def letter(core: str) -> re.Match[str] | None:
    """The letter that `core` begins with, an emoji before it or not."""
    lead = EMOJI_RUN.match(core) if core and not core[0].isascii() else None
    return (LETTER.match(core, lead.end()) if lead else None) or LETTER.match(core)


def match(line: Line, kind: str | None, expected: int) -> Row | None:
    """The row this line is when the list so far is of `kind` (None: it has not begun) and `expected` rows long."""
    core = line.core
    if not core:
        return None
    task = _TASK.match(core) if core[0] in "[(" and line.bullet else None
    lead = EMOJI_RUN.match(core) if not core[0].isascii() else None
    start = task.end() if task else 0
    if lead and (found := LETTER.match(core, lead.end())) and _fits(found, expected):
        start = lead.end()
    row = _lettered(line, start, expected) if kind in (None, "letter", "bullet", "emoji") or task else None
    if row is None and lead and not task:
        row = _signed(line, expected)
    if row is None and (kind in (None, "number")) and not task:
        row = _numbered(line, expected)
    if row is None and task:
        row = Row("task", expected, "", [line.rest[start:]], [line.text], line.indent)
    if row is None and lead and not task and kind in (None, "emoji"):
        row = Row("emoji", expected, "", [line.rest[lead.end() :]], [line.text], line.indent)
    if row is None and line.bullet and kind in (None, "bullet"):
        row = Row("bullet", expected, "", [line.rest], [line.text], line.indent)
    if row is not None:
        row.ticked = bool(task and task[1] != " ") or bool(lead and _FRONT.match(lead[0]) and "✅" in lead[0])
        take_marks(row)
    return row


def _fits(found: re.Match[str], expected: int) -> bool:
    return PLACES[found[3]] == expected


def _lettered(line: Line, start: int, expected: int) -> Row | None:
    found = LETTER.match(line.core, start)
    if found is None or not _fits(found, expected):
        return None
    end = found.end() if found[1] or not found[6] else found.start(6)
    text = line.rest[end:]
    delimiter = (found[5] or found[2] or "*").strip()
    opened = found[1] and not (found[4] or found[6])
    if opened:
        text = found[1] + text  # **A) text**: bold around all of it
    return Row("letter", expected, found[3], [text], [line.text], line.indent, delimiter=delimiter)


def _signed(line: Line, expected: int) -> Row | None:
    found = _SIGN.match(line.core)
    if found is None:
        return None
    kind = "letter" if found[1] in _SIGNS else "number"
    place = _SIGNS.get(found[1], _CIRCLED.get(found[1]))
    if place != expected:
        return None
    label = ALPHABETS[0][place] if kind == "letter" else str(place + 1)
    return Row(kind, place, label, [line.rest[found.end() :]], [line.text], line.indent, delimiter="sign")


def _numbered(line: Line, expected: int) -> Row | None:
    found = _NUMBER.match(line.core)
    if found is None or int(found[2]) != expected + 1:
        return None
    opened = found[1] if not found[3] else ""
    text = opened + line.rest[found.end() :]
    return Row("number", expected, found[2], [text], [line.text], line.indent, delimiter=_delimiter(found))


def is_number(line: Line, *, like: Row) -> bool:
    """`line` is numbered as the row `like` is, whatever its number."""
    found = _NUMBER.match(line.core)
    return found is not None and line.indent <= like.indent and _delimiter(found) == like.delimiter


def _delimiter(found: re.Match[str]) -> str:
    return found[0].strip("*_ \t")[-1]


def take_marks(row: Row) -> None:
    """Takes off what marks a row as right or wrong, or sets it off as a whole, and keeps it as facts."""
    text = row.text[0].strip()
    if text.isascii() and text[-1:].isalnum() and text[0] not in "*_" and "<" not in text:
        row.text[0] = text  # nothing to take off, as most
        return
    front = _FRONT.match(text) if text and not text[0].isascii() else None
    if front and text[front.end() :]:
        row.ticked, row.crossed = row.ticked or bool(front["tick"]), row.crossed or bool(front["cross"])
        text = text[front.end() :]
    text = _take_tail(row, text)
    whole = _WHOLE.match(text) if text.startswith(("**", "__")) else None
    if whole is not None:
        row.bold = True
        text = _take_tail(row, whole["text"].strip())
    row.text[0] = text.strip()


def _take_tail(row: Row, text: str) -> str:
    begin = max(0, len(text) - _LONGEST_MARK_CHARS)
    if text.isascii() and not text.endswith((")", "]", "*", "_", "!", ".")) and "<" not in text[begin:]:
        return text
    tail = _TAIL.search(text, begin)
    if tail is None or not text[: tail.start()].strip("*_ \t"):
        return text
    if tail["no"] or tail["denied"] or tail["cross"]:
        row.crossed = True
    else:
        row.ticked = True
    return text[: tail.start()] + _closing(text, tail.start())


def _closing(text: str, end: int) -> str:
    """The `**` that closed behind a mark: `**B) text ✅**`."""
    return "**" if text.endswith("**") and text.startswith("**") and text.count("**", 0, end) == 1 else ""
