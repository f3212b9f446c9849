"""Dead letters and delivered records as a person sees them."""

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.admin.utils import quote
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from tests.writeback.support import some
from writeback import operations, table
from writeback.models import State, WriteOperation, WriteRecord

pytestmark = pytest.mark.django_db

LIST = "/admin/writeback/writeoperation/"
ERRORS = '{"at":1700000000000,"error":"own status 500"}\n{"at":1700000060000,"error":"own status 422"}\n'
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def admin_user_client():
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    return client


def dead(count: int = 1, **fields) -> list[WriteOperation]:
    rows = []
    for _ in range(count):
        made = operations.new("quiz_save", fields.get("thread_id", "thread_1"), {"title": SCRIPT})
        rows.append(
            WriteOperation(
                **{
                    "id": made.id,
                    "type": made.type,
                    "thread_id": made.thread_id,
                    "payload": made.body.decode(),
                    "created_at": timezone.now(),
                    "state": State.FAILED,
                    "reason": "rejected",
                    "attempts": 2,
                    "last_error": f"own status 422 {SCRIPT}",
                    "errors": ERRORS,
                    "failed_at": timezone.now(),
                    **fields,
                }
            )
        )
    return WriteOperation.objects.bulk_create(rows)


def act(client: Client, action: str, rows: list[WriteOperation], **more: str):
    return client.post(LIST, {"action": action, "_selected_action": [row.pk for row in rows], **more}, follow=True)


def test_the_front_page_counts_the_dead_letters(admin_user_client):
    assert "No dead letters." in admin_user_client.get("/admin/").content.decode()
    dead(3)
    page = admin_user_client.get("/admin/").content.decode()
    assert "3 dead letters</a> could not be delivered" in page
    assert f"{LIST}?state__exact=failed" in page


def test_the_front_page_tells_nothing_to_who_may_not_see_them():
    dead(3)
    client = Client()
    client.force_login(User.objects.create_user("bob", is_staff=True))
    assert "dead letter" not in client.get("/admin/").content.decode()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", 4),
        ("state__exact=failed", 3),
        ("reason__exact=poison", 1),
        ("type__exact=quiz_save", 4),
        ("thread=thread_2", 1),
        ("age=hour", 3),
        ("age=older", 1),
        ("q=thread_2", 1),
        ("q=422", 4),
    ],
)
def test_the_list_is_filtered_and_searched(admin_user_client, query, found):
    dead(1)
    dead(1, thread_id="thread_2", reason="poison")
    dead(1, created_at=timezone.now() - timezone.timedelta(days=30))
    dead(1, state=State.RESOLVED)
    page = admin_user_client.get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert page.context["cl"].result_count == found


def test_the_list_and_the_page_escape_what_they_show(admin_user_client):
    (row,) = dead()
    for path in (LIST, f"{LIST}{quote(row.pk)}/change/", f"{LIST}{quote(row.pk)}/change/?payload=1"):
        page = admin_user_client.get(path).content.decode()
        assert SCRIPT not in page


def test_the_payload_is_shown_when_asked_for(admin_user_client):
    (row,) = dead()
    page = admin_user_client.get(f"{LIST}{quote(row.pk)}/change/").content.decode()
    assert "alert(1)" not in page
    assert "?payload=1" in page
    page = admin_user_client.get(f"{LIST}{quote(row.pk)}/change/?payload=1").content.decode()
    assert "&quot;title&quot;: &quot;&lt;script&gt;alert(1)" in page


def test_the_page_shows_every_attempts_error(admin_user_client):
    (row,) = dead()
    page = admin_user_client.get(f"{LIST}{quote(row.pk)}/change/").content.decode()
    assert "2023-11-14 22:13:20 own status 500" in page
    assert "2023-11-14 22:14:20 own status 422" in page


def test_nothing_can_be_edited_added_or_deleted(admin_user_client):
    (row,) = dead()
    assert admin_user_client.post(f"{LIST}{quote(row.pk)}/change/", {"state": "resolved"}).status_code == 403
    assert admin_user_client.get(f"{LIST}add/").status_code == 403
    assert admin_user_client.post(f"{LIST}{quote(row.pk)}/delete/", {"post": "yes"}).status_code == 403
    assert 'name="_save"' not in admin_user_client.get(f"{LIST}{quote(row.pk)}/change/").content.decode()
    assert WriteOperation.objects.get().state == State.FAILED


def test_requeueing_asks_for_a_reason_sends_back_and_is_logged(admin_user_client):
    rows = dead(2)
    page = act(admin_user_client, "requeue", rows).content.decode()
    assert 'name="reason"' in page
    assert set(WriteOperation.objects.values_list("state", flat=True)) == {"failed"}
    page = act(admin_user_client, "requeue", rows, reason="the API is back").content.decode()
    assert "Requeued: the API is back: 2." in page
    assert {(r.state, r.attempts, r.requeued_by) for r in WriteOperation.objects.all()} == {("spilled", 0, "ada")}
    assert {(e.object_id, e.change_message) for e in LogEntry.objects.all()} == {
        (r.pk, "Requeued: the API is back") for r in rows
    }


def test_what_is_no_dead_letter_is_left_alone(admin_user_client):
    rows = dead(1) + dead(1, state=State.SPILLED, requeue="requeue_earlier")
    page = act(admin_user_client, "requeue", rows, reason="once more").content.decode()
    assert "Left alone, since they are no dead letters: 1." in page
    assert WriteOperation.objects.get(pk=rows[1].pk).requeue == "requeue_earlier"


def test_discarding_asks_for_a_reason_first(admin_user_client):
    rows = dead(2)
    page = act(admin_user_client, "discard", rows).content.decode()
    assert 'name="reason"' in page
    assert SCRIPT not in page
    assert set(WriteOperation.objects.values_list("state", flat=True)) == {"failed"}
    page = act(admin_user_client, "discard", rows, reason="a test quiz").content.decode()
    assert "Discarded: a test quiz: 2." in page
    assert set(WriteOperation.objects.values_list("state", "note")) == {("resolved", "discarded: a test quiz")}
    assert set(LogEntry.objects.values_list("change_message", flat=True)) == {"Discarded: a test quiz"}


def test_who_may_only_look_may_not_act():
    user = User.objects.create_user("eve", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_writeoperation"))
    client = Client()
    client.force_login(user)
    rows = dead()
    page = act(client, "requeue", rows, reason="let me").content.decode()
    assert 'value="requeue"' not in page
    assert WriteOperation.objects.get().state == State.FAILED


def test_delivered_records_are_browsed_by_type_and_thread(admin_user_client):
    for made in some(2, thread="here") + some(1, thread="there", kind="user_activity"):
        WriteRecord.objects.create(
            id=made.id,
            type=made.type,
            thread_id=made.thread_id,
            payload=made.body.decode(),
            created_at=made.created_at,
        )
    url = "/admin/writeback/writerecord/"
    for query, found in {"": 3, "type__exact=user_activity": 1, "thread=here": 2, "q=there": 1}.items():
        assert admin_user_client.get(f"{url}?{query}").context["cl"].result_count == found
    record = WriteRecord.objects.first()
    page = admin_user_client.get(f"{url}{quote(record.pk)}/change/?payload=1").content.decode()
    assert "&quot;threadId&quot;" in page


def test_a_requeued_dead_letter_is_found_by_the_flusher_only_once():
    (row,) = dead()
    assert table.requeue([row.pk], by="ada") == [row.pk]
    assert table.requeue([row.pk], by="ada") == []
    assert table.discard([row.pk], note="too late") == []
