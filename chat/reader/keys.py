"""What a key line says about a list of options. It is read or it is not: nothing here chooses."""

import re
from typing import NamedTuple

from chat.reader import labels, looks
from chat.reader.lines import EMOJI_EDGES, fold
from chat.reader.looks import bare, unmarked
from chat.reader.rows import PLACES, PLAIN, Row

_LONGEST_LIST_CHARS = 120
_CONNECTORS = frozenset(["and", "und", "et", "ve", "och", "og", "en", "và", "और", "和", "与", "及", "과", "와"])
_SHORT_CONNECTORS = frozenset("yeiиі")  # also labels, so only between capitals and numbers
_LEAD_WORDS = re.compile(
    r"(?:(?:both|only|options?|choices?|letters?|answers?|opción|opciones|choix|antwort|alternativa|вариант|选项|選項)"
    r"[ \t]*){1,3}(?=\W{0,3}\w{1,2}\b)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[(\[*_`]*([^\W\d_]|\d{1,2})[)\]*_`.:]*$")
_CLOSED_LETTER = re.compile(r"[(*_`]*[A-Ka-k][*_`]*\)")
_LABEL_THEN_TEXT = re.compile(r"\W*\w{1,2}[*_`]*[).:\]][*_`]*[ ]")
_TEXT_IN_BRACKETS = re.compile(r"[*_`]*\w{1,2}[*_`.]*[ \t]+[(]")
_PARTS = re.compile(r"[\s,;&+、|]+")
_RUN = re.compile(r"[A-K]{2,10}$")
_LABELLED = re.compile(
    r"[(\[*_`]*(?P<label>[^\W\d_]|\d{1,2})"
    r"(?:[*_`]*(?:(?P<closed>[)\]])|[.:,;]|[ \t]*[–—(=-]|[ \t]+(?=because|since|is\b|as\b|→|porque|weil|car\b))"
    r"[)\]*_`.:]*|[*_`]+)"
    r"[ \t]*(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_GIVES_REASON = re.compile(
    r"\W*(?:(?:because|since|as|due|for|it|its|this|that|these|they|porque|ya que|pues|car|parce|puisque|weil|denn|da"
    r"|perché|poiché|pois|want|omdat|потому|так как|поскольку|ведь)\b|因为|因為|由于|なぜなら|왜냐하면)",
    re.IGNORECASE,
)
_OTHER = re.compile(r"(?<![\w'])([B-K](?![\w'])|A(?=[).,;:]|$))")  # a letter that names, and is no article
_SHOULD_BE = re.compile(r"\b(?:is|be|es|est|ist|è|é|ser|sein|être|essere)[ :]+", re.IGNORECASE)
_CODE = re.compile(r"`[^`]*`|\$[^$]*\$|\\\(.*?\\\)")
_SPOKEN = re.compile(r"[^\W\d_]{2,}")
_STOPS = ".,;:()[]–—-!\n"


class Reading(NamedTuple):
    """`chosen` is None when the words contradict the options or themselves; `rest` is what follows the key."""

    chosen: frozenset[int] | None
    rest: str = ""
    silent: bool = False  # it points elsewhere and says nothing


CONTRADICTION = Reading(None)
SILENT = Reading(None, silent=True)


