"""Whatever row of edits a conversation makes: what an edit does not name, it does not touch."""

import random

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from threads.quizzes import edits, model
from threads.quizzes.checks import Requested
from threads.quizzes.edits import Command

from . import samples
from .reading import Head, fresh

COMMANDS = ["delete", "move", "swap", "shuffle_questions", "shuffle_options", "undo"]
MERGES = ["replace", "append", "translate", "remove", "meddle", "break"]
STEPS = st.tuples(st.sampled_from(COMMANDS + MERGES), st.integers(0, 2**32))


class Conversation:
    """A quiz under edit, stored as bytes after every turn; it checks each revision against the one before."""

    def __init__(self):
        self.made = 0
        quiz = edits.new_quiz(
            id="quiz_2222222222",
            thread_id="thread_123",
            title="JavaScript",
            topic="JavaScript",
            language="en",
            questions=[self.another(base) for base in samples.ALL],
            provenance=samples.quiz()["provenance"],
            requested=Requested(count=8),
            message_id="msg_00000000",
            now="2026-01-01T00:00:00Z",
        )
        self.revisions = {1: orjson.dumps(edits.settle(quiz))}

    @property
    def quiz(self):
        return orjson.loads(self.revisions[max(self.revisions)])

    def another(self, base):
        """A question like `base` that no other is equal to."""
        self.made += 1
        text = orjson.dumps(base).decode()
        for place, old in enumerate((base["id"], *model.question(base).parts())):
            text = text.replace(old, f"{old.partition('_')[0]}_{self.made:06d}{place:02d}")
        made = orjson.loads(text)
        return {**made, "stem": f"{made['stem']} (variant {self.made} of {self.made * 7919})"}

    def step(self, op, seed):
        chance, quiz = random.Random(seed), self.quiz
        if op in COMMANDS:
            after, touched = self.command(op, quiz, chance)
        else:
            after, touched = self.merge(op, quiz, chance)
        if after is None or after is quiz:
            return
        self.check(quiz, after, touched)
        self.revisions[after["revision"]] = orjson.dumps(after)

    def command(self, op, quiz, chance):
        count = len(quiz["questions"])
        numbers = {"delete": 1, "move": 2, "swap": 2}.get(op, 0)
        command = Command(op, tuple(chance.randint(1, count + 1) for _ in range(numbers)), "en")
        target = edits.undo_target(quiz)
        before = orjson.loads(self.revisions[target]) if target else None
        applied = edits.apply(command, quiz, seed=str(chance.random()), before=before, **self.when())
        if op == "undo" and applied.quiz:
            self.check_undone(applied.quiz, before)
            return applied.quiz, {one["id"] for one in quiz["questions"]}
        movable = {one["id"] for one in quiz["questions"] if "options" in one}
        return applied.quiz, movable if op == "shuffle_options" else set()

    def merge(self, op, quiz, chance):
        numbers = range(1, len(quiz["questions"]) + 1)
        named = chance.sample(numbers, min(len(numbers), chance.randint(1, 3)))
        heads, message = getattr(self, f"_{op}")(quiz, named, chance)
        merged = edits.merge(quiz, heads, message=message, **self.when())
        if merged.quiz is quiz:
            return quiz, set()
        touched = numbers if op == "translate" else named
        after = edits.settle(merged.quiz, previous=quiz, notes=merged.notes)
        return after, {quiz["questions"][number - 1]["id"] for number in touched}

    def when(self):
        return {"message_id": f"msg_{len(self.revisions):08d}", "now": "2026-01-02T00:00:00Z"}

    def _replace(self, quiz, named, chance):
        heads = [Head(self.rewritten(quiz, number, chance), number=number) for number in named]
        return heads, f"make questions {', '.join(map(str, named))} harder"

    def _append(self, quiz, named, chance):
        added = [Head(self.another(chance.choice(samples.ALL)), action="new") for _ in named]
        return added, f"add {len(named)} more"

    def _translate(self, quiz, named, chance):
        numbers = range(1, len(quiz["questions"]) + 1)
        return [Head(self.rewritten(quiz, n, chance), number=n) for n in numbers], "translate all to French"

    def _remove(self, quiz, named, chance):
        heads = [Head(one := quiz["questions"][n - 1], ref=one["id"], action="delete") for n in named]
        return heads, "remove what is too easy"

    def _meddle(self, quiz, named, chance):
        """The model rewrites everything and deletes something, though one question was named."""
        heads, _ = self._translate(quiz, named, chance)
        doomed = [Head(one, ref=one["id"], action="delete") for one in quiz["questions"][:2]]
        del named[1:]
        return [*heads, *doomed], f"make question {named[0] if named else 1} easier"

    def _break(self, quiz, named, chance):
        heads, message = self._replace(quiz, named, chance)
        for head in heads:
            head.question["answer"] = None
        return heads, message

    def rewritten(self, quiz, number, chance):
        old = quiz["questions"][number - 1]
        self.made += 1
        if chance.random() < 0.2:
            return fresh(old)
        return fresh(old, stem=f"{fresh(old)['stem'].partition(' (')[0]} (written again as {self.made * 7919})")

    def check(self, before, after, touched):
        assert model.validate_quiz(after) == []
        assert after["revision"] == before["revision"] + 1
        assert after["history"][: len(before["history"])] == before["history"]
        told = {id for entry in after["history"] if entry["rev"] == after["revision"] for id in entry["questionIds"]}
        old = {one["id"]: one for one in before["questions"]}
        new = {one["id"]: one for one in after["questions"]}
        for id in old.keys() & new.keys():
            if id not in touched:
                assert orjson.dumps(new[id]) == orjson.dumps(old[id])
            elif new[id] != old[id]:
                assert new[id]["rev"] == old[id]["rev"] + 1
                assert id in told
        assert (old.keys() ^ new.keys()) <= told

    def check_undone(self, restored, before):
        def content(quiz):
            left_out = {"revision", "history"}
            inside = [{**one, "rev": 0} for one in quiz["questions"]]
            return {name: value for name, value in quiz.items() if name not in left_out} | {"questions": inside}

        assert content(restored) == content(before)


def converse(steps):
    conversation = Conversation()
    for op, seed in steps:
        conversation.step(op, seed)
    return conversation


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(STEPS, max_size=10))
def test_a_row_of_edits_keeps_every_promise(steps):
    converse(steps)


@pytest.mark.slow
def test_a_thousand_rows_of_edits_keep_every_promise():
    made = dict.fromkeys(COMMANDS + MERGES, 0)
    for seed in range(1000):
        chance = random.Random(seed)
        conversation = Conversation()
        for _ in range(12):
            op, before = chance.choice(COMMANDS + MERGES), len(conversation.revisions)
            conversation.step(op, chance.random())
            made[op] += len(conversation.revisions) - before
    # Every kind of edit has changed quizzes, but for the broken ones: they never do.
    assert made.pop("break") == 0
    assert all(count > 200 for count in made.values()), made


@pytest.mark.parametrize("op", COMMANDS + MERGES)
def test_every_step_of_these_rows_does_what_it_says(op):
    steps = [("swap", seed) for seed in range(4)] + [(op, seed) for seed in range(6)]
    swapped, after = len(converse(steps[:4]).revisions), len(converse(steps).revisions)
    assert swapped > 1
    assert (after > swapped) is (op != "break")
