"""GET /status: the state of the system, for admins (SE-4)."""

from datetime import UTC, datetime

import pytest
from django.db.migrations.recorder import MigrationRecorder

from crm.mongo.inspection import recorded_commands
from omset.models import StaffLock
from tests.make import make_admin

SINCE = datetime(2026, 2, 1, 3, tzinfo=UTC)


@pytest.fixture
def state(client_of, admin):
    return lambda: client_of(admin).get("/status?format=json").json()


def test_it_names_the_versions_and_the_replica_set(state):
    facts = state()
    assert set(facts["versions"]) == {
        "python", "django", "django_mongodb_backend", "pymongo", "mongodb",
    }  # fmt: skip
    assert facts["database"]["has_primary"] is True
    assert facts["database"]["servers"][0]["state"] == "RSPrimary"


def test_it_counts_the_documents_of_each_collection(state, owner, stranger):
    sizes = {row["name"]: row["documents"] for row in state()["collections"]}
    assert sizes["staff_user"] == 3


def test_nothing_is_due_in_a_fresh_installation(state):
    facts = state()
    assert facts["recounts_due"] == []
    assert facts["migrations"]["missing"] == []


def test_it_says_whose_recount_is_due_and_since_when(state, owner, stranger):
    StaffLock.objects.create(staff_id=owner.pk, recount_due_since=SINCE)
    StaffLock.objects.create(staff_id=stranger.pk)
    assert state()["recounts_due"] == [{"staff": "owner", "since": "2026-02-01T03:00:00Z"}]


def test_a_migration_that_is_not_applied_is_named(state, db):
    rows = MigrationRecorder.Migration.objects.filter(app="omset", name="0001_initial")
    [row] = rows
    rows.delete()
    try:
        assert state()["migrations"]["missing"] == ["omset.0001_initial"]
    finally:
        row.save(force_insert=True)


@pytest.mark.parametrize("url", ["/status", "/status/"])
def test_a_browser_gets_a_page_and_a_script_json(client_of, admin, url):
    client = client_of(admin)
    kinds = [
        client.get(url, headers={"accept": accept}).headers["Content-Type"]
        for accept in ("text/html,*/*;q=0.8", "application/json", "*/*")
    ]
    assert kinds == ["text/html; charset=utf-8", "application/json", "text/html; charset=utf-8"]


def test_the_page_says_what_is_due(client_of, admin, owner):
    StaffLock.objects.create(staff_id=owner.pk, recount_due_since=SINCE)
    html = client_of(admin).get("/status/").content.decode()
    assert "<dt>owner</dt><dd>since <time>1 Feb 2026 10:00</time></dd>" in html


def test_staff_and_blocked_admins_are_refused(client_of, owner):
    blocked = make_admin(blocked_pages=["status"])
    for person in (owner, blocked):
        for url in ("/status", "/status/", "/status?format=json"):
            response = client_of(person).get(url)
            assert response.status_code == 403
            assert b"pymongo" not in response.content


def test_it_takes_at_most_twenty_one_commands(client_of, admin, owner):
    StaffLock.objects.create(staff_id=owner.pk, recount_due_since=SINCE)
    client = client_of(admin)
    with recorded_commands() as commands:
        client.get("/status/")
    assert len(commands) <= 21
