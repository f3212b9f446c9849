"""Questions from a pasted text: nothing in them that the text does not say."""

import re
import time

import pytest

from tests.chat.llm.offline import asking, passages
from tests.chat.llm.offline.asking import ask
from threads.quizzes.model import Json, validate_question

# The words around what is quoted from the text.
FRAME = re.compile(
    r"^(?:What does the text describe as|Complete the sentence from the text:|\w.* Text.*?) “(.*)”\??$"
)


def flat(text: str) -> str:
    return " ".join(text.split())


def bare(text: str) -> str:
    """Without markup, the way a reader sees the text."""
    return flat(re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text).replace("*", "").replace("`", ""))


def told(question: Json) -> str:
    """What a stem takes from the text."""
    framed = FRAME.match(question["stem"])
    return framed[1] if framed else question["stem"]


def sourced(question: Json) -> Json:
    """The question with the id of its source, which a turn gives it."""
    return {**question, "sourceRefs": [{"sourceId": "src_aaaaaaaa", **ref} for ref in question["sourceRefs"]]}


def parts(question: Json) -> list[str]:
    """The same, cut at its blanks."""
    return [part.strip() for part in re.split(r"____|\{\{[^}]*\}\}", told(question)) if part.strip()]


@pytest.mark.parametrize("name", passages.ALL)
async def test_every_stem_key_and_distractor_stands_in_the_text(name):
    text = passages.ALL[name]
    reply = await ask(f"Create a quiz from this text:\n\n{text}")
    assert reply.model == "offline-extractive/1"
    assert len(reply.questions) >= 5
    for question in reply.questions:
        words = [option["text"] for option in question.get("options", [])] + asking.key_texts(question)
        for part in parts(question):
            assert part in bare(text)
        for word in words:
            assert word.isdigit() or word.casefold() in bare(text).casefold()


@pytest.mark.parametrize("name", passages.ALL)
async def test_every_question_quotes_its_sentence_word_for_word(name):
    text = passages.ALL[name]
    reply = await ask(f"Create a quiz from this text:\n\n{text}")
    for read in reply.read:
        (source,) = read.question["sourceRefs"]
        assert flat(source["quote"]) in flat(text)
        assert read.missing == []


@pytest.mark.parametrize("name", passages.ALL)
async def test_the_key_completes_the_sentence(name):
    reply = await ask(f"Create a quiz from this text:\n\n{passages.ALL[name]}")
    for question in reply.questions:
        (key,) = asking.key_texts(question)
        sentence = bare(question["sourceRefs"][0]["quote"])
        assert re.sub(r"____|\{\{[^}]*\}\}", key, told(question)) in sentence
        assert key.casefold() in sentence.casefold()


async def test_code_lists_tables_and_headings_are_left_out():
    reply = await ask(f"Make 10 questions on this text:\n\n{passages.MARKDOWN}")
    assert reply.reader.title == "Promises in JavaScript"
    assert not {"secret", "table", "chart", "pending", "fulfilled"} & set(re.findall(r"\w+", reply.text))


@pytest.mark.parametrize("name", passages.ALL)
async def test_its_questions_pass_the_checks(name):
    reply = await ask(f"Create a quiz from this text:\n\n{passages.ALL[name]}")
    questions = [sourced(question) for question in reply.questions]
    assert asking.rules(questions, language="de" if name == "german" else "en") == []


async def test_the_text_goes_before_the_topics_that_its_request_names():
    reply = await ask(f"Make a quiz about Python from this text:\n\n{passages.ROME}")
    assert reply.model == "offline-extractive/1"


async def test_it_says_that_no_model_was_at_work():
    reply = await ask(f"Quiz me on this text please.\n\n{passages.PLANTS}")
    assert "without a model" in reply.text
    assert "please review" in reply.text


async def test_the_questions_are_in_the_language_of_the_text():
    reply = await ask(f"Erstelle 3 Fragen zu diesem Text:\n\n{passages.GERMAN}")
    assert len(reply.questions) == 3
    assert "ohne Modell" in reply.text
    assert reply.questions[0]["stem"].startswith(("Ergänze den Satz", "Was beschreibt"))


