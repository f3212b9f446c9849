"""A question that was written again: what of it is still the old one."""

from typing import Any

from threads.quizzes import checks, folding, model
from threads.quizzes.model import Json

from .assembly import prepared

# What the dialect a question is written in cannot say; the old question's values stay.
_CARRIED = ("points", "timeLimitSec", "language", "tags")
_OWN = frozenset({"id", "rev", "flags", "provenance", "shuffle", "points"})
_PARTS = ("options", "left", "right", "items")


def replaced(old: Json, new: Json, *, by_place: bool, strict: bool = False) -> Json:
    """`new` under the id of `old`, one `rev` further; `old` itself when nothing of it changed.

    What stays the same keeps its id: parts with the same text, or with the same place when `by_place`.
    What `new` does not mention counts as unchanged, unless `strict`.
    """
    renamed = _renamed(new, _same_parts(old, new, by_place=by_place))
    if renamed["type"] == old["type"] and _is_unchanged(old, renamed, strict=strict):
        return old
    carried = {name: old[name] for name in _CARRIED if name in old and (name == "points" or not renamed.get(name))}
    return prepared({**renamed, **carried, "id": old["id"], "rev": old["rev"] + 1})


def disputed(old: Json, new: Json) -> Json:
    """`new` with a flag when its key stands at another place than the old one's: a translation may not do that."""
    if new is old or _key_places(old) == _key_places(new):
        return new
    made = checks.flag("key-disputed", "The translation has another right answer than the question it was made from.")
    return {**new, "flags": [*new["flags"], made]}


def _is_unchanged(old: Json, new: Json, *, strict: bool) -> bool:
    if strict and any(name in old and name not in new for name in ("explanation", "hint")):
        return False
    return all(name in _OWN or value == [] or _same(old.get(name), value) for name, value in new.items())


def _same(old: Any, new: Any) -> bool:
    """Whether everything `new` says is what `old` says."""
    if isinstance(new, dict) and isinstance(old, dict):
        return all(_same(old.get(name), value) for name, value in new.items())
    if isinstance(new, list) and isinstance(old, list):
        return len(old) == len(new) and all(_same(one, other) for one, other in zip(old, new, strict=True))
    return bool(old == new)


def _same_parts(old: Json, new: Json, *, by_place: bool) -> dict[str, str]:
    """Old ids by the new ids of the parts that stay."""
    names: dict[str, str] = {}
    for side in _PARTS:
        before, after = old.get(side) or [], new.get(side) or []
        if by_place and len(before) == len(after):
            names |= {one["id"]: other["id"] for one, other in zip(after, before, strict=True)}
        else:
            names |= _same_texts(before, after)
    before, after = model.BLANK.findall(old["stem"]), model.BLANK.findall(new["stem"])
    if len(before) == len(after):
        names |= dict(zip(after, before, strict=True))
    return names


def _same_texts(before: list[Json], after: list[Json]) -> dict[str, str]:
    left: dict[str, list[str]] = {}
    for item in before:
        left.setdefault(folding.Text(item["text"]).bare, []).append(item["id"])
    texts = ((item["id"], folding.Text(item["text"]).bare) for item in after)
    return {id: left[text].pop(0) for id, text in texts if left.get(text)}


def _renamed(new: Json, names: dict[str, str]) -> Json:
    made = dict(new)
    for side in _PARTS:
        if new.get(side):
            made[side] = [{**item, "id": names.get(item["id"], item["id"])} for item in new[side]]
    made["stem"] = model.BLANK.sub(lambda match: f"{{{{{names.get(match[1], match[1])}}}}}", new["stem"])
    made["answer"] = _renamed_answer(new.get("answer"), names)
    return made


def _renamed_answer(answer: Any, names: dict[str, str]) -> Any:
    """The answer of any type: ids stand in it as strings, as members `id` and `optionIds`, or in pairs."""
    if isinstance(answer, list):
        return [_renamed_answer(one, names) for one in answer]
    if isinstance(answer, str):
        return names.get(answer, answer)
    if not isinstance(answer, dict):
        return answer
    made = dict(answer)
    if "optionIds" in made:
        made["optionIds"] = [names.get(id, id) for id in made["optionIds"]]
    if "id" in made:
        made["id"] = names.get(made["id"], made["id"])
    return made


def _key_places(question: Json) -> Any:
    """The key without words: places for what has places, values for what has values."""
    answer = question.get("answer") or {}
    places = {item["id"]: place for side in _PARTS for place, item in enumerate(question.get(side) or ())}
    if question["type"] in ("single_choice", "multiple_choice"):
        return len(places), sorted(places.get(id, -1) for id in answer.get("optionIds", ()))
    if question["type"] == "matching":
        return sorted((places.get(left, -1), places.get(right, -1)) for left, right in answer)
    if question["type"] == "ordering":
        return [places.get(id, -1) for id in answer]
    if question["type"] in ("true_false", "numeric"):
        return answer.get("value")
    return question["type"]
