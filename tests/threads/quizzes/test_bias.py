"""Models favour some places for the right option; a learner sees it at every place equally often."""

import random
from collections import Counter

import pytest

from threads.quizzes import checks, views

from . import samples

# Of 100 keys of real models, how many stood at A, B, C and D.
SKEWED = (16, 58, 20, 6)
QUESTIONS = 1280
CRITICAL = 7.815  # chi-square at p = 0.05 and three degrees of freedom


def skewed_questions():
    chance = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyz234567"

    def new_id(prefix):
        return f"{prefix}_{''.join(chance.choices(letters, k=10))}"

    for number, place in enumerate(chance.choices(range(4), weights=SKEWED, k=QUESTIONS)):
        options = [{"id": new_id("o"), "text": text} for text in ("a number", "a word", "a list", "a function")]
        yield samples.question(
            id=new_id("q"),
            stem=f"What stands in line {number} of the file?",
            options=options,
            answer={"optionIds": [options[place]["id"]]},
        )


def places(questions, key_of):
    found = Counter(
        next(place for place, option in enumerate(one["options"]) if option["id"] == key_of[one["id"]])
        for one in questions
    )
    return [found[place] for place in range(4)]


def chi_square(counts):
    expected = sum(counts) / len(counts)
    return sum((count - expected) ** 2 / expected for count in counts)


@pytest.mark.parametrize("secret", ["one secret", "another secret", "a third one"])
def test_the_view_of_learners_flattens_where_the_key_stands(secret):
    stored = list(skewed_questions())
    shown = [views.learner_question(one, secret) for one in stored]
    key_of = {one["id"]: one["answer"]["optionIds"][0] for one in stored}
    before, after = places(stored, key_of), places(shown, key_of)
    assert chi_square(before) > 100 * CRITICAL
    assert chi_square(after) < CRITICAL


def test_a_skewed_quiz_says_so():
    flags = checks.check(samples.quiz(*list(skewed_questions())[:12])).flags
    assert "key-position" in {flag["rule"] for flag in flags}