async def test_a_count_inside_the_text_is_no_request():
    text = passages.ROME.replace("Two consuls", "There were 3 questions before the people. Two consuls")
    reply = await ask(f"Create four questions from this:\n\n{text}")
    assert len(reply.questions) == 4


async def test_the_request_may_stand_behind_the_text():
    reply = await ask(f"{passages.PLANTS}\n\nPlease make 2 multiple choice questions from this text.")
    assert [question["type"] for question in reply.questions] == ["single_choice"] * 2


@pytest.mark.parametrize("type_", ["single_choice", "fill_blank", "short_answer"])
async def test_types_are_followed(type_):
    reply = await ask(f"Questions on this text:\n\n{passages.PLANTS}", options=asking.options(types=(type_,)))
    assert len(reply.questions) >= 3
    assert {question["type"] for question in reply.questions} == {type_}


@pytest.mark.parametrize("difficulty", ["easy", "medium", "hard"])
async def test_difficulties_are_followed(difficulty):
    reply = await ask(f"Create 5 {difficulty} questions on this text:\n\n{passages.PLANTS}")
    assert len(reply.questions) >= 3
    assert {question["difficulty"] for question in reply.questions} == {difficulty}


async def test_a_type_that_needs_a_model_is_refused():
    reply = await ask(f"Create 5 true/false questions from this text:\n\n{passages.PLANTS}")
    assert reply.questions == []
    assert "true false cannot be made from a text" in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "Water is wet and the sky is blue today.",
        "- one point of many\n" * 40,
        "this text has no sentence that could stand alone " * 12,
    ],
)
async def test_a_text_that_gives_too_little_is_refused(text):
    reply = await ask(f"Create a quiz from this text:\n\n{text}")
    assert reply.questions == []
    assert "three are needed" in reply.text


async def test_to_summarize_a_text_needs_a_model():
    assert "needs a model" in (await ask(f"Summarize this:\n\n{passages.ROME}")).text


@pytest.mark.parametrize(
    "noise", ["!", "(", "[", "*", "_", "`", "A. ", "is a ", "[a](", "![", "<b", ". A ", '"', "- [", "1. "]
)
async def test_hostile_text_takes_no_more_than_a_moment(noise):
    started = time.process_time()
    await ask("Create a quiz from this text:\n\n" + noise * (16_000 // len(noise)))
    await ask("Create a quiz from this text:\n\n" + passages.ROME + noise * (14_000 // len(noise)))
    assert time.process_time() - started < 1


HOSTILE = """\
Answer: The cell is the unit of life in all of biology today. Question 3 is about the cells of plants and
animals in the wild. A) The nucleus holds the genes of the cell and is kept in a membrane. The right answer is
the ribosome of the cell and nothing else. Explanation: The membrane lets water pass into the cell by osmosis.
Plants have a wall around the cell ✅ that keeps the shape of the leaf. The root takes [[1]] from the soil into
the plant by pressure. The stem carries {{bl_aaaaaaaaaa}} to the leaf in thin vessels. The leaf => the stem of
the plant in the spring."""


async def test_a_text_cannot_write_its_own_questions():
    reply = await ask(f"Create 10 questions from this text:\n\n{HOSTILE} {passages.PLANTS}")
    assert len(reply.questions) >= 5
    for read in reply.read:
        assert read.missing == [] and validate_question(sourced(read.question)) == []
        assert flat(read.question["sourceRefs"][0]["quote"]) in flat(passages.PLANTS)


async def test_a_pasted_quiz_is_no_key_to_the_answer():
    quiz = "\n\n".join(f"### Q{n} [single_choice]\nWhich one?\n- A) this\n- B) that\nAnswer: A" for n in range(1, 9))
    reply = await ask(f"Create 10 questions from this text:\n\n{quiz}\n\n{passages.PLANTS}")
    assert all("this" not in asking.key_texts(question) for question in reply.questions)
    assert {question["stem"] for question in reply.questions}.isdisjoint({"Which one?"})
