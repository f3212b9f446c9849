"""Every rule about a single question: one that trips it, and a near miss that does not."""

import pytest

from threads.quizzes import checks

from . import samples
from .samples import BLANKS, MATCHING, NUMERIC, ORDERING, SHORT, SINGLE, TRUE_FALSE, choice, question


def rules(one):
    """The rules a question trips by itself."""
    report = checks.check(samples.quiz(one))
    return {flag["rule"] for flag in report.questions[0]["flags"]}


def arithmetic(stem, value, **answer):
    return question(NUMERIC, stem=stem, answer={"value": value, "tolerance": 0, "toleranceType": "abs", **answer})


def options(*texts):
    return choice("Which of these words means a kind of fruit?", *texts)


LONG = "It copies every property of the object into a new one"
STEM = "Which of these is a loop in Python?"
PLAIN = ("for", "if", "def", "with")

CASES = [
    # E1
    ("key-missing", question(answer=None), SINGLE),
    ("key-missing", question(answer={"optionIds": ["o_notthere22"]}), SINGLE),
    ("key-missing", question(TRUE_FALSE, answer=None), question(TRUE_FALSE, answer={"value": False})),
    ("key-missing", question(SHORT, answer={"accepted": []}), question(SHORT, answer={"grading": "manual"})),
    ("key-missing", question(BLANKS, answer=None), BLANKS),
    ("key-missing", question(MATCHING, answer=None), MATCHING),
    ("key-missing", question(ORDERING, answer=None), ORDERING),
    ("key-missing", question(NUMERIC, answer=None), NUMERIC),
    # E2
    ("key-count", question(answer={"optionIds": ["o_singleaaaa", "o_singlebbbb"]}), SINGLE),
    ("key-count", choice(STEM, *PLAIN, key=()), choice(STEM, *PLAIN, key=(0,))),
    # E3
    ("options-too-few", options("apple"), options("apple", "table")),
    ("options-too-few", options(*"abcdefghijk"), options(*"abcdefghij")),
    ("options-too-few", options("apple", " "), options("apple", "0")),
    # E4: punctuation is kept, and so is case where either has code
    ("options-duplicate", options("An  apple", "an **apple**", "pear"), options("an apple", "an apple!", "pear")),
    ("options-duplicate", options("Apple", "apple"), options("`Apple`", "apple")),
    ("options-duplicate", options("`==`", "`==`"), options("`==`", "`===`")),
    # E5
    ("stem-too-short", choice("Capital city?", *PLAIN), choice("Capital of France?", *PLAIN)),
    (
        "stem-too-short",
        choice("Which of the following is", *PLAIN),
        choice("Which of the following is a loop?", *PLAIN),
    ),
    ("stem-too-short", choice("Loops:", *PLAIN), choice("Loops are:", *PLAIN)),
    ("stem-too-short", choice("首都?", *PLAIN), choice("法国的首都是?", *PLAIN)),
    ("stem-too-short", choice("Welche der folgenden ist", *PLAIN), choice("Was gibt `x` aus?", *PLAIN)),
    ("stem-too-short", arithmetic("Twelve?", 12), arithmetic("2+2 =", 4)),
    # E6
    ("blank-mismatch", question(BLANKS, stem="A promise is {{bl_blankaaaaa}} at first."), BLANKS),
    ("blank-mismatch", question(BLANKS, stem=BLANKS["stem"] + " {{bl_blankaaaaa}}"), BLANKS),
    (
        "blank-mismatch",
        question(BLANKS, answer=[BLANKS["answer"][0], {"id": "bl_blankbbbbb", "accepted": [" "]}]),
        BLANKS,
    ),
    # E7
    (
        "number-unreadable",
        question(NUMERIC, answer={"value": float("nan")}),
        question(NUMERIC, answer={"value": 0.5}),
    ),
    ("number-unreadable", question(NUMERIC, answer={"value": "many"}), question(NUMERIC, answer={"value": -3})),
    (
        "number-unreadable",
        question(NUMERIC, answer={"value": 1, "tolerance": -1}),
        question(NUMERIC, answer={"value": 1}),
    ),
    # E8
    ("pairs-incomplete", question(MATCHING, answer=MATCHING["answer"][:1]), MATCHING),
    ("pairs-incomplete", question(MATCHING, answer=[*MATCHING["answer"], MATCHING["answer"][0]]), MATCHING),
    (
        "pairs-incomplete",
        question(MATCHING, answer=[["l_matchaaaaa", "r_nowhere222"], MATCHING["answer"][1]]),
        question(MATCHING, answer=[["l_matchaaaaa", "r_matchbbbbb"], MATCHING["answer"][1]]),
    ),
    ("pairs-incomplete", question(ORDERING, answer=ORDERING["answer"][:2]), ORDERING),
    # E9
    (
        "explanation-contradicts-key",
        choice(STEM, *PLAIN, explanation="The correct answer is B) because of its body."),
        choice(STEM, *PLAIN, explanation="The correct answer is A) because of its body."),
    ),
    (
        "explanation-contradicts-key",
        choice(STEM, *PLAIN, explanation="So option C is correct."),
        choice(STEM, *PLAIN, explanation="So option C is incorrect."),
    ),
    (
        "explanation-contradicts-key",
        choice(STEM, "a loop", "a branch", "a loop over a list", explanation="The answer is **a loop over a list**."),
        choice(STEM, "a loop", "a branch", "a loop over a list", explanation="The answer is a loop, nothing else."),
    ),
    (
        "explanation-contradicts-key",
        choice(STEM, *PLAIN, explanation="La respuesta correcta es B."),
        choice(STEM, *PLAIN, explanation="La respuesta incorrecta es B."),
    ),
    (
        "explanation-contradicts-key",
        question(TRUE_FALSE, explanation="The answer is False: it cannot."),
        question(TRUE_FALSE, explanation="It is false that the answer is fixed."),
    ),
    (
        "explanation-contradicts-key",
        choice(STEM, *PLAIN, explanation="Answer C is the correct one."),
        choice(STEM, *PLAIN, explanation="Answer C is correct only if the body is empty."),
    ),
    ("explanation-contradicts-key", choice(STEM, *PLAIN, explanation="Die richtige Antwort ist D."), SINGLE),
    # E10
    ("arithmetic-wrong", arithmetic("What is `2 ** 10`?", 1000), arithmetic("What is `2 ** 10`?", 1024)),
    ("arithmetic-wrong", arithmetic("What is 10 / 3?", 3.4), arithmetic("What is 10 / 3?", 3.33)),
    ("arithmetic-wrong", arithmetic("What is 7 * 8?", 55), arithmetic("What is 7 * 8?", 55, tolerance=1)),
    ("arithmetic-wrong", choice("What is 3 + 4 * 2?", "14", "11"), choice("What is 3 + 4 * 2?", "11", "14")),
    (
        "arithmetic-wrong",
        choice("What does `7 / 2` return?", "4", "5"),
        choice("What does `7 / 2` return?", "3", "5"),
    ),
    (
        "arithmetic-wrong",
        question(TRUE_FALSE, stem="2 + 2 * 2 = 8"),
        question(TRUE_FALSE, stem="2 + 2 * 2 = 6"),
    ),
    (
        "arithmetic-wrong",
        question(SHORT, stem="What is 6 * 7?", answer={"accepted": [{"text": "44", "score": 1}]}),
        question(SHORT, stem="What is 6 * 7?", answer={"accepted": [{"text": "forty-two", "score": 1}]}),
    ),
    # W1
    (
        "all-or-none-of-above",
        options("apple", "table", "All of the above"),
        options("apple", "table", "All of Paris"),
    ),
    (
        "all-or-none-of-above",
        options("apple", "mesa", "Todas las anteriores"),
        options("apple", "mesa", "Todas las casas"),
    ),
    (
        "all-or-none-of-above",
        options("apple", "Tisch", "Keine der genannten"),
        options("apple", "Tisch", "Keine Ahnung"),
    ),
    # W2
    ("negative-stem", choice("Which is not a loop?", *PLAIN), choice("Which is **not** a loop?", *PLAIN)),
    ("negative-stem", choice("All are loops except one?", *PLAIN), choice("All are loops EXCEPT one?", *PLAIN)),
    ("negative-stem", choice("What is never a loop?", *PLAIN), choice("What does `never` mean here?", *PLAIN)),
    (
        "negative-stem",
        choice("¿Cuál de las palabras no es un bucle?", *PLAIN),
        choice("Which word has no loop?", *PLAIN),
    ),
    # W3
    ("absolute-distractors", options("apple", "always a table"), options("always an apple", "always a table")),
    # W4: the key has 53 characters
    ("key-longest", options(LONG, "x" * 42, "pear"), options(LONG, "x" * 43, "pear")),
    ("key-longest", options("one two three four", "x"), options("onetwothreefourfive", "x")),
    # W6
    ("stem-key-clue", options("the fruit of a tree", "a table"), options("the fruit of a tree", "a fruit knife")),
    # W7
    (
        "grammar-clue",
        choice("The thing on the tree is an", "apple", "pear"),
        choice("The thing is an", "apple", "onion"),
    ),
    (
        "grammar-clue",
        choice("What he wears is a", "uniform", "apron"),
        choice("What he wears is a", "uniform", "shirt"),
    ),
    # W8
    ("numbers-unsorted", options("10 ms", "5 ms", "20 ms"), options("20 ms", "10 ms", "5 ms")),
    ("numbers-unsorted", options("1", "3", "2"), options("1", "3", "two")),
    # W9
    ("combined-options", options("apple", "pear", "Both A and B"), options("apple", "pear", "Both trees and fruits")),
    ("combined-options", options("apple", "pear", "A and B only"), options("apple", "pear", "A and B sides")),
    # W11
    ("options-overlap", options("a red apple", "a red apple from Spain"), options("a red apple", "a green apple")),
    ("options-overlap", options("linear", "positive linear"), options("x + 20", "x + 20 + y")),
    ("options-overlap", options("the cat", "with the cat"), options("cat and dog", "dog and white cat")),
    ("options-overlap", options("One", "One half"), options("One", "Negative one")),
    ("options-overlap", options("TLS 1.1", "TLS 1.1 and later"), options("TLS 1.1", "TLS 1.0")),
    ("options-overlap", options("1-10", "5-15"), options("1-10", "11-15")),
    (
        "options-overlap",
        options("it is hoisted", "it is hoisted once"),
        options("it is hoisted", "it is not hoisted"),
    ),
    # W12
    ("true-false-options", options("Yes", "No"), options("Yes", "Nobody")),
    # W13
    ("stem-too-long", choice("word " * 61 + "?", *PLAIN), choice("word " * 60 + "`" + "code " * 50 + "`?", *PLAIN)),
    # W14
    ("letters-as-options", options("A", "B", "C"), options("A", "B", "D")),
    # W18
    (
        "answer-revealed",
        choice("Why is a python a snake?", "python", "ruby"),
        choice("What is a snake?", "python", "ruby"),
    ),
    (
        "answer-revealed",
        choice("Is Jupiter a planet?", "Jupiter", "Saturn"),
        choice("Which is larger, Jupiter or Saturn?", "Jupiter", "Saturn"),
    ),
    ("answer-revealed", question(SHORT, stem="What does JSON.parse in JSON do?"), SHORT),
    (
        "answer-revealed",
        choice("Which are pets: apples, poodles and parrots?", "poodles", "parrots", "bricks", key=(0, 1)),
        choice("Which are pets, as poodles are?", "poodles", "parrots", "bricks", key=(0, 1)),
    ),
    # W19
    ("placeholder-text", options("apple", "Option 2"), options("apple", "Option 2 of the contract")),
    ("placeholder-text", options("apple", "[Insert a distractor]"), options("apple", "an inserted disk")),
    ("placeholder-text", options("apple", "…"), options("apple", "and so on …")),
    ("placeholder-text", options("apple", "TODO: more"), options("apple", "a todo list")),
]


