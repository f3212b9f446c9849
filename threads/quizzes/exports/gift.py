r"""GIFT, the text format of Moodle and many others.

A backslash stands before `~ = # { } : \`, a newline is `\n`: a question is one block of lines, and no text can end
it, start a comment or a category. Texts stay markdown and say so.
"""

from collections.abc import Collection, Iterable

from ..model import BLANK, Json
from . import losses as names
from . import marks, markup, spans
from .losses import Losses

MEDIA_TYPE = "text/plain; charset=utf-8"
SUFFIX = ".gift.txt"
NEEDS_KEY = True
QUIZ_CARRIED: Collection[str] = {"title"}

_ESCAPES = str.maketrans({mark: "\\" + mark for mark in "~=#{}:\\"} | {"\n": "\\n"})
_ARROW = "->"
_FEWEST_PAIRS = 3
_COMMON = {"explanation", "difficulty", "bloom", "tags"}
_CARRIED = {
    "single_choice": {"feedback"},
    "multiple_choice": {"feedback", "scoring:partial"},
    "true_false": {"feedback"},
    "short_answer": {"feedback", "score", "match:caseless"},
    "fill_blank": {"match:caseless"},
}


def carries(question: Json) -> Collection[str]:
    carried = _COMMON | _CARRIED.get(question["type"], set())
    return carried | {"options"} if question["type"] == "fill_blank" and marks.keeps_banks(question) else carried


def refuse(question: Json) -> str | None:
    match question["type"]:
        case "fill_blank" if len(question["answer"]) > 1:
            return "GIFT has one gap in a question."
        case "fill_blank" if any(_ARROW in text for text in question["answer"][0]["accepted"]):
            return f"An answer with {_ARROW} would be read as a pair."
        case "short_answer" if not marks.is_manual(question):
            return _refuse_accepted(question["answer"])
        case "matching":
            return _refuse_pairs(question["right"], question["left"])
        case "ordering":
            return _refuse_pairs(question["items"])
    return None


def _refuse_accepted(answer: Json) -> str | None:
    if any(_ARROW in entry["text"] for entry in answer["accepted"]):
        return f"An answer with {_ARROW} would be read as a pair."
    return marks.refuse_scores(answer["accepted"])


def _refuse_pairs(right: list[Json], left: Iterable[Json] = ()) -> str | None:
    if any(_ARROW in item["text"] for item in (*left, *right)):
        return f"A side of a pair cannot hold {_ARROW}."
    if len(right) < _FEWEST_PAIRS:
        return f"GIFT needs {_FEWEST_PAIRS} pairs or more."
    return None


def write(quiz: Json, losses: Losses) -> bytes:
    blocks = [_question(question, losses) for question in quiz["questions"]]
    # A bracket in a comment could be read as an id or a tag.
    title = " ".join(quiz["title"].translate({ord("["): "(", ord("]"): ")"}).split())
    head = [f"// {line}" for line in (title, *names.comments(losses.entries))]
    return ("\n\n".join(["\n".join(head), *blocks]) + "\n").encode()


def _question(question: Json, losses: Losses) -> str:
    before, after = _stem(question)
    title = _escape(markup.excerpt(question["stem"]) or question["id"])
    lines = [*_BODIES[question["type"]](question, losses)]
    if explanation := question.get("explanation"):
        lines.append("####" + _rich(explanation))
    body = lines[0] + "}" if len(lines) == 1 else "\n\t".join(lines) + "\n}"
    return f"{_comment(question, losses)}\n::{title}::[markdown]{before}{{{body}{after}"


def _comment(question: Json, losses: Losses) -> str:
    kept = [_tag(tag) for tag in question.get("tags", ())]
    if kept != question.get("tags", []):
        losses.add(question, "tags", "Brackets and quotes were taken out of the tags.")
    told = [f"{name}:{question[name]}" for name in ("difficulty", "bloom") if question.get(name)]
    return " ".join([f"// [id:{question['id']}]", *(f"[tag:{tag}]" for tag in [*told, *kept] if tag)])


def _tag(tag: str) -> str:
    return " ".join(tag.translate(dict.fromkeys(map(ord, "[]<>`\\"))).split())


def _stem(question: Json) -> tuple[str, str]:
    """The text before the braces and the text after them."""
    if question["type"] != "fill_blank":
        return _shielded(question["stem"]), ""
    before, _, after = (_shielded(part) for part in BLANK.split(question["stem"]))
    if not after.strip():
        return before + "_____ ", ""
    # Readers want some text before the braces; a newline is trimmed.
    return before or "\\n", after


