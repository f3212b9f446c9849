"""New quizzes on topics: what is asked for is what comes."""

import pytest

from tests.chat.llm.offline import asking
from tests.chat.llm.offline.asking import ask, options

REFUSED = (
    "Create a quiz on the history of Rome",
    "Create a quiz on Java",
    "Make 5 questions about Express.js",
    "Translate my quiz to French",
    "hello",
    "What is a closure?",
)


@pytest.mark.parametrize(
    ("message", "title", "tag"),
    [
        ("Create a quiz on JavaScript", "JavaScript", "javascript"),
        ("Create a quiz on Node.js", "Node.js", "javascript"),
        ("Create a quiz on Python", "Python", "python"),
        ("Quiz me on js please", "JavaScript", "javascript"),
        ("Crea un cuestionario sobre bases de datos", "SQL", "sql"),
        ("Erstelle ein Quiz über Physik", "Physics", "physics"),
        ("test me on version control", "Git", "git"),
    ],
)
async def test_it_makes_a_quiz_on_a_topic_under_any_of_its_names(message, title, tag):
    reply = await ask(message, options=options(count=4))
    assert reply.text.startswith(f"# {title}\n")
    assert reply.reader.title == title
    assert len(reply.questions) == 4
    assert all(tag in question["tags"] for question in reply.questions)
    assert reply.model == "offline-bank/1"


async def test_it_makes_ten_questions_that_read_back_whole():
    reply = await ask("Create a quiz on JavaScript")
    assert len(reply.read) == 10
    for read in reply.read:
        asking.assert_whole(read)


@pytest.mark.parametrize("topic", ["JavaScript", "Node.js", "Python", "HTTP", "SQL", "Git", "science", "maths"])
@pytest.mark.parametrize("variant", range(5))
async def test_its_quizzes_pass_every_check(topic, variant):
    reply = await ask(f"Create a quiz on {topic}", used=(f"variant {variant}",))
    assert len(reply.questions) == 10
    assert asking.rules(reply.questions) == []


async def test_the_same_request_gives_the_same_text():
    first = await ask("Create a quiz on Python", seed="1")
    assert (await ask("Create a quiz on Python", seed="2")).text == first.text
    assert (await ask("Create a quiz on Python, please")).text != first.text


async def test_it_speaks_in_lines():
    reply = await ask("Create a quiz on Git")
    assert len(reply.pieces) > 40
    assert all(piece.count("\n") == 1 and piece.endswith("\n") for piece in reply.pieces)


async def test_it_follows_the_count_the_types_and_the_difficulty_of_the_words():
    reply = await ask("Give me two hard true/false questions on HTTP and Python")
    assert [(q["type"], q["difficulty"]) for q in reply.questions] == [("true_false", "hard")] * 2


async def test_options_override_the_words():
    wanted = options(count=2, types=("numeric",), difficulty="medium")
    reply = await ask("Create 9 easy multiple choice questions on general science", options=wanted)
    assert [(q["type"], q["difficulty"]) for q in reply.questions] == [("numeric", "medium")] * 2


async def test_it_asks_nothing_twice_in_a_thread():
    used: tuple[str, ...] = ()
    for _ in range(2):
        reply = await ask("Create a quiz on Python", used=used)
        stems = {question["stem"] for question in reply.questions}
        assert not stems & set(used)
        used += tuple(stems)
    assert len(used) == 20


async def test_it_gives_what_there_is_and_says_so():
    reply = await ask("Create 30 questions on SQL")
    assert len(reply.questions) == 18
    assert "Of the 30 questions asked for, 18 are here" in reply.text


async def test_a_part_of_a_topic_comes_first():
    reply = await ask("Create a quiz of 2 questions on SQL joins")
    assert all("joins" in question["tags"] for question in reply.questions)


async def test_it_mixes_the_topics_when_none_is_named():
    reply = await ask("Create quiz")
    assert reply.reader.title == "Mixed quiz"
    assert len({question["tags"][0] for question in reply.questions}) >= 6


@pytest.mark.parametrize("message", REFUSED)
async def test_what_it_cannot_do_it_says_without_a_question(message):
    reply = await ask(message)
    assert reply.questions == []
    assert reply.reader.title is None
    assert "GROQ_API_KEY" in reply.text
    assert "JavaScript" in reply.text


async def test_an_unknown_topic_is_named_in_the_refusal():
    assert "“the history of Rome”" in (await ask("Create a quiz on the history of Rome")).text


async def test_other_languages_are_answered_in_english_with_a_word_about_it():
    reply = await ask("Create a quiz on Git", options=options(language="fr"))
    assert len(reply.questions) == 10
    assert "other languages need a model" in reply.text