class Options:
    """The options of a question, folded once, to be asked by several claims."""

    __slots__ = ("_bare", "_folded", "_labels", "_numbered", "_rows")

    def __init__(self, rows: list[Row]) -> None:
        self._rows = rows
        self._bare = [row.plain for row in rows]
        self._folded = [text.casefold() for text in self._bare]
        self._labels = {row.label.casefold(): n for n, row in enumerate(rows) if row.label}
        self._numbered = rows[0].kind == "number"

    def read(self, value: str) -> Reading:
        """What `value`, the words after a key label, says."""
        place = self._labels.get(value.casefold()) if len(value) == 1 else None
        if place is not None and self._by_text(value) in (None, place):
            return Reading(frozenset({place}))  # a letter alone, as most
        value = value if value.isascii() else EMOJI_EDGES.sub("", fold(value).translate(PLAIN))
        value = value.strip()
        plain = bare(value)
        if not any(char.isalnum() for char in plain):
            named = self._by_text(plain) if plain else None
            return Reading(frozenset({named})) if named is not None else SILENT
        if plain.casefold() in labels.POINTERS:
            return SILENT
        if len(value) <= _LONGEST_LIST_CHARS and (places := self._list(value, plain)) is not None:
            return places
        if (labelled := self._labelled(value)) is not None:
            return labelled
        return self._text(plain, unmarked(value))

    def has(self, text: str) -> bool:
        """`text` is the text of one option."""
        return bool(text) and self._by_text(bare(text)) is not None

    def _place(self, label: str) -> int | None:
        """The option that `label` names; a letter names a numbered option by its place in the alphabet."""
        folded = label.casefold()
        if folded in self._labels:
            return self._labels[folded]
        if self._numbered and not label.isdigit():
            place = PLACES.get(label)
            return place if place is not None and place < len(self._rows) else None
        return None

    def _list(self, value: str, plain: str) -> Reading | None:
        """`B`, `A, C`, `A and C`, `Option B`, `ACD`; None when it is no list of labels."""
        listed = _LEAD_WORDS.sub("", value, count=1)
        if _LABEL_THEN_TEXT.match(listed) or _TEXT_IN_BRACKETS.match(listed):
            return None
        tokens = [token for token in _PARTS.split(listed) if token]
        names = [token for token in tokens if token.casefold() not in _CONNECTORS]
        capital = any(token[:1].isupper() or token[:1].isdigit() for token in names)
        names = [n for n in names if n not in _SHORT_CONNECTORS or not (capital or self._place(n) is None)]
        found = [_LABEL.match(token) for token in names]
        if not names or not all(found):
            return self._run(plain)
        if len(names) > 1 and not self._numbered and any(m and m[1].isdigit() for m in found):
            return None
        labelled = [m[1] for m in found if m]
        if not self._numbered and labelled[0].isdigit():
            return None
        by_text = self._by_text(plain)
        places = [self._place(label) for label in labelled]
        if None in places:
            return Reading(frozenset({by_text})) if by_text is not None else CONTRADICTION
        known = [place for place in places if place is not None]
        chosen = frozenset(known)
        if by_text is not None and chosen != {by_text}:
            return CONTRADICTION
        in_order = len(known) == len(self._rows) and known != sorted(known)
        return CONTRADICTION if in_order else Reading(chosen)  # all of them, but as a row: an order, no choice

    def _run(self, plain: str) -> Reading | None:
        """`ACD`, in order and each once."""
        if not _RUN.match(plain) or list(plain) != sorted(set(plain)) or self._by_text(plain) is not None:
            return None
        places = [self._place(char) for char in plain]
        return None if None in places else Reading(frozenset(p for p in places if p is not None))

    def _labelled(self, value: str) -> Reading | None:
        """`B) text`, `2. text`, `B – because …`; None when it does not begin with a label."""
        found = _LABELLED.match(value)
        if found is None or (found["label"].isdigit() and not self._numbered):
            return None
        whole = self._by_text(bare(value))
        place = self._place(found["label"])
        rest = found["rest"].strip()
        named, after = self._named(unmarked(rest))
        if whole is not None and whole != place and (place is None or named != place):
            return Reading(frozenset({whole}))  # "E. coli" is a text here, and no label
        if place is None or (named is None and self._like_another(bare(rest), place)):
            return CONTRADICTION
        if named is None and not self._cut(bare(rest), place):
            ended = "." in value[found.end("label") : found.start("rest")]
            other = self._is_other_text(rest, place, closed=bool(found["closed"]))
            if other or (not ended and self._names_another(rest, place)):
                return CONTRADICTION
            return Reading(frozenset({place}), rest)
        return Reading(frozenset({place}), after) if named in (None, place) else CONTRADICTION

    def _named(self, text: str) -> tuple[int | None, str]:
        """The option whose text `text` is or begins with, and what follows; the longest one counts."""
        exact = self._by_text(bare(text))
        if exact is not None:
            return exact, ""
        folded, best, length = text.casefold(), None, 0
        for place, option in enumerate(self._folded):
            size = len(option)
            if length < size < len(folded) and folded.startswith(option) and _stops(folded[size:]):
                best, length = place, size
        return best, text[length:].lstrip(" .,;:–—-") if best is not None else ""

    def _cut(self, text: str, place: int) -> bool:
        """`text` is the beginning of the option itself, cut short."""
        return len(text) > 3 and self._folded[place].startswith(text.casefold())

    def _like_another(self, text: str, place: int) -> bool:
        """Most of its words are those of another option, and not of this one."""
        words = set(text.casefold().split())
        if not words or len(words) > 2 * max(len(option.split()) for option in self._folded):
            return False
        shares = [len(words & set(option.split())) / len(words) for option in self._folded]
        return max(shares) >= 0.6 and max(shares) > shares[place]

    def _is_other_text(self, rest: str, place: int, *, closed: bool) -> bool:
        """`rest` stands where the text of the option stands, is no reason, and has none of the option's words.

        `closed`: a bracket closed the letter, as before an option. Behind other signs a sentence is a reason.
        """
        words = looks.words(rest)
        if not words or _GIVES_REASON.match(rest) or looks.weighty(self._folded[place]) & words:
            return False
        if closed or (len(_SPOKEN.findall(rest)) < 3 and not looks.is_unspaced(rest)):
            return True
        longest = max(len(option.split()) for option in self._folded)
        told = rest.rstrip("*_ ").endswith((".", "。")) and not any(row.text[-1].endswith(".") for row in self._rows)
        return len(rest.split()) <= longest + (0 if told else 2)

    def _names_another(self, rest: str, place: int) -> bool:
        """The sentence goes on with another letter, and it is no reason: `A, but it is B`."""
        letters = () if _GIVES_REASON.match(rest) else _OTHER.findall(_CODE.sub("", rest[:_LONGEST_LIST_CHARS]))
        return any(self._place(letter) not in (None, place) for letter in letters)

    def takes_back(self, text: str, chosen: frozenset[int]) -> bool:
        """A sentence of `text` thinks again, and what follows it names another option than those that were chosen."""
        for thought in labels.SECOND_THOUGHT.finditer(text):
            after = text[thought.end() :][:_LONGEST_LIST_CHARS]
            places = [self._place(letter) for letter in _OTHER.findall(_CODE.sub("", after))]
            if said := _SHOULD_BE.search(after):
                places.append(self._named(unmarked(after[said.end() :]))[0])
            if any(place is not None and place not in chosen for place in places):
                return True
        return False

    def _by_text(self, plain: str) -> int | None:
        """The one option with this text, upper and lower case told apart only when they must be."""
        exact = [n for n, text in enumerate(self._bare) if text == plain]
        if not exact:
            folded = plain.casefold()
            exact = [n for n, text in enumerate(self._folded) if text == folded]
        return exact[0] if len(exact) == 1 else None

    def _text(self, plain: str, whole: str) -> Reading:
        """The text of one option, with or without a reason behind it, or the texts of several."""
        exact = self._by_text(plain)
        if exact is not None:
            return Reading(frozenset({exact}))
        for sign in ("|", ";", ","):
            parts = [part.strip() for part in plain.split(sign)]
            places = [self._by_text(part) for part in parts]
            if len(parts) > 1 and None not in places:
                return Reading(frozenset(place for place in places if place is not None))
        named, rest = self._named(whole)
        if named is None or self._named(rest)[0] is not None:
            return CONTRADICTION
        return Reading(frozenset({named}), rest)


