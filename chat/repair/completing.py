"""Takes from a repaired question what the streamed one lacks, if it is the same: completes, never replaces."""

from difflib import SequenceMatcher
from typing import Any

from threads.quizzes import folding
from threads.quizzes.checks import REPAIR_RULES, flag
from threads.quizzes.model import BLANK, Json, validate_question

_LEAST_RATIO = 0.9
_MOST_CHARS = 2000
_LISTS = ("options", "left", "right", "items")


def complete(streamed: Json, repaired: Json) -> Json | None:
    """The streamed question with the key of the repaired one, under its own ids; None when they do not match."""
    if streamed["type"] != repaired["type"] or repaired.get("answer") is None:
        return None
    if not _alike(BLANK.sub("___", streamed["stem"]), BLANK.sub("___", repaired["stem"])):
        return None
    names = _names(streamed, repaired)
    if names is None:
        return None
    taken_over = {
        name: repaired[name] for name in (*_LISTS, "explanation") if name in repaired and not streamed.get(name)
    }
    made = {**streamed, **taken_over, "answer": _renamed(repaired["answer"], names)}
    made["flags"] = [one for one in streamed.get("flags", ()) if one["rule"] not in REPAIR_RULES]
    made["flags"].append(flag("key-repaired", "The key was missing or unclear and was asked for again."))
    return None if validate_question(made) else made


def _names(streamed: Json, repaired: Json) -> dict[str, str] | None:
    """The id of each repaired part -> that of its streamed twin; None when one has no twin."""
    names: dict[str, str] = {}
    for member in _LISTS:
        if streamed.get(member):
            twins = _twins(repaired.get(member) or [], streamed[member])
            if twins is None:
                return None
            names |= twins
    ours, theirs = BLANK.findall(streamed["stem"]), BLANK.findall(repaired["stem"])
    if len(ours) != len(theirs):
        return None
    return names | dict(zip(theirs, ours, strict=True))


def _twins(repaired: list[Json], streamed: list[Json]) -> dict[str, str] | None:
    if len(repaired) != len(streamed):
        return None
    left = list(streamed)
    names = {}
    for part in repaired:
        twin = max(left, key=lambda one: _ratio(one["text"], part["text"]))
        if _ratio(twin["text"], part["text"]) < _LEAST_RATIO:
            return None
        names[part["id"]] = twin["id"]
        left.remove(twin)
    return names


def _renamed(answer: Any, names: dict[str, str]) -> Any:
    """A copy of an answer with the ids of another question."""
    if isinstance(answer, str):
        return names.get(answer, answer)
    if isinstance(answer, list):
        return [_renamed(one, names) for one in answer]
    if isinstance(answer, dict):
        return {name: _renamed(value, names) for name, value in answer.items()}
    return answer


def _alike(one: str, other: str) -> bool:
    return _ratio(one, other) >= _LEAST_RATIO


def _ratio(one: str, other: str) -> float:
    one, other = (folding.folded(text[:_MOST_CHARS]) for text in (one, other))
    return 1.0 if one == other else SequenceMatcher(None, one, other, autojunk=False).ratio()
