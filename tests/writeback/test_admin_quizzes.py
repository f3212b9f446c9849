"""Saved quizzes in the admin: read as quizzes, whatever a model wrote into them."""

import copy
import html
import re
from typing import Any

import pytest
from django.contrib.admin.utils import quote
from django.contrib.auth.models import User
from django.test import Client

from tests.threads.quizzes import samples
from writeback import operations, readable
from writeback.models import WriteRecord

pytestmark = pytest.mark.django_db

LIST = "/admin/writeback/writerecord/"
HOSTILE = "<img src=x onerror=alert(1)>{{ secret }}"


@pytest.fixture
def ada():
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    return client


def arrived(kind: str, data: dict[str, Any], *, thread: str = "thread_1") -> WriteRecord:
    made = operations.new(kind, thread, data)
    return WriteRecord.objects.create(
        id=made.id, type=kind, thread_id=thread, payload=made.body.decode(), created_at=made.created_at
    )


def page_of(client: Client, record: WriteRecord) -> str:
    answer = client.get(f"{LIST}{quote(record.pk)}/change/")
    assert answer.status_code == 200
    return answer.content.decode()


def words_of(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())


def everything() -> dict[str, Any]:
    questions = copy.deepcopy(samples.ALL)
    questions[0]["flags"] = [{"rule": "key-longest", "severity": "warning", "message": "The key stands out."}]
    return samples.quiz(*questions) | {"title": "How JavaScript runs", "revision": 7, "status": "needs_review"}


def test_a_saved_quiz_reads_as_a_quiz(ada):
    words = words_of(page_of(ada, arrived("quiz_save", {"quiz": everything()})))
    assert "How JavaScript runs revision 7 needs_review" in words
    for question in samples.ALL:
        assert question["stem"].split("{{")[0].strip() in words
        assert question.get("explanation", "") in words
    assert "warning The key stands out. key-longest" in words
    assert '"optionIds"' not in words


def test_every_type_shows_its_key():
    lines = {q.kind: q.lines for q in readable.quiz({"quiz": everything()}).questions}
    assert len(lines) == 8
    assert [line.text for line in lines["single choice"] if line.is_key] == ['`"object"`']
    assert [line.text for line in lines["multiple choice"] if line.is_key] == ["push", "sort"]
    assert [line.text for line in lines["true false"] if line.is_key] == ["True"]
    for kind in ("short answer", "fill blank", "matching", "ordering", "numeric"):
        keys = [line.text for line in lines[kind] if line.is_key]
        assert keys
        assert not any(re.search(r"\b(bl|l|r|i)_[a-z2-7]{10}", key) for key in keys)


def test_a_page_marks_the_key_and_nothing_else(ada):
    page = page_of(ada, arrived("quiz_save", {"quiz": samples.quiz(samples.SINGLE)}))
    (marked,) = re.findall(r'<li class="key">(.*?)<strong>right</strong>', page, re.DOTALL)
    assert html.unescape(marked).strip() == '`"object"`'


def test_nothing_of_a_model_becomes_markup(ada):
    quiz = everything()
    _poison(quiz)
    record = arrived("quiz_save", {"quiz": quiz})
    for page in (page_of(ada, record), ada.get(LIST).content.decode()):
        assert "<img src=x" not in page
        assert html.escape(HOSTILE) in page


def _poison(part: Any) -> None:
    """Every text that a model or a user can write."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part):
        if isinstance(value, dict | list):
            _poison(value)
        elif isinstance(value, str) and key not in ("id", "type"):
            part[key] = HOSTILE


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"quiz": None},
        {"quiz": {"questions": None}},
        {"quiz": {"questions": [None, 3, {}, {"type": "single_choice", "options": "no", "answer": []}]}},
        {"quiz": {"title": 4, "questions": [{"type": "matching", "answer": [["l"], 3]}], "quality": []}},
        {"quiz": {"questions": [{"type": "new_kind", "stem": {"a": 1}, "answer": {"x": [1, 2]}}]}},
    ],
)
def test_a_quiz_of_another_shape_is_shown_as_far_as_it_goes(ada, data):
    page_of(ada, arrived("quiz_save", data))


def test_other_records_read_as_a_table(ada):
    data = {"finishReason": "stop", "usage": {"totalTokens": 42}, "list": ["a", "<b>"], "quizId": None}
    words = words_of(page_of(ada, arrived("thread_analytics", data)))
    for row in ("finishReason stop", "usage.totalTokens 42", "list[1] a", "list[2] <b>", "quizId –"):
        assert row in words


def test_quizzes_are_found_by_type_thread_and_words(ada):
    arrived("quiz_save", {"quiz": everything()}, thread="thread_2")
    arrived("user_activity", {"action": "turn"}, thread="thread_2")
    arrived("quiz_save", {"quiz": samples.quiz(samples.MULTIPLE)})
    for query, found in {
        "type__exact=quiz_save": 2,
        "type__exact=quiz_save&thread=thread_2": 1,
        "q=kibibyte+JavaScript": 1,  # long words: a short one may stand in a random id
        "q=thread_2": 2,
    }.items():
        assert ada.get(f"{LIST}?{query}").context["cl"].result_count == found
    assert "How JavaScript runs" in ada.get(LIST).content.decode()
