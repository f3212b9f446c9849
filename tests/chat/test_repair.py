import asyncio
import time

import orjson
import pytest

from chat import repair
from chat.llm.groq import GroqProvider
from chat.prompts import repairs
from chat.reader import Reader
from chat.repair import completing, wire
from tests.support import waiting
from tests.support.groq_script import Script
from threads.quizzes import checks
from threads.quizzes.model import validate_question

TEXT = """# Cats

### Q1 [single_choice | easy]
How many lives has a cat in the proverb?
- A) Seven
- B) Nine
- C) Ten

### Q2 [true_false]
A cat always lands on its feet.
Answer: False
"""


def one(n, kind="single_choice", **members):
    base = {
        "stem": "",
        "options": [],
        "correct": [],
        "accepted": [],
        "pairs": [],
        "explanation": None,
        "difficulty": None,
    }
    return {"n": n, "type": kind, **base, **members}


LIVES = one(1, stem="How many lives has a cat in the proverb?", options=["Seven", "Nine", "Ten"], correct=[1])
EVERY_TYPE = [
    LIVES,
    one(2, "multiple_choice", stem="Which numbers are prime?", options=["2", "4", "5"], correct=[0, 2]),
    one(3, "true_false", stem="Water is wet in most cases.", accepted=["True"]),
    one(4, "short_answer", stem="Who wrote the play Hamlet?", accepted=["Shakespeare", "William Shakespeare"]),
    one(5, "fill_blank", stem="A [[1]] barks, a [[2]] meows.", accepted=["dog | hound", "cat"]),
    one(
        6,
        "matching",
        stem="Match each country with its capital.",
        pairs=[{"left": "Peru", "right": "Lima"}, {"left": "Kenya", "right": "Nairobi"}],
    ),
    one(7, "ordering", stem="Put these numbers in ascending order.", options=["one", "two", "three"]),
    one(
        8,
        "numeric",
        stem="How many bits are in one byte?",
        accepted=["8 ± 0"],
        explanation="Eight by convention.",
        difficulty="easy",
    ),
]


def read(text):
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader.questions


def broken(text=TEXT):
    questions = read(text)
    report = checks.check(
        {"questions": [each.question for each in questions], "title": "Cats", "topic": "Cats", "language": "en"}
    )
    return repair.broken(questions, report)


@pytest.fixture
async def provider(groq):
    made = GroqProvider()
    yield made
    await made.close()


async def run(provider, wrong=(), missing=()):
    return await repair.run(provider, title="Cats", broken=wrong, missing=missing, used=["Cats?"], seed="5eed")


class TestWire:
    def test_every_type_is_read_back_whole(self):
        questions = read(wire.write({"questions": EVERY_TYPE}))
        assert [question.question["type"] for question in questions] == [each["type"] for each in EVERY_TYPE]
        for question in questions:
            assert question.missing == []
            assert validate_question(question.question) == []
        assert questions[7].question["explanation"] == "Eight by convention."

    @pytest.mark.parametrize(
        "answer",
        [
            {},
            {"questions": 7},
            {"questions": [7, {}, {"n": "x", "type": "numeric"}]},
            {"questions": [LIVES | {"correct": [3]}]},
            {"questions": [LIVES | {"correct": []}]},
            {"questions": [LIVES | {"correct": [-1]}]},
            {"questions": [LIVES | {"type": "essay"}]},
        ],
    )
    def test_what_has_another_shape_is_left_out(self, answer):
        assert wire.write(answer) == ""

    def test_the_schema_is_strict_and_small(self):
        def objects(schema):
            if isinstance(schema, dict):
                yield from ([schema] if schema.get("type") == "object" else [])
                for value in schema.values():
                    yield from objects(value)

        for found in objects(wire.SCHEMA):
            assert found["required"] == list(found["properties"])
            assert found["additionalProperties"] is False
        assert len(orjson.dumps(wire.SCHEMA)) < 1200