@pytest.mark.parametrize(
    ("rule", "tripping", "near_miss"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)]
)
def test_a_rule_tells_a_flaw_from_a_near_miss(rule, tripping, near_miss):
    assert rule in rules(tripping)
    assert rule not in rules(near_miss)


def test_a_sound_question_of_every_type_has_no_flags():
    report = checks.check(samples.quiz())
    assert report.flags == []
    assert report.score == 100
    assert (report.repair, report.drop, report.keep) == ((), (), ())


def test_what_cannot_be_stored_is_caught_where_no_other_rule_speaks():
    assert rules(question(points=-1)) == {"question-malformed"}
    assert rules(question(answer=None, points=-1)) == {"key-missing"}


@pytest.mark.parametrize("rule", ["key-disputed", "quote-not-found", "key-repaired"])
def test_a_flag_given_by_somebody_else_stays_with_its_question(rule):
    given = {"rule": rule, "severity": "info", "message": "Somebody said so."}
    assert given in checks.check(samples.quiz(question(flags=[given]))).questions[0]["flags"]


def test_a_computed_flag_goes_when_its_flaw_does():
    stale = {"rule": "key-longest", "severity": "warning", "message": "It was so once."}
    assert checks.check(samples.quiz(question(flags=[stale]))).questions[0]["flags"] == []


def test_a_disputed_key_stays_and_needs_a_review():
    given = {"rule": "key-disputed", "severity": "error", "message": "The translation has another key."}
    report = checks.check(samples.quiz(question(flags=[given])))
    assert (report.repair, report.drop, report.keep) == ((), (), (SINGLE["id"],))
    assert report.score == 85


@pytest.mark.parametrize(
    ("one", "may"),
    [
        (options("apple", "table"), True),
        (options("5", "10", "20"), False),
        (options("10", "5", "20"), True),
        (options("apple", "table", "both A and B"), False),
        (options("apple", "table", "all of the above"), False),
        ({**options("apple", "table"), "explanation": "Option B is furniture."}, False),
        ({**options("apple", "table"), "explanation": "A table is furniture."}, True),
        (MATCHING, True),
    ],
)
def test_options_that_speak_of_places_or_are_sorted_may_not_be_shuffled(one, may):
    assert checks.may_shuffle(one) is may
