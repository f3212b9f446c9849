"""Understands what a message asks for, without a model: by the words of `words.py`, and no further."""

import re
from dataclasses import dataclass, replace
from typing import Literal

from chat.llm.base import QuizOptions
from chat.llm.offline import passages, topics, words
from chat.llm.offline.topics import Topic

MOST_QUESTIONS = 50

Kind = Literal["create", "append", "resize", "change", "translate", "talk"]

_QUIZ = words.matcher(words.QUIZ)
_MAKE = words.matcher(words.MAKE)
_APPEND = words.matcher(words.APPEND)
_REPLACE = words.matcher(words.REPLACE)
_RESIZE = words.matcher(words.RESIZE)
_TRANSLATE = words.matcher(words.TRANSLATE)
_TALK = re.compile(rf"(?:{words.TALK})(?!\w)")
_HARDER, _EASIER = words.matcher(words.HARDER), words.matcher(words.EASIER)
_TYPES = {name: words.matcher(pattern) for name, pattern in words.TYPES.items()}
_DIFFICULTIES = {name: words.matcher(pattern) for name, pattern in words.DIFFICULTIES.items()}
_LANGUAGES = {name: words.matcher(pattern) for name, pattern in words.LANGUAGES.items()}
_KINDS = "|".join(
    (*words.TYPES.values(), *words.DIFFICULTIES.values(), words.HARDER, words.EASIER, words.APPEND, "new")
)
_COUNT = re.compile(
    rf"(?<![\w./-])(?P<n>{words.NUMBER})[ -]+(?:(?:{_KINDS}|of|or|and|der|de)[ -]+){{0,6}}"
    rf"(?:{words.QUIZ}|{words.APPEND}|{_KINDS})(?!\w)"
    rf"|(?<!\w)(?:{words.RESIZE}|{words.APPEND}|with|of|give me)[ ](?P<m>{words.NUMBER})(?![\w.])(?! ?%)"
    rf"|^(?P<k>\d{{1,3}})(?= )"
)
_NAMED = re.compile(
    rf"(?<!\w)(?:{words.QUESTION}|number|no\.?|#) ?#?(\d+(?:(?: ?, ?| ?(?:-|–|to|and|&|y|et|und|e) ?)(?:q|#)?\d+)*)"
)
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
_ORDINAL = re.compile(rf"(?<!\w)({'|'.join(_ORDINALS)}|last) (?:one|{words.QUESTION})(?!\w)")
_ONE = re.compile(
    r"\b(?:another|an?|una?|une|eine?|uma|otra|altra|outra) (?:\w+ ){0,2}"
    r"(?:question|pregunta|frage|domanda|pergunta|one)\b"
)
# "One quiz" is an article, not a count: "un cuestionario", "ein Quiz".
_ONE_QUIZ = re.compile(
    rf"(?<!\w)(?:one|un[aeo]?|eine?[nrms]?|uma?) (?=(?:(?:{_KINDS}) )?"
    r"(?:quiz|tests?|teste|exam(?:en)?|cuestionario|questionnaire|questionario|prufung|verifica|worksheet)(?!\w))"
)
_SUBJECT = re.compile(
    r"\b(?:on|about|over|regarding|covering|sur|sobre|über|su)\s+(?:the\s+topic\s+of\s+)?"
    r"((?:[^.,;:!?\n]|\.(?=\w)){2,80}?)"
    r"(?= (?:for|with|at|please|por favor|mit|bitte|pour|avec|per|para)\b|[,;:!?\n]|\.(?!\w)|$)",
    re.IGNORECASE,
)
LAST = -1


@dataclass(frozen=True, slots=True)
class Wish:
    """What a message asks for, in its `words`, and folded in `ask`. `numbers` are the questions it names (`LAST` for
    the last one), none meaning all; `shift` is 1 for harder and -1 for easier."""

    kind: Kind
    words: str = ""
    ask: str = ""
    topics: tuple[Topic, ...] = ()
    count: int | None = None
    types: tuple[str, ...] = ()
    difficulty: str | None = None
    shift: int = 0
    numbers: tuple[int, ...] = ()
    language: str = "en"
    text: str = ""

    @property
    def focus(self) -> tuple[str, ...]:
        """What it asks about beyond the topics, word by word."""
        return () if self.text else _leftover(self.ask)

    @property
    def subject(self) -> str:
        """The same as it was written."""
        left = self.focus
        match = _SUBJECT.search(self.words) if left else None
        return " ".join(match[1].split()) if match else " ".join(left)


def understand(message: str, options: QuizOptions, *, has_quiz: bool) -> Wish:
    """The wish behind the message; `options` override its words."""
    wish = read(message, options)
    return replace(wish, kind=kind_of(wish, has_quiz=has_quiz))


