"""The text of a turn for a learner: what surely tells no key, line by line, and nothing else.

Titles, heads, stems and options pass, without marks, whole-option bold and inline keys. Nothing passes from a key or
an explanation to the next head. The body of a matching or ordering question is its key: it is held until the
question is finished, and then the caller writes it. What is said around the questions passes only when there is no
question at all, at the end.
"""

import re
from collections.abc import Callable
from typing import Any

from chat.reader import Draft, Found, Line, Reader, Role, Row, fences, labels, lines, signs

Json = dict[str, Any]
Render = Callable[[Json], str]  # a finished question, as its author sees it -> the lines of its body for a learner

_BODY_IS_KEY = ("matching", "ordering")
_ARROW = re.compile(r"=>|->|→|⇒|⟶|➔|➜|:=")
_PAIRS = re.compile(r"match|pair|zuordn|associe|relaciona|abbina|combin|соотнес|匹配|配对|対応|짝|nối", re.IGNORECASE)
_FILLED_BLANK = re.compile(r"\[\[(?![ ]?\d{1,2}[ ]?\]\])[^\[\]]{1,200}\]\]|\{\{c\d{1,2}::[^{}]{1,200}\}\}")
_LONE_LETTER = re.compile(r"(?<![\w'])[A-K](?![\w'])")
_TOLD = re.compile(
    r"(?<!\w)(?:" + "|".join(map(re.escape, sorted(labels.INLINE, key=len, reverse=True))) + r")"
    r"\W{0,6}(?:(?:is|are|es|est|ist|è|é)\b)?\W{0,6}[A-K](?![\w'])",
    re.IGNORECASE,
)
_WRAPS = ("***", "**", "__", "~~", "==", "*", "_")
_QUIZ_LIKE = re.compile(r"^\W{0,6}(?:[A-Da-d][).:]\s|\"?(?:options|choices|question|answer)\"?\s*:)", re.MULTILINE)


class Filter:
    """Takes the text of an answer; the questions it reads on the way are `take`n, the others in `reader`."""

    def __init__(self, render: Render) -> None:
        self.reader = Reader(trace=self._place)
        self._render = render
        self._out: list[str] = []
        self._text: list[str] = []  # all of it, until there is a question
        self._titles: list[str] = []
        self._shown: _Shown | None = None
        self._numbers: set[int] = set()
        self._found: list[Found] = []
        self._begun = self._said = self._gap = False

    def feed(self, text: str) -> str:
        """What of the text so far a learner may see now."""
        if not self._begun:
            self._text.append(text)
        self._found += self.reader.feed(text)
        return self._take_out()

    def close(self, *, cut: bool = False) -> str:
        """The rest. `cut`: the text was cut off in its last line."""
        self._found += self.reader.close(cut=cut)
        self._end()
        if self._begun or self.reader.questions:
            return self._take_out()
        return _talk("".join(self._text))

    def take(self) -> list[Found]:
        """The questions that were read since the last call, with their keys."""
        found, self._found = self._found, []
        return found

    def _place(self, line: Line, role: str, draft: Draft | None) -> None:
        """Hears from the reader what a line is."""
        shown = self._shown
        if role is Role.TITLE:
            self._titles.append(line.text)
        elif role is Role.BLANK:
            if shown is not None:
                shown.blank()
        elif draft is not None and shown is not None and shown.draft is draft:
            shown.add(line, role)
            self._show(shown)
        else:
            self._end()
            if draft is not None and role is not Role.KEY:
                self._shown = shown = _Shown(draft, repeated=draft.head.number in self._numbers)
                shown.add(line, role)
                self._show(shown)

    def _show(self, shown: "_Shown") -> None:
        texts = shown.take()
        if not texts:
            return
        if not shown.begun:
            shown.begun = True
            self._begin(shown)
        for text in texts:
            self._say(text)

    def _begin(self, shown: "_Shown") -> None:
        """Before the first line of a question: the titles above it, and space."""
        self._begun = True
        self._text.clear()
        for title in self._titles:
            self._say(_safe(title))
            self._say("")
        self._titles.clear()
        self._say("")
        if shown.draft.head.number is not None:
            self._numbers.add(shown.draft.head.number)

    def _end(self) -> None:
        """The question that was open gets no more lines."""
        shown, self._shown = self._shown, None
        if shown is None:
            return
        read = self.reader.question(shown.draft)
        question = read.question if read is not None and not read.missing else None
        shown.finish(counts=read is not None, body=self._body(shown, question))
        self._show(shown)

    def _body(self, shown: "_Shown", question: Json | None) -> list[str] | None:
        """The lines of a held body: those of the caller, or what was held when it is no key after all."""
        if not shown.holds_rows:
            return []
        if question is None:
            return []
        return self._render(question).splitlines() if question["type"] in _BODY_IS_KEY else None

    def _say(self, text: str) -> None:
        """A line; an empty one only when another follows it, and not two in a row."""
        if text:
            self._out += ["", text] if self._gap else [text]
        self._gap = not text and self._said
        self._said = self._said or bool(text)

    def _take_out(self) -> str:
        out, self._out = self._out, []
        return "".join(f"{text}\n" for text in out)


