import pytest

from threads.quizzes import edits
from threads.quizzes.edits import Command

from . import samples

WHEN = {"message_id": "msg_33333333", "now": "2026-01-02T00:00:00Z", "seed": "a seed"}


def parsed(message, language="en"):
    command = edits.parse_command(message, samples.quiz(language=language))
    return command and (command.op, command.numbers, command.language)


def do(op, *numbers, quiz=None, language="en", **arguments):
    return edits.apply(Command(op, numbers, language), quiz or samples.quiz(), **WHEN | arguments)


@pytest.mark.parametrize(
    ("message", "op", "numbers", "language"),
    [
        ("delete question 2", "delete", (2,), "en"),
        ("Please delete question 2.", "delete", (2,), "en"),
        ("can you remove Q2, Q4 and Q5, please?", "delete", (2, 4, 5), "en"),
        ("delete 3-5", "delete", (3, 4, 5), "en"),
        ("delete questions 3 to 5", "delete", (3, 4, 5), "en"),
        ("delete 2, 2 and 2", "delete", (2,), "en"),
        ("remove the last question", "delete", (8,), "en"),
        ("delete question 12", "delete", (12,), "en"),
        ("move 4 to 1", "move", (4, 1), "en"),
        ("move question 4 to position 1", "move", (4, 1), "en"),
        ("move the last question to 1", "move", (8, 1), "en"),
        ("swap 2 and 3", "swap", (2, 3), "en"),
        ("swap questions 2 and 3", "swap", (2, 3), "en"),
        ("shuffle", "shuffle_questions", (), "en"),
        ("shuffle the questions", "shuffle_questions", (), "en"),
        ("shuffle the options", "shuffle_options", (), "en"),
        ("randomize all the answers!", "shuffle_options", (), "en"),
        ("undo", "undo", (), "en"),
        ("Undo that, please", "undo", (), "en"),
        ("undo the last change", "undo", (), "en"),
        ("elimina la pregunta 2", "delete", (2,), "es"),
        ("por favor, borra las preguntas 2 y 3", "delete", (2, 3), "es"),
        ("mueve la pregunta 4 a la posición 1", "move", (4, 1), "es"),
        ("intercambia 2 y 3", "swap", (2, 3), "es"),
        ("mezcla las opciones", "shuffle_options", (), "es"),
        ("deshacer", "undo", (), "es"),
        ("supprime la question 2", "delete", (2,), "fr"),
        ("supprimez les questions 2 à 4 s'il vous plaît", "delete", (2, 3, 4), "fr"),
        ("déplace la question 4 en position 1", "move", (4, 1), "fr"),
        ("échange les questions 2 et 3", "swap", (2, 3), "fr"),
        ("mélange les réponses", "shuffle_options", (), "fr"),
        ("annule la dernière modification", "undo", (), "fr"),
        ("lösche Frage 2", "delete", (2,), "de"),
        ("Frage 2 bitte löschen", "delete", (2,), "de"),
        ("entferne die letzte Frage", "delete", (8,), "de"),
        ("verschiebe Frage 4 auf Platz 1", "move", (4, 1), "de"),
        ("tausche 2 mit 3", "swap", (2, 3), "de"),
        ("mische die Fragen", "shuffle_questions", (), "de"),
        ("Antworten mischen", "shuffle_options", (), "de"),
        ("mach das rückgängig", "undo", (), "de"),
        ("elimina la domanda 2", "delete", (2,), "it"),
        ("sposta la domanda 4 alla posizione 1", "move", (4, 1), "it"),
        ("scambia 2 e 3", "swap", (2, 3), "it"),
        ("mescola le domande", "shuffle_questions", (), "it"),
        ("annulla l'ultima modifica", "undo", (), "it"),
        ("exclua a pergunta 2", "delete", (2,), "pt"),
        ("mova a pergunta 4 para a posição 1", "move", (4, 1), "pt"),
        ("troque 2 com 3", "swap", (2, 3), "pt"),
        ("embaralhe as alternativas", "shuffle_options", (), "pt"),
        ("desfazer", "undo", (), "pt"),
    ],
)
def test_it_reads_commands_in_six_languages(message, op, numbers, language):
    assert parsed(message) == (op, numbers, language)


@pytest.mark.parametrize(
    "message",
    [
        "delete question 2 and add one about closures",
        "delete 3 questions",
        "delete the easy questions",
        "delete question 2's explanation",
        "do not delete question 2",
        "move on",
        "swap the options of question 2",
        "shuffle the deck of cards in question 2",
        "undo the change to question 2 but keep the rest",
        "make question 3 harder",
        "create a quiz on undo and redo",
        "what does delete 2 do?",
        "",
        "delete " + "2, " * 60,
    ],
)
def test_it_leaves_everything_else_to_the_model(message):
    assert parsed(message) is None


def test_the_quiz_s_own_language_decides_what_two_languages_share():
    assert parsed("elimina 2", language="it") == ("delete", (2,), "it")
    assert parsed("elimina 2", language="es") == ("delete", (2,), "es")


def test_delete_takes_exactly_those_questions():
    quiz = samples.quiz()
    applied = do("delete", 2, 5, quiz=quiz, request="delete 2 and 5")
    assert [one["type"] for one in applied.quiz["questions"]] == [
        "single_choice",
        "true_false",
        "short_answer",
        "matching",
        "ordering",
        "numeric",
    ]
    assert applied.quiz["revision"] == 2
    assert applied.quiz["coverage"] == {"requested": 6, "delivered": 6, "missing": 0}
    assert applied.quiz["history"][1] == {
        "rev": 2,
        "op": "delete",
        "messageId": "msg_33333333",
        "questionIds": ["q_multiple22", "q_blanks2222"],
        "at": "2026-01-02T00:00:00Z",
        "request": "delete 2 and 5",
    }
    assert applied.reply == "Deleted: 2, 5. Questions left: 6."


