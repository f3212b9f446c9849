"""Figures per day: added up from delivered records, drawn without a script."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from writeback import analytics, charts, operations
from writeback.models import WriteRecord

pytestmark = pytest.mark.django_db

URL = "/admin/writeback/writerecord/analytics/"
SVG = re.compile(r"<svg viewBox.*?</svg>", re.DOTALL)


@pytest.fixture
def ada():
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    return client


def turn(days_ago: float = 0, *, kind: str = "thread_analytics", **figures: Any) -> WriteRecord:
    data = {"finishReason": "stop", "questions": 0, "firstChunkMs": 300, "usage": {"totalTokens": 100}, **figures}
    made = operations.new(kind, "thread_1", data)
    return WriteRecord.objects.create(
        id=made.id,
        type=kind,
        thread_id="thread_1",
        payload=made.body.decode(),
        created_at=timezone.now() - timedelta(days=days_ago),
    )


def today() -> analytics.Day:
    return analytics.read(14, today=timezone.now().date()).days[-1]


def test_a_day_adds_up_its_turns():
    turn(questions=5)
    turn(finishReason="length", usage=None)
    turn(finishReason="interrupted", firstChunkMs=None)
    turn(kind="user_activity")
    day = today()
    assert (day.turns, day.quizzes, day.tokens, day.failures) == (3, 1, 200, 1)
    assert day.first_chunks_ms == [300, 300]


@pytest.mark.parametrize(
    ("reason", "failures"), [("stop", 0), ("length", 0), ("cancelled", 0), ("interrupted", 1), ("output_limit", 1)]
)
def test_only_answers_that_broke_off_are_failures(reason, failures):
    turn(finishReason=reason)
    assert today().failures == failures


def test_only_the_days_asked_for_are_counted():
    for days_ago in (0, 13, 14, 29, 30):
        turn(days_ago)
    now = timezone.now().date()
    for count, turns in ((14, 2), (30, 4)):
        days = analytics.read(count, today=now).days
        assert len(days) == count
        assert sum(day.turns for day in days) == turns
        assert (days[0].turns, days[-1].date) == (1, now)


def test_a_day_ends_at_midnight_in_utc():
    moments = (datetime(2026, 3, 1, 23, 59, 59, tzinfo=UTC), datetime(2026, 3, 2, tzinfo=UTC))
    days = analytics.by_day([(moment, {"finishReason": "stop"}) for moment in moments], date(2026, 3, 1), 2)
    assert [day.turns for day in days] == [1, 1]


def test_it_reads_no_more_records_than_it_may():
    for _ in range(3):
        turn()
    report = analytics.read(14, today=timezone.now().date(), max_records=2)
    assert report.is_cut
    assert report.days[-1].turns == 2
    assert not analytics.read(14, today=timezone.now().date(), max_records=3).is_cut


@pytest.mark.parametrize(("values", "median", "p95"), [([], None, None), ([7], 7, 7), (list(range(1, 101)), 50, 95)])
def test_percentiles_are_values_that_were_measured(values, median, p95):
    assert analytics.percentile(values, 50) == median
    assert analytics.percentile(values, 95) == p95


@pytest.mark.parametrize("payload", ["", "[]", "{}", '{"data": 3}', '{"data": {"usage": 1, "questions": "x"}}'])
def test_a_record_of_another_shape_is_a_turn_without_figures(payload):
    turn()
    WriteRecord.objects.update(payload=payload)
    assert (today().turns, today().tokens, today().quizzes) == (1, 0, 0)


def test_bars_stand_on_the_base_line_in_proportion():
    days = [date(2026, 3, n) for n in (1, 2, 3, 4)]
    chart = charts.draw(charts.Series("a", "A", [10, 30, None, 0], [20, 30, None, 0], mark_name="m"), days)
    first, second, last = chart.bars
    assert second.height == pytest.approx(first.height * 3, abs=0.2)
    assert all(bar.y + bar.height == pytest.approx(chart.bottom) for bar in chart.bars)
    assert (last.height, second.mark_y) == (0, second.y)
    assert first.mark_y < first.y
    assert "Highest 30 on 2026-03-02, last 0 on 2026-03-04." in chart.description


@pytest.mark.parametrize("highest", [0, 1, 3, 4, 9, 10, 31, 299, 300, 301, 12_345, 9_999_999])
def test_the_scale_holds_the_highest_value_and_wastes_little(highest):
    chart = charts.draw(charts.Series("a", "A", [highest]), [date(2026, 3, 1)])
    assert all(0 <= bar.y <= chart.bottom for bar in chart.bars)
    assert highest <= 3 or chart.bars[0].height > 0.4 * (chart.bottom - chart.rows[-1].at)
    assert all(len(row.text) <= 5 for row in chart.rows)


def test_the_page_draws_charts_that_a_screen_reader_can_follow(ada):
    for days_ago in range(3):
        turn(days_ago, questions=4, firstChunkMs=1234)
    page = ada.get(URL).content.decode()
    drawn = SVG.findall(page)
    assert len(drawn) == 5
    ids = []
    for text in drawn:
        svg = ElementTree.fromstring(text)
        ids += [svg.find("title").get("id"), svg.find("desc").get("id")]
        assert svg.get("role") == "img"
        assert svg.get("aria-labelledby").split() == ids[-2:]
        assert "One bar per day" in svg.find("desc").text or "Nothing from" in svg.find("desc").text
    assert len(set(ids)) == 10
    assert "<td>1234 ms</td>" in page


def test_the_page_runs_no_script_and_sets_no_style_of_its_own(ada):
    turn()
    page = ada.get(URL).content.decode()
    content = page[page.index('<div id="content-main"') :]
    assert "<script" not in content.split("</main>")[0]
    assert " style=" not in content
    assert "<style" not in page


def test_the_span_is_one_of_two(ada):
    turn(20)
    assert "No turns in these 14 days." in ada.get(URL).content.decode()
    assert ada.get(f"{URL}?days=30").content.decode().count('<th scope="row">20') == 30
    assert ada.get(f"{URL}?days=9999999").context["span_days"] == 14


def test_it_says_so_when_the_records_go_elsewhere(ada, settings):
    assert "main API" not in ada.get(URL).content.decode()
    settings.MAIN_API_URL = "https://user:word@api.example.com/v1"
    page = ada.get(URL).content.decode()
    assert "Records go to the main API at api.example.com, not into this database. There is nothing to count" in page
    assert "word@" not in page
    turn()
    assert "What follows was stored before that." in ada.get(URL).content.decode()


def test_the_front_page_leads_there(ada):
    assert f'href="{URL}"' in ada.get("/admin/").content.decode()


def test_only_staff_who_may_see_records_see_the_figures():
    client = Client()
    assert client.get(URL).status_code == 302
    client.force_login(User.objects.create_user("visitor"))
    assert client.get(URL).status_code == 302
    staff = User.objects.create_user("bob", is_staff=True)
    client.force_login(staff)
    assert client.get(URL).status_code == 403
    assert URL not in client.get("/admin/").content.decode()
    staff.user_permissions.add(Permission.objects.get(codename="view_writerecord"))
    assert client.get(URL).status_code == 200
