import pytest

from chat import asks
from chat.llm.base import QuizOptions

NONE = QuizOptions()


@pytest.mark.parametrize(
    ("message", "count"),
    [
        ("Create a quiz on JavaScript", None),
        ("Create 12 questions on JavaScript", 12),
        ("a quiz with five hard questions about Rome", 5),
        ("Make a 20 question quiz about the 50 states", 20),
        ("quiz about World War 2", None),
        ("Crea un cuestionario de 5 preguntas sobre México", 5),
        ("Crea un cuestionario sobre México", None),
        ("Erstelle ein leichtes Quiz über Berlin", None),
        ("eine Frage über Berlin", 1),
        ("Erstelle ein Quiz mit 8 Fragen über Berlin", 8),
        ("Un quiz de 6 questions sur Paris", 6),
        ("Сделай тест из 12 вопросов по истории", 12),
        ("日本の歴史についてクイズを10問作って", 10),
        ("给我出8道关于唐朝的选择题", 8),
        ("한국사 퀴즈 7문제 만들어줘", 7),
        ("इतिहास पर 6 प्रश्न बनाओ", 6),
        ("question 3 about 1984", None),
        ("a quiz of 500 questions", 50),
    ],
)
def test_it_reads_how_many_questions_are_asked_for(message, count):
    assert asks.requested(message, NONE) == count


def test_the_options_override_the_words():
    options = QuizOptions(count=4, types=("matching",), difficulty="easy", language="fr-CA")
    ask = asks.read("10 hard true/false questions in Spanish", options, has_quiz=False)
    assert (ask.count, ask.types, ask.difficulty) == (4, ("matching",), "easy")
    assert ask.language == "fr-CA"


@pytest.mark.parametrize(
    ("message", "kind", "scope"),
    [
        ("make question 3 harder", "change", {3}),
        ("Questions 2-4 should be easier", "change", {2, 3, 4}),
        ("make it harder", "change", None),
        ("add two more", "append", set()),
        ("Remove the last question and add one about closures", "append", {10}),
        ("translate it to French", "translate", None),
        ("please delete question 4 because it is wrong", "delete", {4}),
        ("replace question 12", "change", set()),
        ("create a quiz on Python", "create", None),
        ("why is B right in question 2?", "talk", {2}),
    ],
)
def test_it_tells_edits_from_new_quizzes_and_talk(message, kind, scope):
    ask = asks.read(message, NONE, has_quiz=True)
    assert ask.kind == kind
    assert ask.is_edit == (kind not in ("create", "talk"))
    assert ask.wants_quiz == (kind != "talk")
    assert ask.scope(10) == scope


@pytest.mark.parametrize(
    "message",
    [
        "delete question 2",
        "elimina la pregunta 2",
        "supprime la question 2",
        "lösche Frage 2",
        "удали вопрос 2",
        "删除第2题",
    ],
)
def test_it_hears_the_wish_to_remove(message):
    ask = asks.read(message, NONE, has_quiz=True)
    assert ask.removes
    assert ask.scope(5) == {2}


def test_a_pasted_text_is_no_part_of_the_request():
    text = " ".join(["Mitochondria make most of the energy of a cell, in 10 questions or less."] * 12)
    ask = asks.read(f"Make a quiz with 4 questions from this text:\n\n{text}", NONE, has_quiz=False)
    assert (ask.kind, ask.count, ask.text) == ("create", 4, text)
