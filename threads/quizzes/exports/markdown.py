"""The dialect that a quiz is prompted and read in, with the ids of the questions.

What is written here reads back to an equal quiz. A learner's quiz is written without its key.
"""

import re
from collections.abc import Collection, Iterator

from ..model import BLANK, Json
from . import armor, keys, marks
from .losses import Losses
from .wording import LETTERS

MEDIA_TYPE = "text/markdown; charset=utf-8"
SUFFIX = ".md"
NEEDS_KEY = False
QUIZ_CARRIED: Collection[str] = {"title"}

# The reader takes no more rows for one question, no longer tags in its head, and whole seconds.
_MOST_ROWS = 10
_MOST_TAG_CHARS = 120
_LONGEST_SECS = 99_999
_CARRIED = {"explanation", "hint", "difficulty", "bloom", "tags", "points", "rubric", "unit"}
_BY_TYPE = {
    "single_choice": {"feedback"},
    "multiple_choice": {"feedback", "scoring:all_or_nothing"},
    "true_false": {"feedback"},
    "short_answer": {"match:normalized"},
    "fill_blank": {"match:normalized"},
}
# What ends a form, wraps it, or is taken off its ends.
_FORM_SIGNS = "|`*_\"“”'‘’„«»,;()[]"
_WORD_OF_THE_READER = re.compile(
    r"(?:open|manual|answers?|varies|see|below|hidden|n/a|none|tbd)\b|\W*$"
    r"|(?:t|f|true|false|vrai|faux|verdadeiro|verdadero|falso|wahr|richtig|falsch|vero|waar|onwaar|да|верно)\s?[.,;:–—(-]",
    re.IGNORECASE,
)
_ARROWS = "=→⇒⟶➔➜-:|"
# In a heading these open a list of keys.
_HEADING_OF_KEYS = re.compile(r"\b(?:answers?|key|solutions?|respuestas|réponses|lösungen)\b", re.IGNORECASE)
_OTHER_THAN_A_TAG = re.compile(
    r"\d|(?:easy|beginner|medium|intermediate|moderate|hard|difficult|advanced|f[áa]cile?|einfach|leicht|medi[oa]|moyen|"
    r"mittel|médio|dif[ií]cile?|difficile|schwer|schwierig|remember|understand|apply|analy[sz]e|evaluate|create)\w*$",
    re.IGNORECASE,
)


def carries(question: Json) -> Collection[str]:
    carried = _CARRIED | _BY_TYPE.get(question["type"], set())
    carried |= {"options"} if _all_banks(question) else set()
    return carried | {"timeLimitSec"} if _whole_secs(question.get("timeLimitSec")) else carried


def _all_banks(question: Json) -> bool:
    """One line holds the word banks of all blanks."""
    return question["type"] == "fill_blank" and all(blank.get("options") for blank in keys.blanks(question))


def _whole_secs(secs: float | None) -> bool:
    return secs is not None and float(secs).is_integer() and secs <= _LONGEST_SECS


def refuse(question: Json) -> str | None:
    if question["type"] in ("matching", "ordering") and len([*keys.rows(question)]) > _MOST_ROWS:
        return f"A list of more than {_MOST_ROWS} rows cannot be read back."
    return None


def write(quiz: Json, losses: Losses) -> bytes:
    for question in quiz["questions"]:
        if marks.is_manual(question) and question["answer"].get("accepted"):
            losses.add(question, "answer", "A question that a person marks has no model answers in this format.")
    questions = (_question(number, entry) for number, entry in enumerate(quiz["questions"], start=1))
    return ("\n\n".join([f"# {_title(quiz['title'])}", *questions]) + "\n").encode()


def _title(text: str) -> str:
    title = armor.form(" ".join(text.split()), _FORM_SIGNS + ".。", starts=True, folded=True)
    title = _HEADING_OF_KEYS.sub(lambda found: armor.first(found[0]), title)
    return armor.first(title) if title[:1].isdecimal() else title


def shown(number: int, question: Json) -> str:
    """One question for somebody who reads words, such as a model: nothing in it is protected from the reader."""
    return armor.undo(_question(number, question))


def _question(number: int, question: Json) -> str:
    return "\n".join([_head(number, question), *_stem(question), *_body(question), *_notes(question)])