@pytest.mark.parametrize(
    ("op", "numbers", "order"),
    [
        ("move", (4, 1), [4, 1, 2, 3, 5, 6, 7, 8]),
        ("move", (1, 8), [2, 3, 4, 5, 6, 7, 8, 1]),
        ("swap", (2, 7), [1, 7, 3, 4, 5, 6, 2, 8]),
    ],
)
def test_it_reorders(op, numbers, order):
    quiz = samples.quiz()
    applied = do(op, *numbers, quiz=quiz)
    assert applied.quiz["questions"] == [quiz["questions"][number - 1] for number in order]
    assert applied.quiz["history"][-1]["op"] == "reorder"


def test_shuffled_questions_are_the_same_dicts_in_another_order():
    quiz = samples.quiz()
    applied = do("shuffle_questions", quiz=quiz)
    assert applied.quiz["questions"] != quiz["questions"]
    assert {id(one) for one in applied.quiz["questions"]} == {id(one) for one in quiz["questions"]}
    assert applied.quiz == do("shuffle_questions", quiz=quiz).quiz
    assert applied.quiz != do("shuffle_questions", quiz=quiz, seed="another").quiz


def test_shuffled_options_keep_their_ids_and_the_key():
    quiz = samples.quiz()
    applied = do("shuffle_options", quiz=quiz)
    assert applied.quiz["history"][-1]["questionIds"] == ["q_single22222"[:12], "q_multiple22"]
    for new, old in zip(applied.quiz["questions"], quiz["questions"], strict=True):
        if "options" not in old:
            assert new is old
            continue
        assert new["options"] != old["options"]
        assert sorted(map(str, new["options"])) == sorted(map(str, old["options"]))
        assert (new["answer"], new["rev"]) == (old["answer"], 2)


def test_options_that_may_not_move_stay():
    quiz = samples.quiz(samples.question(shuffle=False), samples.TRUE_FALSE)
    assert do("shuffle_options", quiz=quiz).quiz is None


@pytest.mark.parametrize(
    ("op", "numbers", "reply"),
    [
        ("delete", (9,), "There is no question 9; the quiz has 8."),
        ("delete", (2, 9, 12), "There is no question 9, 12; the quiz has 8."),
        ("move", (0, 1), "There is no question 0; the quiz has 8."),
        ("swap", (2, 2), "That changes nothing; the quiz stays as it is."),
        ("undo", (), "There is nothing to undo."),
    ],
)
def test_what_cannot_be_done_is_said_in_words(op, numbers, reply):
    applied = do(op, *numbers)
    assert (applied.quiz, applied.reply) == (None, reply)


@pytest.mark.parametrize("language", ["en", "es", "fr", "de", "it", "pt"])
def test_every_reply_can_be_said_in_every_language(language):
    changed = do("delete", 1, language=language)
    replies = {
        changed.reply,
        do("delete", 9, language=language).reply,
        do("move", 2, 1, language=language).reply,
        do("swap", 2, 1, language=language).reply,
        do("swap", 2, 2, language=language).reply,
        do("shuffle_questions", language=language).reply,
        do("shuffle_options", language=language).reply,
        do("shuffle_options", language=language, quiz=samples.quiz(samples.NUMERIC)).reply,
        do("undo", language=language).reply,
        do("undo", language=language, quiz=changed.quiz).reply,
        do("undo", language=language, quiz=changed.quiz, before=samples.quiz()).reply,
    }
    assert len(replies) == 11
    assert not any("{" in reply for reply in replies)


def revisions(*commands):
    """Every revision of a quiz under a row of commands, as a store would keep them."""
    kept = {1: samples.quiz()}
    for command in commands:
        quiz = kept[max(kept)]
        target = edits.undo_target(quiz)
        applied = do(*command, quiz=quiz, before=kept.get(target))
        kept[applied.quiz["revision"]] = applied.quiz
    return kept


def test_undo_brings_the_content_back_as_a_new_revision():
    kept = revisions(("delete", 2), ("undo",))
    assert kept[3]["questions"] == kept[1]["questions"]
    assert kept[3]["coverage"] == kept[1]["coverage"]
    assert kept[3]["revision"] == 3
    assert [entry["op"] for entry in kept[3]["history"]] == ["create", "delete", "restore"]
    assert kept[3]["history"][-1]["questionIds"] == ["q_multiple22"]


def test_undo_after_undo_goes_one_step_further_back():
    kept = revisions(("delete", 8), ("swap", 1, 2), ("undo",), ("undo",))
    assert kept[4]["questions"] == kept[2]["questions"]
    assert kept[5]["questions"] == kept[1]["questions"]
    assert edits.undo_target(kept[5]) is None


def test_after_an_undo_a_new_change_can_be_undone_too():
    kept = revisions(("delete", 8), ("undo",), ("swap", 1, 2), ("undo",))
    assert kept[5]["questions"] == kept[1]["questions"]
    assert edits.undo_target(kept[4]) == 3


def test_a_question_that_changed_back_has_a_rev_of_its_own():
    kept = revisions(("shuffle_options",), ("undo",))
    first, changed, restored = (kept[rev]["questions"][0] for rev in (1, 2, 3))
    assert (first["rev"], changed["rev"], restored["rev"]) == (1, 2, 3)
    assert {**restored, "rev": 1} == first
    assert kept[3]["questions"][2] is kept[1]["questions"][2]
