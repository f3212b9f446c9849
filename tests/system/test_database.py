"""The database as readiness and start see it."""

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from system import database


@pytest.fixture
def latest_is_missing(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database from before this version's last migration."""
    monkeypatch.setattr(database, "_seen_migrated", False)
    MigrationRecorder(connection).migration_qs.filter(app="writeback").order_by("-id")[0].delete()


@pytest.mark.django_db
def test_a_database_with_all_tables_is_ok() -> None:
    assert database.probe() == "ok"


@pytest.mark.usefixtures("latest_is_missing")
def test_a_database_of_an_older_version_is_unmigrated() -> None:
    assert not database.is_migrated()
    assert database.probe() == "unmigrated"
