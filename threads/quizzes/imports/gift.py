"""GIFT, read as Moodle reads it: which kind of question it is follows from its signs, in Moodle's order."""

import re
from collections.abc import Iterator

from ..exports import spans
from ..model import Json
from . import html
from .build import MOST_ENTRIES, Builder, Entry, Unread, finish, number

# An escaped sign, while the unescaped ones are looked for: a character of its own in a private plane.
_ESCAPE = re.compile(r"\\([\\~=#{}:n])")
_HIDDEN_FROM = 0xF0000
_HIDDEN = re.compile(f"[{chr(_HIDDEN_FROM)}-{chr(_HIDDEN_FROM + 0x7F)}]")
_ANSWER = re.compile(r"([=~])\s*(?:%(-?\d{1,3}(?:\.\d*)?)%)?([^=~]*)")
_FORMAT = re.compile(r"\[(html|markdown|moodle|plain)\]")
_TAG = re.compile(r"\[tag:((?:\\\]|[^\]<>`])+)\]")
_TRUE, _FALSE = ("T", "TRUE"), ("F", "FALSE")
_GAP = "_____"
_FULL = 0.999


def read(content: str, builder: Builder) -> tuple[str | None, list[Entry]]:
    """Title (the category, when there is one) and the questions."""
    title = None
    entries = []
    for block in re.split(r"\n[ \t]*\n", _HIDDEN.sub("", content))[:MOST_ENTRIES]:
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        comments = [line for line in lines if line.startswith("//")]
        lines = [line for line in lines if not line.startswith("//")]
        if lines and lines[0].startswith("$CATEGORY:"):
            title = lines.pop(0).removeprefix("$CATEGORY:").strip().rpartition("/")[2] or title
        if lines:
            entries.append(_entry("\n".join(lines), "\n".join(comments), builder))
    return title, entries


def _entry(text: str, comments: str, builder: Builder) -> Entry:
    try:
        return _Reader(_hide(text), builder).entry(_TAG.findall(comments))
    except Unread as error:
        return Entry(None, [str(error)])


