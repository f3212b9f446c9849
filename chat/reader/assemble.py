"""From a draft to a question of the wire shape. What the text does not say stays unknown."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from chat.reader import keys, labels, looks, parts, values
from chat.reader.draft import Draft, Key
from chat.reader.looks import bare

Json = dict[str, Any]
NewId = Callable[[str], str]


@dataclass(slots=True)
class Shape:
    """A question as far as it is known; `question["answer"]` is None when `missing` names it."""

    question: Json
    missing: list[str] = field(default_factory=list)
    flags: list[Json] = field(default_factory=list)
    body: bool = False  # it has what its type needs beside stem and key

    @property
    def final(self) -> bool:
        return not self.missing and not self.flags


_TRUE_FALSE_STEM = re.compile(
    r"[*_(]*(?:true or false|true/false|t/f|vrai ou faux|verdadero o falso|richtig oder falsch)", re.IGNORECASE
)
_TORN = "What the text says about the key contradicts itself or the options."


def shape(draft: Draft, new_id: NewId) -> Shape:
    """Puts `draft` together. The same draft gives the same ids each time."""
    chosen, torn, reasons = _read_rows(draft)
    if chosen and keys.taken_back(draft.rows, chosen, [*reasons, *draft.thoughts, *_explained(draft)]):
        chosen, torn = frozenset(), True
    kind = draft.head.type or infer(draft, chosen)
    made = _BUILDERS[kind](draft, chosen, torn, new_id)
    made.question = _question(draft, kind, made.question, new_id, reasons)
    if draft.broken:
        made.flags.append(_flag("question-unreadable", draft.broken))
        made.body = False
    if draft.cut:
        made.flags.append(_flag("question-unreadable", "The text was cut off before the question ended."))
    if not made.question["stem"].strip():
        made.missing.insert(0, "stem")
    if made.question.get("answer") is None:
        made.missing.append("answer")
        made.flags.append(_flag("key-missing", _TORN if torn else "No key was given."))
    if made.flags:
        made.question["answer"] = None
        if "answer" not in made.missing:
            made.missing.append("answer")
    return made


def _read_rows(draft: Draft) -> Key:
    """What the text says of the options; the same words are not read twice."""
    rows = draft.rows
    if len(rows) < 2 or draft.head.type in ("matching", "ordering"):
        return frozenset(), False, []
    values_ = [claim.value for claim in draft.claims]
    seen = (len(rows), len(rows[-1].text), values_)
    if draft.reading is None or draft.reading[0] != seen:
        draft.reading = (seen, keys.choose(rows, values_))
    return draft.reading[1]


def _explained(draft: Draft) -> Iterator[str]:
    return (line for note in draft.notes for line in note.lines)


def infer(draft: Draft, chosen: frozenset[int]) -> str:
    """The type when the head declares none, by the shape of the question alone."""
    rows = draft.rows
    if len(rows) > 1:
        if not draft.keyed and parts.paired(rows):
            return "matching"
        if len(rows) == 2 and {values.truth(row.text[0]) for row in rows} == {True, False}:
            return "true_false"
        return "multiple_choice" if len(chosen) > 1 else "single_choice"
    stem = "\n".join(draft.stem)
    said = [claim.value for claim in draft.claims]
    if said and keys.names_option(said[0]) and values.truth(said[0]) is None:
        return "single_choice"  # a letter, but of options that were not read
    if (said and values.statement(said[0])[0] is not None) or _TRUE_FALSE_STEM.match(stem):
        return "true_false"
    if values.BLANK.search(stem):
        return "fill_blank"
    number = values.numeric(said[0]) if said else None
    return "numeric" if number is not None and ("±" in said[0] or "unit" not in number) else "short_answer"


def _question(draft: Draft, kind: str, body: Json, new_id: NewId, reasons: list[str]) -> Json:
    head, facts = draft.head, draft.facts
    question: Json = {"id": draft.id("q", "", new_id), "rev": 1, "type": kind}
    question["stem"] = body.pop("stem", None) or parts.stem(draft)
    question |= body
    question["answer"] = question.pop("answer", None)
    explanation, feedback = parts.explanation(draft, reasons)
    for place, option in enumerate(question.get("options", ())):
        if text := feedback.get(place):
            option["feedback"] = text
    if explanation:
        question["explanation"] = explanation
    if draft.hint:
        question["hint"] = draft.hint
    if difficulty := head.difficulty or facts.get("difficulty"):
        question["difficulty"] = difficulty
    if head.bloom:
        question["bloom"] = head.bloom
    question["tags"] = [*head.tags, *facts.get("tags", ())]
    question["points"] = parts.plain(head.points if head.points is not None else facts.get("points", 1))
    if "time" in facts:
        question["timeLimitSec"] = facts["time"]
    if draft.quotes:
        question["sourceRefs"] = [{"quote": quote} for quote in draft.quotes]
    question["flags"] = []
    return question


def _choice(draft: Draft, chosen: frozenset[int], torn: bool, new_id: NewId) -> Shape:
    del torn
    rows, kind = draft.rows, draft.head.type
    options = [{"id": draft.id("o", n, new_id), "text": parts.text(row)} for n, row in enumerate(rows)]
    made = Shape({"options": options, "shuffle": parts.may_shuffle(draft)}, body=len(rows) > 1)
    if len(rows) < 2:
        made.missing.append("options")
        made.flags.append(_flag("options-too-few", "Fewer than two options could be read."))
    if draft.overflow:
        made.flags.append(_flag("options-too-few", "There are more than ten options."))
    if kind == "single_choice" and len(chosen) > 1:
        made.flags.append(_flag("key-count", "A single-choice question needs exactly one key."))
    if chosen:
        made.question["answer"] = {"optionIds": [option["id"] for n, option in enumerate(options) if n in chosen]}
    return made


def _true_false(draft: Draft, chosen: frozenset[int], torn: bool, new_id: NewId) -> Shape:
    del torn, new_id
    made = Shape({}, body=True)
    truths = [values.truth(row.text[0]) for row in draft.rows]
    if draft.rows and (len(truths) != 2 or set(truths) != {True, False}):
        made.flags.append(_flag("type-contradicted", "A true/false question has other options than true and false."))
        return made
    if draft.rows:
        said = {truths[n] for n in chosen}
        for place, row in enumerate(draft.rows):
            if row.feedback:
                made.question["feedbackTrue" if truths[place] else "feedbackFalse"] = "\n".join(row.feedback)
    else:
        said = {values.statement(claim.value)[0] for claim in draft.claims if looks.bare(claim.value)}
    if len(said) == 1 and None not in said:
        made.question["answer"] = {"value": said.pop()}
    return made


def _short_answer(draft: Draft, chosen: frozenset[int], torn: bool, new_id: NewId) -> Shape:
    del chosen, torn, new_id
    made = Shape({}, body=True)
    if draft.rows:
        made.question["stem"] = parts.stem(draft, with_rows=True)
    answers = [answer for claim in draft.claims if (answer := _accepted(claim.value)) is not None]
    if answers and all(answer == answers[0] for answer in answers):
        made.question["answer"] = answers[0]
        if rubric := draft.facts.get("rubric"):
            answers[0]["rubric"] = rubric
    return made


def _accepted(value: str) -> Json | None:
    word = labels.normal(bare(value))
    if word in labels.POINTERS or not bare(value).strip("_ .-"):
        return None
    if word in labels.OPEN:
        return {"accepted": [], "match": "normalized", "grading": "manual"}
    forms = [{"text": form, "score": 1} for form in values.accepted(value)]
    return {"accepted": forms, "match": "normalized", "grading": "auto"} if forms else None


def _numeric(draft: Draft, chosen: frozenset[int], torn: bool, new_id: NewId) -> Shape:
    del chosen, torn, new_id
    made = Shape({}, body=True)
    if len(draft.rows) > 1:
        made.flags.append(_flag("type-contradicted", "A numeric question has options."))
    read = [values.numeric(claim.value, decimal_comma=claim.decimal_comma) for claim in draft.claims]
    if draft.claims and None in read:
        made.flags.append(_flag("number-unreadable", "The key is no number that can be read."))
    elif read and all(answer == read[0] for answer in read):
        made.question["answer"] = read[0]
    return made


def _fill_blank(draft: Draft, chosen: frozenset[int], torn: bool, new_id: NewId) -> Shape:
    del chosen, torn
    stem, names = parts.blanks(draft, new_id)
    made = Shape({"stem": stem}, body=bool(names))
    if not names or len(set(names)) < len(names):
        made.flags.append(_flag("blank-mismatch", "The blanks in the stem are missing or repeated."))
        return made
    order = sorted(names)
    read = [values.blanks(claim.value, order) for claim in draft.claims if bare(claim.value)]
    if None in read:
        made.flags.append(_flag("blank-mismatch", "The key does not have an answer for each blank."))
    elif read and all(words == read[0] for words in read):
        banks = parts.banks(draft, len(order))
        made.question["answer"] = [
            {"id": draft.id("bl", name, new_id), "accepted": words, "options": bank, "match": "normalized"}
            for name, words, bank in zip(order, read[0] or [], banks, strict=True)
        ]
    return made


def _matching(draft: Draft, chosen: frozenset[int], torn: bool, new_id: NewId) -> Shape:
    del chosen, torn
    pairs = parts.pairs(draft.rows)
    lefts = [left for left, _ in pairs or () if left]
    if pairs is None or len(lefts) < 2 or len(set(lefts)) < len(lefts):
        flag = _flag("pairs-incomplete", "The pairs could not be read.")
        return Shape({"left": [], "right": []}, ["pairs"], [flag])
    left: list[Json] = []
    right: dict[str, Json] = {}
    answer: list[list[str]] = []
    for place, (one, other) in enumerate(pairs):
        fitting = right.setdefault(other, {"id": draft.id("r", place, new_id), "text": other})
        if one:
            left.append({"id": draft.id("l", place, new_id), "text": one})
            answer.append([left[-1]["id"], fitting["id"]])
    return Shape({"left": left, "right": list(right.values()), "answer": answer}, body=True)


def _ordering(draft: Draft, chosen: frozenset[int], torn: bool, new_id: NewId) -> Shape:
    del chosen, torn
    items = [{"id": draft.id("i", n, new_id), "text": parts.text(row)} for n, row in enumerate(draft.rows)]
    made = Shape({"items": items}, body=len(items) > 1)
    if len(items) < 2 or draft.overflow:
        made.flags.append(_flag("pairs-incomplete", "The items to order could not be read."))
        return made
    order = parts.order(draft)
    if order is None:
        made.flags.append(_flag("pairs-incomplete", "The key does not name every item once."))
    else:
        made.question["answer"] = [items[place]["id"] for place in order]
    return made


def _flag(rule: str, message: str) -> Json:
    return {"rule": rule, "severity": "error", "message": message}


_BUILDERS: dict[str, Callable[[Draft, frozenset[int], bool, NewId], Shape]] = {
    "single_choice": _choice,
    "multiple_choice": _choice,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "fill_blank": _fill_blank,
    "matching": _matching,
    "ordering": _ordering,
    "numeric": _numeric,
}
