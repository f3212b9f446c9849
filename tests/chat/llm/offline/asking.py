"""Asks the offline provider, reads its answer as a turn would, and compares keys."""

from dataclasses import dataclass
from typing import Any

from chat.llm.base import QuizOptions, Request
from chat.llm.offline.items import Item
from chat.llm.offline.provider import OfflineProvider
from chat.reader import Reader, ReadQuestion
from threads.quizzes import checks
from threads.quizzes.model import Json, validate_question


@dataclass(slots=True)
class Reply:
    text: str
    pieces: list[str]
    model: str
    reader: Reader

    @property
    def read(self) -> list[ReadQuestion]:
        return self.reader.questions

    @property
    def questions(self) -> list[Json]:
        return [read.question for read in self.read]


async def ask(message: str, **more: Any) -> Reply:
    request = Request(message=message, **more)
    async with OfflineProvider().open(request) as answer:
        pieces: list[str] = []
        await answer.pour(pieces.append)
    assert (answer.finish_reason, answer.usage) == ("stop", None)
    text = "".join(pieces)
    return Reply(text, pieces, answer.model, read(text))


def options(**given: Any) -> QuizOptions:
    return QuizOptions(**given)


def read(text: str) -> Reader:
    reader = Reader()
    reader.feed(text)
    reader.close()
    return reader


def quiz_of(questions: list[Json], title: str = "Quiz") -> Json:
    return {
        "schemaVersion": "1.0",
        "id": "quiz_aaaaaaaaaa",
        "threadId": "thread_1",
        "revision": 1,
        "status": "complete",
        "title": title,
        "topic": title,
        "language": "en",
        "questions": questions,
    }


def rules(questions: list[Json], language: str = "en") -> list[str]:
    """What the checks find, information aside."""
    quiz = {**quiz_of(questions), "language": language}
    return [flag["rule"] for flag in checks.check(quiz).flags if flag["severity"] != "info"]


def assert_whole(read: ReadQuestion) -> None:
    """Read with certainty, and of the published shape."""
    assert read.missing == [], read.source
    assert validate_question(read.question) == [], read.source


def assert_key(read: ReadQuestion, item: Item) -> None:
    """What was read is what was written."""
    question = read.question
    assert_whole(read)
    assert question["type"] == item.type
    assert (question["difficulty"], question["tags"]) == (item.difficulty, list(item.tags))
    assert question["explanation"] == item.explanation
    assert key_of(question) == written_key(item), read.source


def key_of(question: Json) -> Any:
    """The key in words, of any type."""
    answer = question["answer"]
    match question["type"]:
        case "single_choice" | "multiple_choice":
            return {option["text"] for option in question["options"] if option["id"] in answer["optionIds"]}
        case "true_false":
            return answer["value"]
        case "short_answer":
            return [accepted["text"] for accepted in answer["accepted"]]
        case "fill_blank":
            return [blank["accepted"] for blank in answer]
        case "numeric":
            return answer["value"], answer["tolerance"]
        case "matching":
            texts = {side["id"]: side["text"] for side in question["left"] + question["right"]}
            return {texts[left]: texts[right] for left, right in answer}
        case "ordering":
            texts = {one["id"]: one["text"] for one in question["items"]}
            return [texts[id] for id in answer]


def key_texts(question: Json) -> list[str]:
    """The key of a question from a text, as the words that stand in it."""
    key = key_of(question)
    return key[0] if question["type"] == "fill_blank" else list(key)


def written_key(item: Item) -> Any:
    match item.type:
        case "single_choice" | "multiple_choice":
            return set(item.correct)
        case "true_false":
            return item.correct == ("True",)
        case "short_answer":
            return list(item.correct)
        case "fill_blank":
            return [list(accepted) for accepted in item.blanks]
        case "numeric":
            value, tolerance = item.correct[0].split(" ± ")
            return float(value), float(tolerance.split()[0])
        case "matching":
            return dict(item.pairs)
        case "ordering":
            return list(item.items)
