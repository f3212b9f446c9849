"""The log of what people did in the admin."""

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Permission, User
from django.test import Client

from writeback.models import WriteOperation

pytestmark = pytest.mark.django_db

LIST = "/admin/admin/logentry/"


@pytest.fixture
def entry():
    ada = User.objects.create_superuser("ada")
    row = WriteOperation(id="op_1", type="quiz_save", thread_id="thread_1", payload="{}")
    return LogEntry.objects.log_actions(
        ada.pk, [row], CHANGE, change_message="Requeued: <b>why</b>", single_object=True
    )


def staff(*permissions: str) -> Client:
    user = User.objects.create_user("bob", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


def test_it_shows_what_others_did_and_why(entry):
    client = staff("view_logentry")
    for query in ("", "?q=op_1", "?q=why", "?q=ada"):
        page = client.get(LIST + query).content.decode()
        assert "op_1" in page
        assert "Requeued: &lt;b&gt;why&lt;/b&gt;" in page
    assert client.get(f"{LIST}?q=nobody").context["cl"].result_count == 0


def test_it_is_shown_only_to_who_may_see_it(entry):
    assert staff().get(LIST).status_code == 403


def test_nobody_changes_it(entry):
    client = Client()
    client.force_login(User.objects.get(username="ada"))
    assert client.get(f"{LIST}add/").status_code == 403
    assert client.post(f"{LIST}{entry.pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"{LIST}{entry.pk}/change/", {"change_message": "nothing"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": [entry.pk], "post": "yes"})
    assert LogEntry.objects.get().change_message == "Requeued: <b>why</b>"