def _stops(after: str) -> bool:
    """The option's text ended here: a stop, or a reason, not a longer word or phrase."""
    return after.lstrip(" ")[:1] in _STOPS or after.startswith((" because", " since", " porque", " weil", " car "))


def marked(rows: list[Row]) -> frozenset[int]:
    """The rows that marks single out; empty when none, or when all carry them."""
    ticked = [n for n, row in enumerate(rows) if row.ticked]
    bold = [n for n, row in enumerate(rows) if row.bold]
    if ticked:
        return frozenset(ticked if len(ticked) < len(rows) else ())
    return frozenset(bold if len(bold) == 1 < len(rows) else ())


def choose(rows: list[Row], values: list[str]) -> tuple[frozenset[int], bool, list[str]]:
    """The key, whether there is a contradiction, and the reasons given beside it. Empty without a key."""
    options = Options(rows) if values else None
    readings = [reading for value in values if options and not (reading := options.read(value)).silent]
    chosen = {reading.chosen for reading in readings}
    if marks := marked(rows):
        chosen.add(marks)
    rests = [reading.rest for reading in readings if reading.rest]
    places = chosen.pop() if len(chosen) == 1 else None
    if places is None or any(rows[n].crossed for n in places):
        return frozenset(), bool(readings or marks), rests
    return places, False, rests


def taken_back(rows: list[Row], chosen: frozenset[int], texts: list[str]) -> bool:
    """One of `texts`, which stand behind the key, thinks again and names another."""
    doubtful = [text for text in texts if labels.SECOND_THOUGHT.search(text)]
    return bool(doubtful) and any(Options(rows).takes_back(text, chosen) for text in doubtful)


def begins_with_label(value: str) -> bool:
    """`value` is a letter and what explains it: `**B** - text`."""
    found = _LABELLED.match(value)
    return found is not None and found["label"] in PLACES


def names_option(value: str) -> bool:
    """`value` says a letter alone, `Option C`, or `C) text`: without options it says nothing."""
    return is_label(_LEAD_WORDS.sub("", value, count=1)) or bool(_CLOSED_LETTER.match(value))


def tokens(value: str) -> list[str]:
    """The labels of a list of labels."""
    return [token for token in _PARTS.split(value) if token and token.casefold() not in _CONNECTORS]


def is_label(value: str) -> bool:
    """`value` is a letter, or letters, alone."""
    if "|" in value or value.count("`") > 2:
        return False
    parts = [token for token in _PARTS.split(value) if token]
    return 0 < len(parts) < 10 and all((found := _LABEL.match(token)) and found[1] in PLACES for token in parts)
