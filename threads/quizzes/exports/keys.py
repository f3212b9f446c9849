"""The key of a question in words, as the dialect has it."""

from collections.abc import Callable, Iterable, Iterator

from ..model import BLANK, Json
from . import marks
from .wording import LETTERS

Protect = Callable[[str], str]


def text(question: Json, protect: Protect = str) -> str:
    """What stands behind `Answer:`; for matching and ordering the rows that are the key."""
    answer = question["answer"]
    match question["type"]:
        case "single_choice" | "multiple_choice":
            keys = set(answer["optionIds"])
            letters = zip(LETTERS, question["options"], strict=False)
            return ", ".join(letter for letter, option in letters if option["id"] in keys)
        case "true_false":
            return "True" if answer["value"] else "False"
        case "short_answer":
            accepted = [entry["text"] for entry in answer["accepted"]]
            return "open" if marks.is_manual(question) else _forms(accepted, protect)
        case "fill_blank":
            return numbered((blank["accepted"] for blank in blanks(question)), protect)
        case "numeric":
            return _number(answer)
    return "\n".join(rows(question, protect))


def blanks(question: Json) -> list[Json]:
    """The blanks in the order of the stem; a learner's have no answers."""
    entries = {blank["id"]: blank for blank in question.get("answer") or question["blanks"]}
    return [entries[name] for name in BLANK.findall(question["stem"])]


def numbered(lists: Iterable[Iterable[str]], protect: Protect = str) -> str:
    """`1) pending | waiting 2) rejected`."""
    return " ".join(f"{number}) {_forms(texts, protect)}" for number, texts in enumerate(lists, start=1))


def _forms(texts: Iterable[str], protect: Protect) -> str:
    return " | ".join(protect(text) for text in texts)


def _number(answer: Json) -> str:
    value, width = answer["value"], answer.get("tolerance", 0)
    relative = answer.get("toleranceType") == "rel"
    near = f"{marks.percent(width)}%" if relative else f"{width:.15g}"
    exact = int(value) if float(value).is_integer() and abs(value) < 1e15 else value
    return " ".join(filter(None, [str(exact), "±", near, answer.get("unit")]))


def rows(question: Json, protect: Protect = str) -> Iterator[str]:
    """The pairs or the items in their right order; of a learner's question without it."""
    if question["type"] == "ordering":
        yield from _ordered(question, protect)
    elif "answer" in question:
        right = {item["id"]: protect(item["text"]) for item in question["right"]}
        pairs = dict(question["answer"])
        for item in question["left"]:
            yield f"- {protect(item['text'])} => {right[pairs[item['id']]]}"
        for item in marks.spare(question):
            yield f"- => {right[item['id']]}"
    else:
        yield from (f"- {protect(item['text'])} =>" for item in question["left"])
        yield from (f"- => {protect(item['text'])}" for item in question["right"])


def _ordered(question: Json, protect: Protect) -> Iterator[str]:
    texts = {item["id"]: protect(item["text"]) for item in question["items"]}
    if "answer" in question:
        yield from (f"{place}. {texts[name]}" for place, name in enumerate(question["answer"], start=1))
    else:
        # As a table: a list here would be read as the right order.
        yield from ("| |", "|---|", *(f"| {text} |" for text in texts.values()))
