"""Whether the options of a question may be shown in any order."""

from threads.quizzes.model import Json

from . import phrases, wording
from .facts import CHOICE, Facts


def may_shuffle(question: Json) -> bool:
    """False when options are sorted numbers, or an option or the explanation speaks of a place ("option C")."""
    if question["type"] not in CHOICE:
        return True
    facts = Facts(question)
    if wording.is_sorted_numbers(facts.options):
        return False
    if phrases.PLACE.search(question.get("explanation") or ""):
        return False
    return not any(
        phrases.PLACE.search(option.raw)
        or phrases.COMBINED.fullmatch(option.bare)
        or phrases.ALL_OR_NONE.fullmatch(option.folded)
        for option in facts.options
    )