def _head(number: int, question: Json) -> str:
    told = [question["type"], question.get("difficulty"), question.get("bloom")]
    if _in_head(question):
        told.append(_tags(question))
    return f"### Q{number} {{{question['id']}}} [{' | '.join(filter(None, told))}]"


def _tags(question: Json) -> str:
    tags = (armor.form(tag, "|,[]*_", folded=True) for tag in question.get("tags", ()) if tag)
    return ", ".join(armor.first(tag) if _OTHER_THAN_A_TAG.match(tag) else tag for tag in tags)


def _in_head(question: Json) -> bool:
    return len(_tags(question)) <= _MOST_TAG_CHARS


def _stem(question: Json) -> list[str]:
    lines = armor.block(question["stem"], blank_lines=True)
    if question["type"] != "fill_blank":
        return lines
    numbers = {name: number for number, name in enumerate(BLANK.findall(question["stem"]), start=1)}
    # Brackets or a line of the text itself would be one more blank.
    plain = (line.replace("[[", "&#91;[").replace("__", "&#95;_") for line in lines)
    return [BLANK.sub(lambda found: f"[[{numbers[found[1]]}]]", line) for line in plain]


def _body(question: Json) -> Iterator[str]:
    if question["type"] in ("matching", "ordering"):
        yield from keys.rows(question, _row)
    for letter, option in zip(LETTERS, question.get("options", ()), strict=False):
        yield from _labelled(f"- {letter}) ", option["text"], indent="  ")
        yield from _feedback(option.get("feedback"))
    if question.get("feedbackTrue") or question.get("feedbackFalse"):
        yield from ("- A) True", *_feedback(question.get("feedbackTrue")))
        yield from ("- B) False", *_feedback(question.get("feedbackFalse")))


def _labelled(label: str, text: str, *, indent: str = "") -> Iterator[str]:
    """A text behind its label; a block of code begins in a line of its own."""
    lines = armor.block(text)
    if not armor.FENCE.match(lines[0]):
        label, lines = label + lines[0], lines[1:]
    yield label.rstrip()
    yield from (indent + line for line in lines)


def _feedback(text: str | None) -> Iterator[str]:
    return (f"  > {line}" for line in armor.block(text, fences=False)) if text else iter(())


def _row(text: str) -> str:
    """A side of a pair or an item: without an arrow, or a sign that opens code or a formula over the next arrow."""
    protected = armor.form(text, _ARROWS, starts=True, behind=" =")
    odd = "".join(sign for sign in "`$" if protected.count(sign) % 2)
    return armor.form(text, _ARROWS + odd, starts=True, behind=" =") if odd else protected


def _form(text: str) -> str:
    """An accepted answer, or a word of a bank."""
    protected = armor.form(text, _FORM_SIGNS)
    protected = re.sub(r"(?<!\S)(\d{1,2}[.:])", lambda found: armor.first(found[1]), protected)
    return armor.first(protected) if _WORD_OF_THE_READER.match(protected) else protected


def _notes(question: Json) -> Iterator[str]:
    answer = question.get("answer")
    if answer is not None and question["type"] not in ("matching", "ordering"):
        yield f"Answer: {keys.text(question, _form)}"
    if explanation := question.get("explanation"):
        yield from _labelled("Explanation: ", explanation)
    if hint := question.get("hint"):
        yield f"Hint: {armor.line(hint)}"
    yield from (f'Source: "{armor.line(ref["quote"])}"' for ref in question.get("sourceRefs", ()) if ref.get("quote"))
    if isinstance(answer, dict) and answer.get("rubric"):
        yield f"Rubric: {armor.line(answer['rubric'])}"
    if _all_banks(question):
        yield f"Word bank: {_banks(question)}"
    if question.get("points", 1) != 1:
        yield f"Points: {marks.decimal(question['points'])}"
    if _whole_secs(question.get("timeLimitSec")):
        yield f"Time limit: {marks.decimal(question['timeLimitSec'])} s"
    if not _in_head(question):
        yield f"Tags: {_tags(question)}"


def _banks(question: Json) -> str:
    banks = [blank["options"] for blank in keys.blanks(question)]
    return keys.numbered(banks, _form) if len(banks) > 1 else " | ".join(_form(word) for word in banks[0])
