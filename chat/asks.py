"""What a message asks of the quiz, as far as words can tell. Pure.

Built on the reading of requests that works without a model, in the languages that one knows; counts, deletions and
questions by number are read in more.
"""

import re
import unicodedata
from dataclasses import dataclass

from chat.llm.base import QuizOptions
from chat.llm.offline import requests

MOST_QUESTIONS = 50
DEFAULT_COUNT = 10

_QUESTIONS = (
    r"questions?|mcqs?|problems?|items?|preguntas?|ejercicios|fragen?|aufgaben?|domand[ae]|quesiti|perguntas?|quest(?:ao|oes)"
    r"|vragen|pytan|soru|soal|вопрос\w*|задани\w*|питан\w*|zapytan\w*|cau hoi|cau|سؤال|أسئلة|اسئلة|שאלות"
)
_COUNT = re.compile(rf"(?<![\w.,/-])(\d{{1,2}})[ -]+(?:[^\W\d]+[ -]+){{0,3}}?(?:{_QUESTIONS})(?!\w)")
_COUNT_CJK = re.compile(r"(\d{1,2}) ?(?:个|個|道|条|條|題|题|问|問|つの|문제|문항|개)")
_COUNT_HINDI = re.compile(r"(\d{1,2}) ?(?:सवाल|पर्शन|प्रश्न|परशन)")
_REMOVES = re.compile(
    r"\b(?:delete|remove|drop|discard|get rid of|take (?:out|away)|elimin[ae]r?|borra[r]?|quita[r]?|supprime[rz]?|enlev\w+|retire[rz]?"
    r"|losche?n?|entferne?n?|streiche?n?|rimuov\w+|cancella\w*|remov[ae]r?|apaga[r]?|exclu[ai]r?|verwijder\w*|usun|удали\w*|убери\w*"
    r"|xoa|sil)\b|删|刪|削除|消して|삭제|지워|हटा|احذف"
)
_BY_NUMBER = re.compile(r"(?:вопрос\w*|cau(?: hoi)?|第|问题|問題|문제|सवाल|परशन) ?(\d{1,2})|(\d{1,2}) ?(?:번|番|-?й вопрос)")
_EDITS = frozenset({"append", "resize", "change", "translate", "delete"})


@dataclass(frozen=True, slots=True)
class Ask:
    """`kind`: create, append, resize, change, translate, delete or talk. `numbers` are the questions it names, -1
    for the last. `text` is what was pasted to be asked about, `words` the rest of the message."""

    kind: str
    words: str
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
        return self.kind in _EDITS

    def scope(self, total: int) -> frozenset[int] | None:
        """The numbers of the questions that the edit may touch, of `total` there are; None means all."""
        if self.numbers:
            named = (number if number > 0 else total + 1 + number for number in self.numbers)
            return frozenset(number for number in named if 1 <= number <= total)
        return frozenset() if self.kind == "append" else None


def read(message: str, options: QuizOptions, *, has_quiz: bool) -> Ask:
    """`options` override what the message says."""
    wish = requests.understand(message, options, has_quiz=has_quiz)
    folded = _fold(wish.ask)
    removes = bool(_REMOVES.search(folded))
    numbers = wish.numbers or tuple(int(a or b) for a, b in _BY_NUMBER.findall(folded))
    kind = "delete" if removes and has_quiz and wish.kind in ("create", "change", "talk") else str(wish.kind)
    if kind in ("create", "talk") and numbers and has_quiz and wish.kind != "talk":
        kind = "change"
    language = wish.language if options.language or wish.language != "en" else None
    return Ask(
        kind=kind,
        words=message.replace(wish.text, "").strip() if wish.text else message,
        text=wish.text,
        count=options.count or _count(folded) or _more_than_an_article(wish.count, folded),
        types=wish.types,
        difficulty=wish.difficulty,
        language=language,
        numbers=numbers,
        removes=removes,
    )


def requested(message: str, options: QuizOptions) -> int | None:
    """How many questions are asked for; None when neither the options nor the message say."""
    return read(message, options, has_quiz=False).count
