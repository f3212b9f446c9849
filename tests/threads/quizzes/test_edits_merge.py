"""Questions that were written again or anew, merged into a quiz."""

import orjson
import pytest

from threads.quizzes import edits, model

from . import samples
from .reading import Head, fresh, merge
from .samples import MATCHING, MULTIPLE, NUMERIC, ORDERING, SHORT, SINGLE, TRUE_FALSE, choice


class TestAMerge:
    def test_by_id_then_by_number_and_the_id_wins(self):
        quiz = samples.quiz()
        harder = {"stem": "What does `typeof undefined` return in JavaScript?"}
        by_id = merge(quiz, Head(fresh(SINGLE, **harder), number=3, ref=SINGLE["id"])).quiz
        by_number = merge(quiz, Head(fresh(SINGLE, **harder), number=1)).quiz
        by_number_too = merge(quiz, Head(fresh(SINGLE, **harder), number=1, ref="q_unknown222")).quiz
        assert by_id == by_number == by_number_too
        assert by_id["questions"][0]["stem"] == harder["stem"]

    def test_a_replaced_question_keeps_its_id_and_those_of_unchanged_options(self):
        again = fresh(SINGLE)
        again["options"][0]["text"] = "`NaN`"
        again["points"] = 7
        merged = merge(samples.quiz(), Head(again, ref=SINGLE["id"])).quiz
        made = merged["questions"][0]
        assert (made["id"], made["rev"], made["points"]) == (SINGLE["id"], 2, 1)
        assert made["options"][0]["id"] not in [option["id"] for option in SINGLE["options"]]
        assert [option["id"] for option in made["options"][1:]] == [option["id"] for option in SINGLE["options"][1:]]
        assert made["answer"] == SINGLE["answer"]
        assert merged["history"][-1]["op"] == "replace"
        assert merged["revision"] == 2

    @pytest.mark.parametrize("old", samples.ALL, ids=lambda one: one["type"])
    def test_a_question_written_again_just_as_it_was_stays_untouched(self, old):
        quiz = samples.quiz()
        merged = merge(quiz, Head(fresh(old), ref=old["id"]))
        assert merged.quiz is quiz

    @pytest.mark.parametrize("old", samples.ALL, ids=lambda one: one["type"])
    def test_every_type_keeps_the_ids_of_what_it_keeps(self, old):
        changed = fresh(old, stem=fresh(old)["stem"] + " Think twice.")
        made = merge(samples.quiz(), Head(changed, ref=old["id"])).quiz
        one = next(one for one in made["questions"] if one["id"] == old["id"])
        assert model.question(one).parts() == model.question(old).parts()
        assert one["answer"] == old["answer"]
        assert model.validate_quiz(made) == []

    def test_an_explanation_that_is_left_out_is_no_change_unless_it_was_to_go(self):
        quiz = samples.quiz()
        again = {name: value for name, value in fresh(SINGLE).items() if name != "explanation"}
        assert merge(quiz, Head(again, number=1)).quiz is quiz
        removed = merge(quiz, Head(again, number=1), message="remove the explanations").quiz
        assert "explanation" not in removed["questions"][0]

    def test_new_ones_go_last(self):
        added = choice("What is a closure made of?", "a function and its scope", "a loop and its counter")
        merged = merge(samples.quiz(SINGLE, SHORT), Head(added, number=3), message="add one more").quiz
        assert [one["id"] for one in merged["questions"]] == [SINGLE["id"], SHORT["id"], added["id"]]
        assert merged["coverage"] == {"requested": 3, "delivered": 3, "missing": 0}
        assert merged["history"][-1]["op"] == "append"

    def test_additions_make_up_for_what_is_missing_first(self):
        quiz = samples.quiz(SINGLE, SHORT, coverage={"requested": 3, "delivered": 2, "missing": 1}, status="partial")
        added = choice("What is a closure made of?", "a function and its scope", "a loop and its counter")
        settled = edits.settle(merge(quiz, Head(added), message="add one", added=1).quiz, previous=quiz)
        assert settled["coverage"] == {"requested": 3, "delivered": 3, "missing": 0}
        assert settled["status"] == "complete"

    def test_fewer_than_asked_for_are_missing(self):
        added = choice("What is a closure made of?", "a function and its scope", "a loop and its counter")
        quiz = samples.quiz(SINGLE, SHORT)
        settled = edits.settle(merge(quiz, Head(added), message="add two", added=2).quiz, previous=quiz)
        assert (settled["coverage"]["missing"], settled["status"]) == (1, "partial")

    def test_two_more_that_count_from_one_replace_nothing(self):
        added = [choice(f"What is a closure made of, {n}?", f"a function {n}", f"a loop {n}") for n in range(2)]
        heads = [Head(one, number=n) for n, one in enumerate(added, start=1)]
        merged = merge(samples.quiz(), *heads, message="add two more").quiz
        assert merged["questions"][:8] == samples.quiz()["questions"]
        assert len(merged["questions"]) == 10

    def test_nor_do_they_in_a_quiz_of_two(self):
        added = [choice(f"What is a closure made of, {n}?", f"a function {n}", f"a loop {n}") for n in range(2)]
        heads = [Head(one, number=n) for n, one in enumerate(added, start=1)]
        merged = merge(samples.quiz(SINGLE, SHORT), *heads, message="add two more").quiz
        assert [one["rev"] for one in merged["questions"]] == [1, 1, 1, 1]

    def test_but_what_is_added_to_questions_makes_no_new_ones(self):
        heads = [
            Head(fresh(one, explanation="It is so."), number=n) for n, one in enumerate(samples.ALL[:3], start=1)
        ]
        merged = merge(samples.quiz(), *heads, message="add an explanation to the easy ones").quiz
        assert [one["rev"] for one in merged["questions"]] == [2, 2, 2, 1, 1, 1, 1, 1]

    def test_what_nobody_named_is_not_touched(self):
        quiz = samples.quiz()
        harder = fresh(SINGLE, stem="What does `typeof undefined` return in JavaScript?")
        meddling = fresh(SHORT, stem="Which function turns a JSON text into some value?")
        merged = merge(
            quiz,
            Head(harder, ref=SINGLE["id"]),
            Head(meddling, ref=SHORT["id"]),
            Head(choice("What is new in this place?", "this", "that"), action="new"),
            message="make question 1 harder",
        )
        assert merged.quiz["questions"][1:] == quiz["questions"][1:]
        assert [(note["rule"], note["severity"], note.get("questionId")) for note in merged.notes] == [
            ("edit-out-of-scope", "info", SHORT["id"]),
            ("edit-out-of-scope", "info", None),
        ]
        settled = edits.settle(merged.quiz, previous=quiz, notes=merged.notes)
        assert settled["quality"]["flags"] == merged.notes
        assert (settled["quality"]["score"], settled["status"]) == (100, "complete")

    def test_a_delete_needs_a_request_to_remove(self):
        quiz = samples.quiz()
        head = Head(SHORT, ref=SHORT["id"], action="delete")
        kept = merge(quiz, head, message="make it harder")
        assert kept.quiz is quiz
        assert [note["questionId"] for note in kept.notes] == [SHORT["id"]]
        gone = merge(quiz, head, message="remove the ones on JSON").quiz
        assert SHORT["id"] not in [one["id"] for one in gone["questions"]]
        assert gone["coverage"] == {"requested": 7, "delivered": 7, "missing": 0}
        assert gone["history"][-1] | {"at": 0} == {
            "rev": 2,
            "op": "delete",
            "messageId": "msg_33333333",
            "questionIds": [SHORT["id"]],
            "at": 0,
            "request": "remove the ones on JSON",
        }

    def test_two_ops_in_a_turn_are_two_entries_of_one_rev(self):
        harder = fresh(SINGLE, stem="What does `typeof undefined` return in JavaScript?")
        added = choice("What is a closure made of?", "a function and its scope", "a loop and its counter")
        merged = merge(
            samples.quiz(), Head(harder, number=1), Head(added, action="new"), message="harder, and add one"
        )
        assert [(entry["rev"], entry["op"]) for entry in merged.quiz["history"]] == [
            (1, "create"),
            (2, "replace"),
            (2, "append"),
        ]

    def test_what_changed_says_where_it_came_from(self):
        provenance = {"messageId": "msg_33333333", "extraction": "edit", "model": "a-model"}
        harder = fresh(SINGLE, stem="What does `typeof undefined` return in JavaScript?")
        merged = merge(samples.quiz(), Head(harder, number=1), provenance=provenance).quiz
        assert merged["questions"][0]["provenance"] == provenance
        assert "provenance" not in merged["questions"][1]