class _Shown:
    """A question on its way to the learner."""

    def __init__(self, draft: Draft, *, repeated: bool) -> None:
        head = draft.head
        self.draft = draft
        self.begun = False
        self.holds_rows = head.type in _BODY_IS_KEY
        # A number alone, or one that was there before, may be a key in disguise until options follow.
        self._sure = not repeated and bool(head.type or (head.strong and head.number is not None) or draft.rows)
        self._repeated = repeated
        self._lines: list[str] = []
        self._rows: list[str] = []
        self._count = 0
        self._code: list[Line] = []
        self._fence: fences.Fence | None = None

    def add(self, line: Line, role: str) -> None:
        if role is Role.KEY or self._is_over():
            return
        if role is Role.HEAD:
            self._lines.append(_safe(line.text))
        elif self._fence is not None or fences.opened(line) is not None:
            self._add_code(line)
        elif role is Role.STEM or self._count >= len(self.draft.rows):
            self._add_text(line, role)
        else:
            self._add_rows()

    def blank(self) -> None:
        if not self._code and not self._is_over():
            (self._rows if self._rows else self._lines).append("")

    def _is_over(self) -> bool:
        """From a key or an explanation on nothing passes."""
        return bool(self.draft.claims or self.draft.notes)

    def take(self) -> list[str]:
        """What may go out now."""
        if not self._sure and sum(row.kind != "bullet" for row in self.draft.rows) > 1:
            self._sure = True
        if not self._sure:
            return []
        lines, self._lines = self._lines, []
        return lines

    def finish(self, *, counts: bool, body: list[str] | None) -> None:
        """No more lines come; code that has not ended is dropped. `body` None: the held rows are no key."""
        self._lines += self._rows if body is None else body
        self._rows = []
        self._sure = self._sure or (counts and not self._repeated)

    def _add_code(self, line: Line) -> None:
        """Code passes as a whole: an open fence may have swallowed the key."""
        self._code.append(line)
        if self._fence is None:
            self._fence = fences.opened(line)
        elif self._fence.closes(line):
            if not any(signs.is_key_line(inside) for inside in self._code):
                self._lines += [inside.text for inside in self._code]
            self._code, self._fence = [], None

    def _add_text(self, line: Line, role: str) -> None:
        text = _safe(line.text)
        if role is Role.ROW and _LONE_LETTER.search(text):
            return
        (self._rows if self._rows else self._lines).append(text)

    def _add_rows(self) -> None:
        rows = self.draft.rows[self._count :]
        self._count = len(self.draft.rows)
        asks_for_pairs = bool(_PAIRS.search(" ".join(self.draft.stem)))
        arrows = any(_ARROW.search(row.text[0]) for row in rows if row.kind != "letter" or asks_for_pairs)
        self.holds_rows = self.holds_rows or arrows
        (self._rows if self.holds_rows else self._lines).extend(map(_row, rows))


def _row(row: Row) -> str:
    """An option as a list line, without anything that sets it off from the others."""
    delimiter = row.delimiter if row.delimiter in (".", ":", ")") else ")"
    marks = {"letter": f"- {row.label}{delimiter}", "number": f"{row.label}{delimiter}", "task": "- [ ]"}
    label = marks.get(row.kind, "-")
    text = _unwrapped(row.text[0])
    return f"{' ' * row.indent}{label} {_safe(text)}".rstrip()


def _unwrapped(text: str) -> str:
    """`text` without signs around or beside all of it."""
    plain = lines.EMOJI_EDGES.sub("", text)
    for sign in _WRAPS:
        if len(plain) > 2 * len(sign) and plain.startswith(sign) and plain.endswith(sign):
            plain = plain[len(sign) : -len(sign)]
    return plain.strip() or text


def _safe(text: str) -> str:
    """`text` up to where it tells a key, with filled blanks emptied."""
    found = signs.inline_key(text)
    text = _FILLED_BLANK.sub("____", found[0] if found else text)
    for pattern in (labels.PROSE_KEY, _TOLD):
        told = pattern.search(text)
        if told is not None:
            text = text[: told.start()]
    return text.rstrip()


def _talk(text: str) -> str:
    """Talk around no question, as it is; where it looks like an unreadable quiz, without what may be a key."""
    if len(_QUIZ_LIKE.findall(text)) < 2:
        return text
    lines_ = text.splitlines(keepends=True)
    return "".join(line for line in lines_ if not _LONE_LETTER.search(line) and not _names_key(line))


def _names_key(text: str) -> bool:
    folded = labels.normal(text)
    return any(word in folded for word in labels.INLINE)


def body(question: Json) -> str:
    """The body of a matching or ordering question, written from the learner's view of it."""
    if question["type"] == "ordering":
        return "\n".join(f"- {item['text']}" for item in question["items"])
    left = [f"{place}. {one['text']}" for place, one in enumerate(question["left"], 1)]
    right = [f"- {one['text']}" for one in question["right"]]
    return "\n".join([*left, "", *right])
