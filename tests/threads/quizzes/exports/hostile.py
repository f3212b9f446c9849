"""A quiz whose every text is made of what some format takes for its own."""

from tests.threads.quizzes import samples
from threads.quizzes.model import Json

LINE = (
    r"~={}:#\ ]]> {{c1::x}} =cmd|' /C calc'!A0 -1+1 @x %50% [html] **not** `a == b` <div class='x'> &amp; "
    r"$x_1 \le y_2$ \(\frac{a}{b}\) שלום 🙂 \n // [id:x] $CATEGORY: y A. B) ANSWER: C"
)
TEXT = f"""{LINE}

Second *paragraph*, with a [link](https://example.org/a?b=1&c=2):

```js
if (a < b && c[[0]]>1) {{ let s = `${{x}}`; }}

// a comment
}}
```

| a | b |
|---|---|
| 1 | 2 |

- one
- two"""


def questions() -> list[Json]:
    """One of each type."""
    return [_hostile(samples.question(base)) for base in samples.ALL]


def quiz() -> Json:
    return samples.quiz(
        *questions(),
        title="Ünï / ~=#{} [x] <b> :: -- quiz",
        description=TEXT,
        settings={"shuffleQuestions": True, "timeLimitSec": 600, "passPercent": 50},
    )


def _hostile(question: Json) -> Json:
    gaps = [f" {{{{{blank['id']}}}}} " for blank in question["answer"]] if question["type"] == "fill_blank" else []
    question |= {"stem": LINE + "".join(gaps) + TEXT, "explanation": TEXT, "hint": LINE}
    question |= {"tags": ["a b", "c:d", "[x]", "<y>"], "difficulty": "hard", "bloom": "apply"}
    for side, text in (("options", TEXT), ("items", TEXT), ("left", LINE), ("right", LINE)):
        for place, entry in enumerate(question.get(side, ())):
            entry["text"] = f"{text} {place}"
            if side == "options":
                entry["feedback"] = f"{LINE} {place}"
    _HOSTILE_KEYS.get(question["type"], lambda question: None)(question)
    return question


def _true_false(question: Json) -> None:
    question |= {"feedbackTrue": LINE, "feedbackFalse": f"{LINE} false"}


def _short_answer(question: Json) -> None:
    for place, entry in enumerate(question["answer"]["accepted"]):
        entry |= {"text": f"{LINE} * {place}", "feedback": LINE}


def _fill_blank(question: Json) -> None:
    for blank in question["answer"]:
        blank["accepted"] = [f"{LINE} * {place}" for place, _ in enumerate(blank["accepted"])]
        if blank.get("options"):
            blank["options"] = [blank["accepted"][0], f"{LINE} other", "plain"]


_HOSTILE_KEYS = {"true_false": _true_false, "short_answer": _short_answer, "fill_blank": _fill_blank}