class TestAFullReissue:
    TEXTS = {"What": "Quel", "push": "pousser", "Match": "Associez", "It throws an error": "Une erreur"}

    def translated(self, old):
        text = orjson.dumps(fresh(old)).decode()
        for english, french in self.TEXTS.items():
            text = text.replace(english, french)
        made = orjson.loads(text)
        return {**made, "stem": made["stem"] + " (en français)"}

    def test_ids_stay_by_place_though_no_text_does(self):
        heads = [Head(self.translated(one), number=n) for n, one in enumerate(samples.ALL, start=1)]
        merged = merge(samples.quiz(), *heads, message="translate it to French", members={"language": "fr"}).quiz
        assert [one["id"] for one in merged["questions"]] == [one["id"] for one in samples.ALL]
        assert [one["rev"] for one in merged["questions"]] == [2] * 8
        for made, old in zip(merged["questions"], samples.ALL, strict=True):
            assert model.question(made).parts() == model.question(old).parts()
        assert merged["language"] == "fr"
        assert merged["history"][-1]["op"] == "translate"
        assert merged["quality"]["flags"] == []
        assert model.validate_quiz(merged) == []

    def test_what_comes_back_equal_stays_untouched(self):
        quiz = samples.quiz()
        heads = [Head(fresh(one), number=n) for n, one in enumerate(samples.ALL, start=1)]
        heads[2] = Head(fresh(TRUE_FALSE, stem="A constant can never hold an array that changes."), number=3)
        merged = merge(quiz, *heads, message="rewrite all of it").quiz
        touched = [
            one["id"] for one, old in zip(merged["questions"], quiz["questions"], strict=True) if one is not old
        ]
        assert touched == [TRUE_FALSE["id"]] == merged["history"][-1]["questionIds"]

    @pytest.mark.parametrize(
        ("old", "answer"),
        [
            (SINGLE, {"optionIds": ["o_singleccccn"]}),
            (MULTIPLE, {"optionIds": ["o_multiaaaaan"]}),
            (TRUE_FALSE, {"value": False}),
            (NUMERIC, {"value": 1000, "tolerance": 0, "toleranceType": "abs"}),
            (MATCHING, [["l_matchaaaaan", "r_matchbbbbbn"], ["l_matchbbbbbn", "r_matchaaaaan"]]),
            (ORDERING, ["i_orderbbbbbn", "i_orderaaaaan", "i_ordercccccn"]),
        ],
        ids=lambda value: value.get("type") if isinstance(value, dict) else None,
    )
    def test_a_translation_with_another_key_is_disputed(self, old, answer):
        quiz = samples.quiz(old)
        parts = {part: f"{part}n" for part in model.question(old).parts()}
        changed = {**self.translated(old), "answer": answer}
        assert all(new in orjson.dumps(changed).decode() for new in parts.values())
        merged = merge(quiz, Head(changed, number=1), message="translate to French")
        settled = edits.settle(merged.quiz, previous=quiz)
        assert [one["rule"] for one in settled["questions"][0]["flags"]] == ["key-disputed"]
        assert settled["status"] == "needs_review"