class TestCompleting:
    def test_the_key_is_taken_under_the_ids_that_were_streamed(self):
        streamed = read(TEXT)[0].question
        repaired = read(wire.write({"questions": [LIVES]}))[0].question
        mended = completing.complete(streamed, repaired)
        assert mended["answer"]["optionIds"] == [streamed["options"][1]["id"]]
        assert mended["options"] == streamed["options"]
        assert [flag["rule"] for flag in mended["flags"]] == ["key-repaired"]

    def test_options_may_come_back_in_another_order(self):
        streamed = read(TEXT)[0].question
        turned = LIVES | {"options": ["ten", "**Nine**", "Seven"], "correct": [1]}
        mended = completing.complete(streamed, read(wire.write({"questions": [turned]}))[0].question)
        assert mended["answer"]["optionIds"] == [streamed["options"][1]["id"]]

    @pytest.mark.parametrize("each", EVERY_TYPE, ids=lambda each: each["type"])
    def test_every_type_can_be_completed(self, each):
        whole, streamed = (read(wire.write({"questions": [each]}))[0].question for _ in range(2))
        answer, streamed["answer"] = streamed["answer"], None
        assert completing.complete(streamed, whole)["answer"] == answer

    @pytest.mark.parametrize(
        "other",
        [
            LIVES | {"stem": "How many tails has a dog in the fairy tale?"},
            LIVES | {"options": ["Seven", "Nine", "Twelve"]},
            LIVES | {"options": ["Seven", "Nine", "Ten", "Eleven"]},
            LIVES | {"type": "multiple_choice"},
        ],
    )
    def test_another_question_replaces_nothing(self, other):
        assert (
            completing.complete(read(TEXT)[0].question, read(wire.write({"questions": [other]}))[0].question) is None
        )


class TestRun:
    def test_what_is_broken_is_named_with_its_number_and_text(self):
        (wrong,) = broken()
        assert wrong.number == 1
        assert "How many lives" in wrong.source

    async def test_a_key_is_completed_and_told_as_a_line(self, groq, provider):
        groq.script = Script(json={"questions": [LIVES]})
        result = await run(provider, broken())
        assert result.text == "\n\n### Q1\nAnswer: B"
        assert list(result.completed) == [read_again["id"] for read_again in result.completed.values()]
        assert [each.missing for each in read(TEXT + result.text)] == [[], []]

    async def test_only_the_questions_concerned_are_sent(self, groq, provider):
        groq.script = Script(json={"questions": []})
        await run(provider, broken(), missing=[3])
        asked = groq.exchanges[0].body["messages"][1]["content"]
        assert "How many lives" in asked
        assert "Q3" in asked
        assert "lands on its feet" not in asked

    async def test_an_absent_question_is_added_whole(self, groq, provider):
        third = one(3, "numeric", stem="How many legs has a cat?", accepted=["4 ± 0"])
        groq.script = Script(
            json={"questions": [third, third, one(4, "numeric", stem="How many tails?", accepted=["1 ± 0"])]}
        )
        result = await run(provider, missing=[3])
        assert [question["stem"] for question in result.added] == ["How many legs has a cat?"]
        assert [each.question["stem"] for each in read(TEXT + result.text)][2:] == ["How many legs has a cat?"]

    async def test_what_does_not_match_is_not_taken(self, groq, provider):
        groq.script = Script(json={"questions": [LIVES | {"stem": "What do cats eat for breakfast?"}]})
        assert await run(provider, broken()) == repair.Repaired()

    async def test_a_server_without_schemas_is_asked_in_the_dialect(self, groq, provider):
        groq.queue.append(Script(status=400))
        groq.script = Script(text=TEXT.replace("- C) Ten\n", "- C) Ten\nAnswer: B\n"))
        result = await run(provider, broken())
        assert result.text == "\n\n### Q1\nAnswer: B"
        assert len(groq.exchanges) == 2

    @pytest.mark.parametrize("first", [[], [Script(status=400)]], ids=["structured", "in the dialect"])
    async def test_it_gives_up_in_time(self, groq, provider, monkeypatch, first):
        monkeypatch.setattr(repair, "TIMEOUT_SECS", 0.1)
        groq.queue.extend(first)
        groq.script, began = Script(headers_delay_secs=60), time.monotonic()
        assert await run(provider, broken()) == repair.Repaired()
        assert time.monotonic() - began < 1

    @pytest.mark.parametrize("status", [401, 404, 413, 429, 503])
    async def test_a_fault_of_the_provider_is_not_the_turns(self, groq, provider, status, caplog):
        groq.script = Script(status=status, retry_after="30")
        assert await run(provider, broken()) == repair.Repaired()
        assert "lives" not in caplog.text

    async def test_nothing_to_mend_asks_nothing(self, groq, provider):
        assert await run(provider) == repair.Repaired()
        assert not groq.exchanges

    async def test_a_cancelled_turn_ends_its_repair(self, groq, provider):
        groq.script = Script(headers_delay_secs=60)
        task = asyncio.create_task(run(provider, broken()))
        await waiting.until_async(lambda: groq.exchanges)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


def test_a_continuation_asks_for_the_rest_and_no_more():
    request = (
        orjson.dumps({"role": "system", "content": "rules"}),
        orjson.dumps({"role": "user", "content": "12 questions"}),
    )
    system, user = map(orjson.loads, repairs.continuation(request, done=["What is a cat?"], first=8, last=12))
    assert system["content"] == "rules"
    assert user["content"].startswith("12 questions\n\n")
    assert "- What is a cat?" in user["content"]
    assert "Q8 to Q12" in user["content"]
