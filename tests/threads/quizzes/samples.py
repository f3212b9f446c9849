"""One sound question of each type, and quizzes made of them."""

import copy
from hashlib import sha256
from typing import Any

from threads.quizzes.model import Json

SINGLE: Json = {
    "id": "q_single2222",
    "rev": 1,
    "type": "single_choice",
    "stem": "What does `typeof null` return in JavaScript?",
    "options": [
        {"id": "o_singleaaaa", "text": '`"null"`', "feedback": "There is no such type tag."},
        {"id": "o_singlebbbb", "text": '`"object"`'},
        {"id": "o_singlecccc", "text": '`"undefined"`'},
        {"id": "o_singledddd", "text": "It throws an error"},
    ],
    "shuffle": True,
    "answer": {"optionIds": ["o_singlebbbb"]},
    "explanation": "A mistake of the first version, kept for compatibility.",
    "difficulty": "easy",
    "bloom": "remember",
    "tags": ["types"],
    "points": 1,
    "flags": [],
}
MULTIPLE: Json = {
    "id": "q_multiple22",
    "rev": 1,
    "type": "multiple_choice",
    "stem": "Which methods change the array they are called on?",
    "options": [
        {"id": "o_multiaaaaa", "text": "push"},
        {"id": "o_multibbbbb", "text": "slice"},
        {"id": "o_multiccccc", "text": "sort"},
        {"id": "o_multiddddd", "text": "map"},
    ],
    "shuffle": True,
    "answer": {"optionIds": ["o_multiaaaaa", "o_multiccccc"], "scoring": "partial"},
    "tags": [],
    "points": 2,
    "flags": [],
}
TRUE_FALSE: Json = {
    "id": "q_truefalse2",
    "rev": 1,
    "type": "true_false",
    "stem": "A constant declared with const can still hold an array that changes.",
    "answer": {"value": True},
    "feedbackTrue": "The binding is fixed, its content is free.",
    "tags": [],
    "points": 1,
    "flags": [],
}
SHORT: Json = {
    "id": "q_short22222",
    "rev": 1,
    "type": "short_answer",
    "stem": "Which function turns JSON text into a value?",
    "answer": {
        "accepted": [
            {"text": "JSON.parse", "score": 1},
            {"text": "parse", "score": 0.5, "feedback": "Of which object?"},
        ],
        "match": "caseless",
        "grading": "auto",
    },
    "tags": [],
    "points": 1,
    "flags": [],
}
BLANKS: Json = {
    "id": "q_blanks2222",
    "rev": 1,
    "type": "fill_blank",
    "stem": "A promise is {{bl_blankaaaaa}} until it is fulfilled or {{bl_blankbbbbb}}.",
    "answer": [
        {"id": "bl_blankaaaaa", "accepted": ["pending", "waiting"], "match": "normalized"},
        {
            "id": "bl_blankbbbbb",
            "accepted": ["rejected"],
            "options": ["rejected", "returned", "resumed"],
            "match": "normalized",
        },
    ],
    "tags": [],
    "points": 2,
    "flags": [],
}
MATCHING: Json = {
    "id": "q_matching22",
    "rev": 1,
    "type": "matching",
    "stem": "Match each keyword with its scope.",
    "left": [{"id": "l_matchaaaaa", "text": "`let`"}, {"id": "l_matchbbbbb", "text": "`var`"}],
    "right": [
        {"id": "r_matchaaaaa", "text": "the block"},
        {"id": "r_matchbbbbb", "text": "the function"},
        {"id": "r_matchccccc", "text": "the module"},
    ],
    "answer": [["l_matchaaaaa", "r_matchaaaaa"], ["l_matchbbbbb", "r_matchbbbbb"]],
    "tags": [],
    "points": 2,
    "flags": [],
}
ORDERING: Json = {
    "id": "q_ordering22",
    "rev": 1,
    "type": "ordering",
    "stem": "Put the steps of the event loop in order.",
    "items": [
        {"id": "i_orderaaaaa", "text": "take one task"},
        {"id": "i_orderbbbbb", "text": "run it to completion"},
        {"id": "i_orderccccc", "text": "drain the microtasks"},
    ],
    "answer": ["i_orderaaaaa", "i_orderbbbbb", "i_orderccccc"],
    "tags": [],
    "points": 1,
    "flags": [],
}
NUMERIC: Json = {
    "id": "q_numeric222",
    "rev": 1,
    "type": "numeric",
    "stem": "How many bytes are one kibibyte?",
    "answer": {"value": 1024, "tolerance": 0, "toleranceType": "abs", "unit": "byte"},
    "tags": [],
    "points": 1.0,
    "flags": [],
}
ALL: list[Json] = [SINGLE, MULTIPLE, TRUE_FALSE, SHORT, BLANKS, MATCHING, ORDERING, NUMERIC]


def question(base: Json = SINGLE, **members: Any) -> Json:
    """A copy of `base` with other members; a member set to `...` is left out."""
    made = copy.deepcopy({**base, **members})
    return {name: value for name, value in made.items() if value is not ...}


def choice(stem: str, *options: str, key: int | tuple[int, ...] = 0, **members: Any) -> Json:
    """A choice question whose ids follow from its stem: `key` is the place of the right option, or several."""
    keys = key if isinstance(key, tuple) else (key,)
    tail = sha256(stem.encode()).hexdigest()[:10]
    ids = [f"o_{tail}{place}" for place in range(len(options))]
    return {
        "id": f"q_{tail}",
        "rev": 1,
        "type": "multiple_choice" if isinstance(key, tuple) else "single_choice",
        "stem": stem,
        "options": [{"id": id, "text": text} for id, text in zip(ids, options, strict=True)],
        "shuffle": True,
        "answer": {"optionIds": [ids[place] for place in keys]},
        "tags": [],
        "points": 1,
        "flags": [],
        **members,
    }


def quiz(*questions: Json, **members: Any) -> Json:
    """A quiz of copies of `questions`, one of each type when none is given."""
    inside = copy.deepcopy(list(questions or ALL))
    return {
        "schemaVersion": "1.0",
        "id": "quiz_2222222222",
        "threadId": "thread_123",
        "revision": 1,
        "status": "complete",
        "title": "JavaScript basics",
        "topic": "JavaScript",
        "language": "en",
        "questions": inside,
        "quality": {"score": 100, "rulesVersion": "1", "flags": []},
        "coverage": {"requested": len(inside), "delivered": len(inside), "missing": 0},
        "provenance": {
            "provider": "groq",
            "model": "a-model",
            "promptVersion": "1",
            "extraction": "markdown",
            "generatedAt": "2026-01-01T00:00:00Z",
        },
        "history": [
            {"rev": 1, "op": "create", "messageId": "msg_22222222", "questionIds": [one["id"] for one in inside]}
        ],
        **members,
    }
