"""The rules, how heavy each one is, and what happens to a question that trips it."""

from threads.quizzes.model import Json

RULES_VERSION = "1"

# Asked for again once; what still trips one of them is dropped, unless `KEPT` has it.
REPAIR_RULES = frozenset(
    {
        "key-missing",
        "key-count",
        "options-too-few",
        "options-duplicate",
        "stem-too-short",
        "blank-mismatch",
        "number-unreadable",
        "pairs-incomplete",
        "explanation-contradicts-key",
        "arithmetic-wrong",
        "question-malformed",
        "type-contradicted",
    }
)
KEPT = frozenset({"explanation-contradicts-key", "key-disputed"})
WARNINGS = frozenset(
    {
        "all-or-none-of-above",
        "negative-stem",
        "absolute-distractors",
        "key-longest",
        "key-longest-often",
        "stem-key-clue",
        "grammar-clue",
        "numbers-unsorted",
        "combined-options",
        "question-near-duplicate",
        "options-overlap",
        "true-false-options",
        "stem-too-long",
        "letters-as-options",
        "language-differs",
        "quote-not-found",
        "request-not-met",
        "answer-revealed",
        "placeholder-text",
    }
)
INFO = frozenset({"key-position", "key-repaired", "edit-out-of-scope", "edit-dropped"})

# Given by whoever read or edited the question: nothing here could find them again.
_GIVEN = frozenset({"key-disputed", "quote-not-found", "type-contradicted"})


def is_lasting(inner: Json) -> bool:
    """Whether a flag stays with its question as long as the question stays as it is."""
    rule = inner["rule"]
    return rule in _GIVEN or not (rule in REPAIR_RULES or rule in WARNINGS)


def flag(rule: str, message: str, *, question_id: str | None = None, severity: str | None = None) -> Json:
    made: Json = {"rule": rule, "severity": severity or _severity(rule)}
    if question_id is not None:
        made["questionId"] = question_id
    made["message"] = message
    return made


def of_question(question_id: str, inner: Json) -> Json:
    """A question's own flag as the quiz repeats it."""
    rest = {name: value for name, value in inner.items() if name not in ("rule", "severity", "questionId")}
    return {"rule": inner["rule"], "severity": inner["severity"], "questionId": question_id, **rest}


def _severity(rule: str) -> str:
    if rule in WARNINGS:
        return "warning"
    return "info" if rule in INFO else "error"
