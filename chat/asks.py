"""What a message asks of the quiz, as far as words can tell. Pure.

The reading of requests that serves without a model is the base; counts, numbers of questions and the wish to remove
are read in more languages than it knows.
"""

import re
import unicodedata
from dataclasses import dataclass

from chat.llm.base import QuizOptions
from chat.llm.offline import requests
from chat.llm.offline.requests import Wish

DEFAULT_COUNT = 10
MOST_QUESTIONS = 50


def _pattern(words: str) -> re.Pattern[str]:
    """Compiled without accents and with letters taken apart, as requests are folded."""
    apart = unicodedata.normalize("NFKD", words)
    return re.compile("".join(char for char in apart if not unicodedata.combining(char)))


_QUESTIONS = (
    r"questions?|preguntas?|fragen?|domand[ae]|perguntas?|questao|questoes|vragen|pytan\w*|soru\w*|soal|pertanyaan"
    r"|вопрос\w*|задани\w*|питан\w*|cau|otazek|fragor|sporsmal|ερωτησεις|أسئلة|اسئلة|سؤال\w*|שאלות"
)
_COUNTS = (
    _pattern(rf"(?<![\w.,/#-])(\d{{1,2}}) (?:[^\W\d]+ ){{0,3}}?(?:{_QUESTIONS})(?!\w)"),
    _pattern(r"(?<![\d.,第])(\d{1,2}) ?(?:道|つの|개의|[个個条條]? ?(?:题|題|问|問|문제|문항|सवाल|प्रश्न))"),
)
_NUMBERS = _pattern(
    r"(?:вопрос\w*|cau(?: hoi)?|vraag|pytani\w*|soru|soal) (?:№ ?)?(\d{1,2})(?!\d)|第 ?(\d{1,2}) ?[题題问問]"
)
_REMOVES = _pattern(
    r"(?<!\w)(?:delete|remove|drop|discard|get rid of|take (?:out|away)|elimina\w*|borra\w*|quita\w*|supprim\w+"
    r"|enlev\w+|retire\w*|losch\w+|entfern\w+|streich\w+|rimuov\w+|cancell\w+|remov\w+|apag\w+|exclu\w+|verwijder\w*|usun\w*"
    r"|удали\w*|убери\w*|xoa|sil|hapus)(?!\w)|删|刪|削除|消して|삭제|지워|हटा|احذف"
)


@dataclass(frozen=True, slots=True)
class Ask:
    """`kind`: create, append, resize, change, translate, delete or talk. `numbers` are the questions it names, -1 for
    the last. `text` is what was pasted to be asked about, else empty. None where the message does not say."""

    kind: str
    text: str
    count: int | None
    types: tuple[str, ...]
    difficulty: str | None
    language: str | None
    numbers: tuple[int, ...]
    removes: bool

    @property
    def wants_quiz(self) -> bool:
        return self.kind != "talk"

    @property
    def is_new_quiz(self) -> bool:
        return self.kind == "create"

    @property
    def is_edit(self) -> bool:
        return self.kind not in ("create", "talk")

    def scope(self, total: int) -> frozenset[int] | None:
        """The numbers, of `total` questions, that an edit may touch; None means all of them."""
        if self.numbers:
            named = (number if number > 0 else total + 1 + number for number in self.numbers)
            return frozenset(number for number in named if 1 <= number <= total)
        return frozenset() if self.kind == "append" else None


@dataclass(frozen=True, slots=True)
class Words:
    """What a message says before it is known whether there is a quiz. Reading them is most of the work."""

    wish: Wish
    count: int | None
    language: str | None
    numbers: tuple[int, ...]
    removes: bool

    @property
    def types(self) -> tuple[str, ...]:
        return self.wish.types

    def ask(self, *, has_quiz: bool) -> Ask:
        wish = self.wish
        return Ask(
            kind=self._kind(has_quiz=has_quiz),
            text=wish.text,
            count=self.count,
            types=self.types,
            difficulty=wish.difficulty,
            language=self.language,
            numbers=self.numbers,
            removes=self.removes,
        )

    def _kind(self, *, has_quiz: bool) -> str:
        """Something done to a question that is named is no new quiz."""
        kind = requests.kind_of(self.wish, has_quiz=has_quiz)
        if has_quiz and kind == "create" and not self.wish.text and (self.removes or self.numbers):
            return "delete" if self.removes else "change"
        return kind


def words(message: str, options: QuizOptions) -> Words:
    """`options` override what the message says."""
    wish = requests.read(message, options)
    folded = wish.ask
    return Words(
        wish=wish,
        count=options.count or _count(folded) or wish.count,
        language=options.language or (wish.language if wish.language != "en" else None),
        numbers=wish.numbers or tuple(int(one or other) for one, other in _NUMBERS.findall(folded)),
        removes=bool(_REMOVES.search(folded)),
    )


def read(message: str, options: QuizOptions, *, has_quiz: bool) -> Ask:
    return words(message, options).ask(has_quiz=has_quiz)


def requested(message: str, options: QuizOptions) -> int | None:
    """How many questions are asked for; None when neither the options nor the words say."""
    return words(message, options).count


def _count(folded: str) -> int | None:
    for pattern in _COUNTS:
        if (found := pattern.search(folded)) and 1 <= int(found[1]) <= MOST_QUESTIONS:
            return int(found[1])
    return None
