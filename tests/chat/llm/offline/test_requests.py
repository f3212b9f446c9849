"""What the words of a message are taken to mean."""

import pytest

from chat.llm.base import QuizOptions
from chat.llm.offline import requests
from chat.llm.offline.requests import LAST, Wish
from tests.chat.llm.offline import passages

NEW = [
    # message, topics, count, types, difficulty
    ("Create a quiz on JavaScript", ["JavaScript"], None, (), None),
    ("Create a quiz on Node.js", ["Node.js"], None, (), None),
    ("create quiz", [], None, (), None),
    ("JavaScript", ["JavaScript"], None, (), None),
    ("Quiz me on physics and chemistry", ["Physics", "Chemistry"], None, (), None),
    ("5 on SQL", ["SQL"], 5, (), None),
    ("Give me five questions about git", ["Git"], 5, (), None),
    ("10 question quiz on maths", ["Mathematics"], 10, (), None),
    ("Please create a dozen questions on astronomy", ["Astronomy"], 12, (), None),
    ("A quiz with 7 questions about HTTP/2", ["HTTP"], 7, (), None),
    ("Create a quiz on Python 3 with multiple choice questions", ["Python"], None, ("single_choice",), None),
    ("Create 3 easy true/false questions about Python 3", ["Python"], 3, ("true_false",), "easy"),
    ("four MCQs on databases", ["SQL"], 4, ("single_choice",), None),
    ("hard Python quiz, questions with multiple answers", ["Python"], None, ("multiple_choice",), "hard"),
    ("two fill in the blank and matching questions on HTTP", ["HTTP"], 2, ("fill_blank", "matching"), None),
    ("Crea 5 preguntas fáciles de verdadero o falso sobre Git", ["Git"], 5, ("true_false",), "easy"),
    ("Fais dix questions difficiles à choix multiple sur la physique", ["Physics"], 10, ("single_choice",), "hard"),
    ("Erstelle zehn schwere Fragen über HTTP", ["HTTP"], 10, (), "hard"),
    ("Crea sette domande difficili su Python", ["Python"], 7, (), "hard"),
    ("Crie seis perguntas fáceis sobre JavaScript", ["JavaScript"], 6, (), None),
    ("Create 500 questions on SQL", ["SQL"], 50, (), None),
]


def understand(message: str, *, has_quiz: bool = False, **options) -> Wish:
    return requests.understand(message, QuizOptions(**options), has_quiz=has_quiz)


@pytest.mark.parametrize(("message", "topics", "count", "types", "difficulty"), NEW)
@pytest.mark.parametrize("has_quiz", [False, True])
def test_a_new_quiz(message, topics, count, types, difficulty, has_quiz):
    wish = understand(message, has_quiz=has_quiz)
    assert wish.kind == "create"
    assert [topic.title for topic in wish.topics] == topics
    assert (wish.count, set(wish.types)) == (count, set(types))
    assert wish.difficulty in (difficulty, "easy")


@pytest.mark.parametrize(
    ("message", "subject"),
    [
        ("Create a quiz on the history of Rome", "the history of Rome"),
        ("Create a quiz on Java", "Java"),
        ("Make a quiz about C++ for my class", "C++"),
        ("five questions about Express.js, please", "Express.js"),
        ("quiz on World War 2", "World War 2"),
        ("Erstelle ein Quiz über die Französische Revolution", "die Französische Revolution"),
    ],
)
def test_a_subject_that_is_not_known_is_named(message, subject):
    wish = understand(message)
    assert (wish.kind, wish.topics, wish.subject) == ("create", (), subject)


@pytest.mark.parametrize(
    ("message", "kind", "numbers", "count", "shift"),
    [
        ("add two more", "append", (), 2, 0),
        ("more", "append", (), None, 0),
        ("5 more hard questions", "append", (), 5, 0),
        ("another question please", "append", (), None, 0),
        ("añade dos preguntas", "append", (), 2, 0),
        ("make it 5 questions", "resize", (), 5, 0),
        ("only 5 questions", "resize", (), 5, 0),
        ("make it 12", "resize", (), 12, 0),
        ("make question 3 harder", "change", (3,), None, 1),
        ("make Q3 a bit easier", "change", (3,), None, -1),
        ("Make it harder", "change", (), None, 1),
        ("make the last question easier", "change", (LAST,), None, -1),
        ("replace the second question", "change", (2,), None, 0),
        ("replace questions 2, 4 and 6", "change", (2, 4, 6), None, 0),
        ("make questions 2-4 true/false", "change", (2, 3, 4), None, 0),
        ("Frage 3 schwerer machen", "change", (3,), None, 1),
        ("translate it to French", "translate", (), None, 0),
        ("explain question 3", "talk", (3,), None, 0),
        ("why is B right?", "talk", (), None, 0),
        ("thanks!", "talk", (), None, 0),
    ],
)
def test_what_is_asked_of_a_quiz_that_is_there(message, kind, numbers, count, shift):
    wish = understand(message, has_quiz=True)
    assert (wish.kind, wish.numbers, wish.count, wish.shift) == (kind, numbers, count, shift)


def test_options_override_the_words():
    wish = understand("five easy questions on Git", count=3, types=("numeric",), difficulty="hard", language="pt-BR")
    assert (wish.count, wish.types, wish.difficulty, wish.language) == (3, ("numeric",), "hard", "pt")


def test_a_long_request_is_no_text_to_ask_about():
    message = "Please create a quiz on Git for my students, " + "who are keen and curious and very kind people, " * 10
    wish = understand(message)
    assert wish.text == ""
    assert wish.kind == "create"


@pytest.mark.parametrize("head", ["The problem of induction is an old question in philosophy. ", ""])
def test_a_text_without_a_request_is_taken_whole(head):
    text = head + passages.ROME
    wish = understand(text)
    assert (wish.kind, wish.text) == ("create", text)


@pytest.mark.parametrize(
    "head",
    [
        "Create a quiz from this text: ",
        "Make 3 questions.\n",
        "Can you write five hard questions about the following article?\n\n",
        "Quiz:\n",
        "Erstelle Fragen zu diesem Text:\n",
        "Fais un quiz sur ce texte : ",
    ],
)
def test_the_request_is_cut_off_the_text(head):
    wish = understand(head + passages.ROME)
    assert (wish.kind, wish.text) == ("create", passages.ROME)


def test_a_request_that_goes_on_for_long_is_no_text():
    message = "Create a quiz on Git. " + "I have twenty students who like short questions and long walks. " * 10
    assert understand(message).text == ""
