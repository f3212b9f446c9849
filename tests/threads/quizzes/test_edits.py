"""New quizzes, and the end of every edit."""

import copy

from threads.quizzes import edits, model
from threads.quizzes.checks import Requested, flag

from . import samples
from .reading import WHEN, Head, fresh, merge
from .samples import BLANKS, NUMERIC, SHORT, SINGLE, TRUE_FALSE, choice, question


def new(*questions, requested=None, **arguments):
    return edits.new_quiz(
        id="quiz_2222222222",
        thread_id="thread_123",
        title="JavaScript",
        topic="JavaScript",
        language="en",
        questions=questions,
        provenance=samples.quiz()["provenance"],
        requested=requested,
        **WHEN,
        **arguments,
    )


class TestANewQuiz:
    def test_it_is_valid_and_complete(self):
        quiz = edits.settle(new(*samples.ALL, requested=Requested(count=8), request="a quiz, please"))
        assert model.validate_quiz(quiz) == []
        assert (quiz["status"], quiz["revision"], quiz["quality"]["score"]) == ("complete", 1, 100)
        assert quiz["history"][0]["request"] == "a quiz, please"

    def test_ten_questions_are_what_nobody_counted(self):
        quiz = edits.settle(new(*samples.ALL))
        assert quiz["coverage"] == {"requested": 10, "delivered": 8, "missing": 2}
        assert quiz["status"] == "partial"

    def test_bare_questions_get_what_every_stored_one_has(self):
        bare = {name: SINGLE[name] for name in ("id", "type", "stem", "options", "answer")}
        made = new(bare)["questions"][0]
        assert (made["rev"], made["points"], made["tags"], made["flags"]) == (1, 1, [], [])
        assert made["shuffle"] is True

    def test_sorted_numbers_are_not_shuffled(self):
        assert new(choice("How many are there?", "5", "10", "20"))["questions"][0]["shuffle"] is False

    def test_a_question_without_a_key_is_left_out_and_told(self):
        quiz = edits.settle(new(SINGLE, question(TRUE_FALSE, answer=None), requested=Requested(count=2)))
        assert [one["id"] for one in quiz["questions"]] == [SINGLE["id"]]
        assert quiz["coverage"] == {"requested": 2, "delivered": 1, "missing": 1}
        assert quiz["status"] == "partial"
        assert [(one["rule"], one["questionId"]) for one in quiz["quality"]["flags"]] == [
            ("key-missing", TRUE_FALSE["id"])
        ]
        assert quiz["history"][0]["questionIds"] == [SINGLE["id"]]
        assert model.validate_quiz(quiz) == []

    def test_one_that_lost_a_question_is_partial_though_enough_are_left(self):
        quiz = edits.settle(new(SINGLE, question(TRUE_FALSE, answer=None), requested=Requested(count=1)))
        assert (quiz["coverage"]["missing"], quiz["status"]) == (0, "partial")

    def test_a_cut_one_is_partial_however_much_is_there(self):
        assert edits.settle(new(SINGLE, requested=Requested(count=1)), cut=True)["status"] == "partial"

    def test_one_with_an_error_that_stays_needs_a_review(self):
        disputed = question(explanation="The correct answer is D.")
        quiz = edits.settle(new(disputed, requested=Requested(count=1)))
        assert (quiz["status"], quiz["quality"]["score"]) == ("needs_review", 85)

    def test_it_holds_fifty_questions_at_most(self):
        many = [choice(f"What is the number {n} called in this place?", f"a{n}", f"b{n}") for n in range(60)]
        assert len(new(*many)["questions"]) == 50

    def test_repair_completes_it_in_place(self):
        quiz = new(question(answer=None), NUMERIC, requested=Requested(count=3))
        amended = edits.amend(quiz, [SINGLE], added=[(1, TRUE_FALSE)])
        settled = edits.settle(amended)
        assert [one["id"] for one in settled["questions"]] == [SINGLE["id"], TRUE_FALSE["id"], NUMERIC["id"]]
        assert (settled["status"], settled["revision"]) == ("complete", 1)
        assert set(settled["history"][0]["questionIds"]) == {SINGLE["id"], TRUE_FALSE["id"], NUMERIC["id"]}
        assert model.validate_quiz(settled) == []


class TestSettling:
    def test_an_unusable_new_version_gives_way_to_the_old_one(self):
        quiz = samples.quiz()
        broken = fresh(SINGLE, stem="What does `typeof undefined` return in JavaScript?", answer=None)
        better = fresh(SHORT, stem="Which function makes a value of a JSON text?")
        merged = merge(quiz, Head(broken, number=1), Head(better, number=4))
        settled = edits.settle(merged.quiz, previous=quiz, notes=merged.notes)
        assert settled["questions"][0] is quiz["questions"][0]
        assert settled["questions"][3]["rev"] == 2
        assert settled["history"][-1]["questionIds"] == [SHORT["id"]]
        assert [(one["rule"], one["questionId"]) for one in settled["quality"]["flags"]] == [
            ("edit-dropped", SINGLE["id"])
        ]
        assert (settled["status"], settled["quality"]["score"]) == ("complete", 100)
        assert model.validate_quiz(settled) == []

    def test_an_edit_of_which_nothing_is_left_is_no_revision(self):
        quiz = samples.quiz()
        broken = fresh(SINGLE, stem="What does `typeof undefined` return in JavaScript?", answer=None)
        assert edits.settle(merge(quiz, Head(broken, number=1)).quiz, previous=quiz) is quiz

    def test_an_added_question_that_stands_there_already_is_left_out(self):
        quiz = samples.quiz(SINGLE, SHORT)
        again = fresh(SHORT)
        other = choice("What is a closure made of?", "a function and its scope", "a loop and its counter")
        merged = merge(quiz, Head(again, action="new"), Head(other, action="new"), message="add two more", added=2)
        settled = edits.settle(merged.quiz, previous=quiz)
        assert [one["id"] for one in settled["questions"]] == [SINGLE["id"], SHORT["id"], other["id"]]
        assert (settled["coverage"]["missing"], settled["status"]) == (1, "partial")
        assert settled["history"][-1]["questionIds"] == [other["id"]]

    def test_a_changed_question_that_repeats_an_untouched_one_gives_way(self):
        quiz = samples.quiz(TRUE_FALSE, SHORT, SINGLE)
        merged = merge(quiz, Head(fresh(SINGLE), number=1))
        assert edits.settle(merged.quiz, previous=quiz) is quiz

    def test_notes_and_flags_of_older_revisions_go(self):
        quiz = samples.quiz()
        quiz["quality"]["flags"] = [flag("edit-out-of-scope", "It was so once.")]
        better = fresh(SHORT, stem="Which function makes a value of a JSON text?")
        assert edits.settle(merge(quiz, Head(better, number=4)).quiz, previous=quiz)["quality"]["flags"] == []

    def test_nothing_is_changed_in_place(self):
        quiz, blanks = samples.quiz(), fresh(BLANKS, stem=fresh(BLANKS)["stem"] + " Think twice.")
        before, given = copy.deepcopy(quiz), copy.deepcopy(blanks)
        edits.settle(merge(quiz, Head(blanks, number=5)).quiz, previous=quiz)
        assert (quiz, blanks) == (before, given)