def read(message: str, options: QuizOptions) -> Wish:
    """The same but for its `kind`, which the words alone do not tell: is there a quiz that they may be about?"""
    ask, text = passages.split(message)
    folded = topics.fold(ask)
    return Wish(
        kind="talk",
        words=ask,
        ask=folded,
        topics=tuple(dict.fromkeys(topics.find(folded))),
        count=_limit(options.count or _count(folded)),
        types=options.types or tuple(_read_types(folded)),
        difficulty=options.difficulty or _first(_DIFFICULTIES, folded),
        shift=bool(_HARDER.search(folded)) - bool(_EASIER.search(folded)),
        numbers=_numbers(folded),
        language=(options.language or _first(_LANGUAGES, folded) or "en").split("-")[0].lower(),
        text=text,
    )


def kind_of(wish: Wish, *, has_quiz: bool) -> Kind:
    return _kind(wish.ask, wish.topics, has_text=bool(wish.text), has_quiz=has_quiz)


def _kind(ask: str, named: tuple[Topic, ...], *, has_text: bool, has_quiz: bool) -> Kind:
    if _TRANSLATE.search(ask):
        return "translate"
    if has_text:
        return "talk" if _TALK.match(ask) and not _QUIZ.search(ask) else "create"
    if _TALK.match(ask):
        return "talk"
    edit = _edit(ask, named, has_quiz=has_quiz)
    if edit:
        return edit
    short = named and len(ask.split()) <= len(named) + 3
    if _QUIZ.search(ask) or short or _first(_TYPES, ask) or (_MAKE.search(ask) and (named or _leftover(ask))):
        return "create"
    return "talk"


def _edit(ask: str, named: tuple[Topic, ...], *, has_quiz: bool) -> Kind | None:
    """The kind of edit, if it is one. A subject or a new quiz means that it is none, unless more is asked for."""
    numbered = bool(_numbers(ask))
    if re.search(r"\b(?:new|another|create an?|make an?|generate an?) (?:\w+ )?quiz", ask):
        return None
    changes = _HARDER.search(ask) or _EASIER.search(ask)
    if not named and (changes or (numbered and (_REPLACE.search(ask) or _MAKE.search(ask)))):
        return "change" if has_quiz or numbered or not _QUIZ.search(ask) else None
    if _APPEND.search(ask) and (has_quiz or not named):
        return "append"
    if has_quiz and not named:
        if _RESIZE.search(ask) and _count(ask):
            return "resize"
        if re.search(r"\b(?:make|turn) (?:it|them|all|the quiz|everything)\b", ask):
            return "change"
    return None


def _count(ask: str) -> int | None:
    match = _COUNT.search(_ONE_QUIZ.sub(" ", _NAMED.sub(" ", topics.remove(ask))))
    if match is None:
        return None
    word = match["n"] or match["m"] or match["k"]
    return int(word) if word.isdigit() else words.NUMBER_OF_WORD[word]


def _limit(count: int | None) -> int | None:
    return None if count is None else max(1, min(count, MOST_QUESTIONS))


def _read_types(ask: str) -> list[str]:
    """Every type that is named; each word counts for one."""
    found = []
    for name, pattern in _TYPES.items():
        if pattern.search(ask):
            found.append(name)
            ask = pattern.sub(" ", ask)
    return found


def _numbers(ask: str) -> tuple[int, ...]:
    found: list[int] = []
    for match in _NAMED.finditer(ask):
        for part in re.finditer(r"(\d+)(?: ?(?:-|–|to) ?(\d+))?", match[1]):
            first, last = int(part[1]), int(part[2] or part[1])
            found += range(first, min(last, first + MOST_QUESTIONS) + 1)
    for match in _ORDINAL.finditer(ask):
        found.append(LAST if match[1] == "last" else _ORDINALS.index(match[1]) + 1)
    return tuple(dict.fromkeys(found))


def _leftover(ask: str) -> tuple[str, ...]:
    """The words that are neither a topic nor a usual part of a request: what the quiz is to be about."""
    rest = topics.remove(_NAMED.sub(" ", ask))
    for pattern in (*_TYPES.values(), *_DIFFICULTIES.values(), *_LANGUAGES.values()):
        rest = pattern.sub(" ", rest)
    for pattern in (_HARDER, _EASIER, _QUIZ, _MAKE, _APPEND, _REPLACE, _RESIZE):
        rest = pattern.sub(" ", rest)
    found = re.findall(r"[^\W_][\w+#'.-]*", rest)
    return tuple(w.strip(".'-") for w in found if w.strip(".'-") not in words.FILLER and not _is_number(w))


def _is_number(word: str) -> bool:
    return word.rstrip(".").isdigit() or word in words.NUMBER_OF_WORD


def _first(patterns: dict[str, re.Pattern[str]], ask: str) -> str | None:
    return next((name for name, pattern in patterns.items() if pattern.search(ask)), None)


def wants_another(ask: str) -> bool:
    """Whether a new quiz is to be on what the last one was on."""
    return bool(
        re.search(r"\b(?:another|one more|otro|un autre|noch ein|un altro|outro) (?:quiz|test|cuestionario)", ask)
    )


def wants_one(ask: str) -> bool:
    """Whether more means a single question: "another question", "add a question"."""
    return bool(_ONE.search(ask))