def _choices(question: Json, losses: Losses) -> Iterable[str]:
    keys = set(question["answer"]["optionIds"])
    options = question["options"]
    if question.get("shuffle", True) and any(_ARROW in option["text"] for option in options):
        # Some readers take a first `=a -> b` for the start of a matching question.
        options = sorted(options, key=lambda option: option["id"] in keys)
    yield ""
    for option in options:
        if question["type"] == "single_choice":
            sign = "=" if option["id"] in keys else "~"
        else:
            share = (1 if option["id"] in keys else -1) / len(keys)
            sign = f"~%{marks.percent(share)}%"
        yield sign + _rich(option["text"]) + _feedback(option.get("feedback"))


def _true_false(question: Json, losses: Losses) -> Iterable[str]:
    true, false = question.get("feedbackTrue"), question.get("feedbackFalse")
    wrong, right = (false, true) if question["answer"]["value"] else (true, false)
    told = f"#{_rich(wrong or '')}#{_rich(right)}" if right else _feedback(wrong)
    yield ("T" if question["answer"]["value"] else "F") + told


def _short_answer(question: Json, losses: Losses) -> Iterable[str]:
    answer = question["answer"]
    yield ""
    if marks.is_manual(question):
        if answer.get("accepted"):
            losses.add(question, "answer", "A question that a person marks has no model answers in this format.")
        return
    for entry in answer["accepted"]:
        feedback = entry.get("feedback")
        if feedback and _ARROW in feedback:
            losses.add(question, "feedback", f"Feedback with {_ARROW} would be read as a pair.")
            feedback = None
        share = marks.share(entry, question, losses)
        weight = "" if share == 1 else f"%{marks.percent(share)}%"
        yield "=" + weight + _literal(entry["text"], weight) + _feedback(feedback)


def _fill_blank(question: Json, losses: Losses) -> Iterable[str]:
    blank = question["answer"][0]
    right, wrong = blank["accepted"], marks.wrong_words(blank)
    yield " ".join(
        [
            *("=" + (_rich(word) if wrong else _literal(word)) for word in right),
            *("~" + _rich(word) for word in wrong),
        ]
    )


def _matching(question: Json, losses: Losses) -> Iterable[str]:
    right = {item["id"]: item["text"] for item in question["right"]}
    pairs = dict(question["answer"])
    yield ""
    for item in question["left"]:
        yield f"={_rich(item['text'])} {_ARROW} {_plain(right[pairs[item['id']]], question, losses)}"
    for spare in marks.spare(question):
        yield f"= {_ARROW} {_plain(spare['text'], question, losses)}"


def _ordering(question: Json, losses: Losses) -> Iterable[str]:
    losses.add(question, "type", "The order is written as a matching of places and entries.")
    texts = {item["id"]: item["text"] for item in question["items"]}
    yield ""
    for place, item in enumerate(question["answer"], start=1):
        yield f"={place} {_ARROW} {_plain(texts[item], question, losses)}"


def _numeric(question: Json, losses: Losses) -> Iterable[str]:
    answer = question["answer"]
    yield f"#{marks.decimal(answer['value'])}:{marks.decimal(marks.tolerance(answer))}"


_BODIES = {
    "single_choice": _choices,
    "multiple_choice": _choices,
    "true_false": _true_false,
    "short_answer": _short_answer,
    "fill_blank": _fill_blank,
    "matching": _matching,
    "ordering": _ordering,
    "numeric": _numeric,
}


def _feedback(text: str | None) -> str:
    return "#" + _rich(text) if text else ""


def _rich(text: str) -> str:
    """Markdown inside the braces; what a reader would take for a format or a weight gets its format in front."""
    return ("[markdown]" if text.startswith(("[", "%")) else "") + _shielded(text)


def _shielded(text: str) -> str:
    return _escape(spans.shield(text))


def _literal(text: str, weight: str = "") -> str:
    """An accepted answer, compared as it stands: its stars are no wildcards."""
    guard = "[markdown]" if text.startswith("[") or (text.startswith("%") and not weight) else ""
    return guard + _escape(marks.no_wildcards(text))


def _plain(text: str, question: Json, losses: Losses) -> str:
    words = " ".join(markup.plain(text).split())
    if words != text:
        losses.add(question, "markup", "The right side of a pair is plain text in one line.")
    return _escape(words)


def _escape(text: str) -> str:
    return text.translate(_ESCAPES)