class _Reader:
    """One question: its text around the braces, and what stands in them."""

    def __init__(self, text: str, builder: Builder) -> None:
        self._builder = builder
        self._notes: list[str] = []
        if text.startswith("::") and "::" in text[2:]:
            text = text[2:].partition("::")[2].strip()
        self._form = found[1] if (found := _FORMAT.match(text)) else "moodle"
        text = text[found.end() :] if found else text
        head, brace, rest = text.partition("{")
        inside, closed, tail = rest.partition("}")
        if not brace or not closed:
            raise Unread("It has no answers in braces, so it is no question.")
        body, _, explanation = inside.rpartition("####") if "####" in inside else (inside, "", "")
        self._head, self._tail, self._body = head, tail.strip(), body.strip()
        self._explanation = self._text(explanation)

    def entry(self, tags: list[str]) -> Entry:
        question = self._question()
        tags = [tag.replace("\\]", "]").strip() for tag in tags]
        return Entry(finish(question, explanation=self._explanation, tags=tags), self._notes)

    def _question(self) -> Json:
        body = self._body
        word = body.partition("#")[0].strip()
        if not body:
            return self._builder.essay(self._stem(), rubric="")
        if body.startswith("#"):
            return self._numeric(body[1:])
        if "~" in body:
            return self._choice()
        if "=" in body and "->" in body:
            return self._matching()
        if word in _TRUE + _FALSE:
            return self._true_false(word in _TRUE)
        return self._short_answer()

    def _stem(self, gap: str = _GAP) -> str:
        if not self._tail:
            return self._text(self._head)
        return self._text(f"{self._head}{gap}{self._tail if self._tail[0] in '.,;:!?' else ' ' + self._tail}")

    def _text(self, text: str) -> str:
        """The markdown of a text that may state its own format."""
        form = self._form
        if found := _FORMAT.match(text.strip()):
            form, text = found[1], text.strip()[found.end() :]
        shown = _show(text).strip()
        if form == "html" or (form == "moodle" and html.is_html(shown)):
            return html.to_markdown(shown)
        return spans.unshield(shown) if form == "markdown" else shown

    def _answers(self, body: str) -> Iterator[tuple[str, float, str, str]]:
        """Sign, share, text and feedback of each answer."""
        for sign, weight, rest in _ANSWER.findall(body):
            text, _, feedback = rest.partition("#")
            share = float(weight) / 100 if weight else float(sign == "=")
            yield sign, share, text.strip(), self._text(feedback)

    def _choice(self) -> Json:
        answers = list(self._answers(self._body))
        single = any(sign == "=" for sign, *_ in answers)
        keys = [place for place, (_, share, *_) in enumerate(answers) if share > (_FULL if single else 0)]
        if self._tail:
            return self._bank(answers, keys)
        if not keys:
            raise Unread("None of its options is marked as right.")
        if single and len(keys) > 1:
            raise Unread("It takes one option, but more than one is marked as right.")
        self._note_shares([share for _, share, *_ in answers], keys, single=single)
        options = [(self._text(text), feedback) for _, _, text, feedback in answers]
        return self._builder.choice(self._stem(), options, keys, single=single, shuffle=True)

    def _note_shares(self, shares: list[float], keys: list[int], *, single: bool) -> None:
        others = [share for place, share in enumerate(shares) if place not in keys]
        if single and any(others):
            self._notes.append("Partial credit of a wrong option is not kept.")
        if not single and len({round(shares[place], 3) for place in keys}) > 1:
            self._notes.append("The right options are worth the same here.")

    def _bank(self, answers: list[tuple[str, float, str, str]], keys: list[int]) -> Json:
        """A gap inside the sentence with words to choose from."""
        words = [self._text(text) for _, _, text, _ in answers]
        accepted = [words[place] for place in keys if answers[place][1] > _FULL]
        if not accepted:
            raise Unread("None of the words for its gap is marked as right.")
        self._note_dropped(any(feedback for *_, feedback in answers), "The feedback of single answers is not kept.")
        return self._gap(self._builder.blank(accepted, bank=words, match="caseless"))

    def _gap(self, blank: Json) -> Json:
        return self._builder.fill_blank(self._stem(f"{{{{{blank['id']}}}}}"), [blank])

    def _short_answer(self) -> Json:
        body = self._body if "=" in self._body else f"={self._body}"
        accepted = []
        for _, share, text, feedback in self._answers(body):
            if wild := re.search(r"(?<!\\)\*", shown := self._text(text)):
                self._notes.append("An answer with a wildcard is not kept.")
            if not wild and shown:
                accepted.append((shown.replace("\\*", "*"), min(max(share, 0), 1), feedback))
        if not any(share > 0 for _, share, _ in accepted):
            raise Unread("It has no accepted answer that can be kept.")
        if not self._tail:
            return self._builder.short_answer(self._stem(), accepted, match="caseless")
        self._note_dropped(any(share < _FULL for _, share, _ in accepted), "Answers of partial credit are not kept.")
        self._note_dropped(any(feedback for *_, feedback in accepted), "The feedback of single answers is not kept.")
        full = [text for text, share, _ in accepted if share > _FULL]
        if not full:
            raise Unread("It has no accepted answer that is fully right.")
        return self._gap(self._builder.blank(full, bank=(), match="caseless"))

    def _note_dropped(self, dropped: bool, note: str) -> None:
        if dropped:
            self._notes.append(note)

    def _matching(self) -> Json:
        pairs = []
        for pair in self._body.split("=")[1:]:
            left, arrow, right = pair.partition("->")
            if not arrow or not right.strip():
                raise Unread("One of its pairs has no right side.")
            pairs.append((self._text(left), _show(right).strip()))
        return self._builder.matching(self._stem(), pairs)

    def _true_false(self, value: bool) -> Json:
        _, _, told = self._body.partition("#")
        wrong, _, right = (self._text(text) for text in told.partition("#"))
        if_true, if_false = (right, wrong) if value else (wrong, right)
        return self._builder.true_false(self._stem(), value, if_true=if_true, if_false=if_false)

    def _numeric(self, body: str) -> Json:
        if not re.match(r"\s*[=~]", body):
            body = f"={body}"
        answers = [(text, feedback) for sign, share, text, feedback in self._answers(body) if share > _FULL]
        if len(answers) != 1:
            raise Unread("It has not exactly one number that is fully right.")
        self._note_dropped(any(feedback for _, feedback in answers), "The feedback of single answers is not kept.")
        value, tolerance = _range(answers[0][0])
        return self._builder.numeric(self._stem(), value, tolerance)


def _range(text: str) -> tuple[float, float]:
    """Value and tolerance of `3:0.1` or `1..5`."""
    low, dots, high = text.partition("..")
    if dots:
        bounds = number(low), number(high)
        return sum(bounds) / 2, abs(bounds[1] - bounds[0]) / 2
    value, colon, width = text.partition(":")
    return number(value), abs(number(width)) if colon else 0.0


def _hide(text: str) -> str:
    return _ESCAPE.sub(lambda sign: chr(_HIDDEN_FROM + ord("\n" if sign[1] == "n" else sign[1])), text)


def _show(text: str) -> str:
    return _HIDDEN.sub(lambda sign: chr(ord(sign[0]) - _HIDDEN_FROM), text)
