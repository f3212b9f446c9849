import pytest

from threads.quizzes.edits import requests, scope_of


@pytest.mark.parametrize(
    ("message", "numbers"),
    [
        ("make question 3 harder", {3}),
        ("Make Q3 harder", {3}),
        ("rewrite questions 2 and 5", {2, 5}),
        ("rewrite questions 2, 4 and 6", {2, 4, 6}),
        ("simplify Q2-4", {2, 3, 4}),
        ("simplify Q2-Q4", {2, 3, 4}),
        ("simplify questions 2 to 4", {2, 3, 4}),
        ("change #7", {7}),
        ("change number 7", {7}),
        ("the last one is too easy", {10}),
        ("make the last question easier", {10}),
        ("make the last two questions easier", {9, 10}),
        ("fix the first question", {1}),
        ("fix the first three questions", {1, 2, 3}),
        ("the 3rd question is wrong", {3}),
        ("haz más difícil la pregunta 3", {3}),
        ("cambia la última pregunta", {10}),
        ("cambia las preguntas 2 a 4", {2, 3, 4}),
        ("rends la question 3 plus difficile", {3}),
        ("change la dernière question", {10}),
        ("mach Frage 3 schwerer", {3}),
        ("die dritte Frage ist zu leicht", {3}),
        ("die letzte Frage ist zu leicht", {10}),
        ("rendi la domanda 3 più difficile", {3}),
        ("rendi l'ultima domanda più facile", {10}),
        ("deixe a pergunta 3 mais difícil", {3}),
        ("deixe a última pergunta mais fácil", {10}),
        ("rewrite question 12", set()),
        ("make it harder", None),
        ("add 2 questions about closures", None),
        ("add two more", None),
        ("translate it to French", None),
        ("make 3 questions harder", None),
        ("use ES2015 syntax", None),
        ("the first letter should be upper case", None),
    ],
)
def test_it_knows_which_of_ten_questions_a_message_names(message, numbers):
    assert scope_of(message, 10) == numbers


@pytest.mark.parametrize(
    ("message", "adds", "removes", "translates"),
    [
        ("add two more", True, False, False),
        ("give me three more", True, False, False),
        ("another question on closures", True, False, False),
        ("make question 3 more difficult", False, False, False),
        ("make it harder", False, False, False),
        ("añade dos preguntas", True, False, False),
        ("ajoute deux questions", True, False, False),
        ("füge zwei Fragen hinzu", True, False, False),
        ("noch zwei Fragen", True, False, False),
        ("aggiungi due domande", True, False, False),
        ("adicione duas perguntas", True, False, False),
        ("remove the easy ones", False, True, False),
        ("quita las fáciles", False, True, False),
        ("supprime les faciles", False, True, False),
        ("entferne die leichten", False, True, False),
        ("togli le facili", False, True, False),
        ("exclua as fáceis", False, True, False),
        ("make it 5 questions", False, True, False),
        ("only 5 questions please", False, True, False),
        ("make it a quiz of hard ones", False, False, False),
        ("translate it to French", False, False, True),
        ("now in Spanish please", False, False, True),
        ("tradúcelo al inglés", False, False, True),
        ("übersetze es", False, False, True),
        ("replace question 2", False, False, False),
    ],
)
def test_it_knows_what_a_message_asks_for(message, adds, removes, translates):
    assert (requests.adds(message), requests.removes(message), requests.translates(message)) == (
        adds,
        removes,
        translates,
    )
