"""/metrics: gauges of the database, read at the scrape, for whoever has the token."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.test import Client
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from crm.jobs.models import Job, State
from crm.metrics import scrape
from crm.mongo.inspection import collection_scans, recorded_commands
from crm.mongo.rows import collection
from crm.registry import gauges
from crm.registry.gauges import Gauge
from loyalty.models import MemberPoints
from omset.models import OmsetRecord
from omset.models.job_runs import Reconciliation, Source
from tests.loyalty.make import make_member, make_programme
from tests.make import make_deposit

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-thirty-two-characters-and-more"
MOST_COMMANDS = 24
# The heads of members' points, summed every five minutes; what has a handful of rows.
READ_WHOLE = {
    *("loyalty_memberpoints", "loyalty_importbatch"),
    *("jobs_lastplan", "jobs_process", "omset_ledgerhead"),
}


@pytest.fixture(autouse=True)
def token(settings):
    settings.METRICS_TOKEN = TOKEN


def ask(client=None, token=TOKEN, **more):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return (client or Client()).get("/metrics", headers=headers, **more)


def numbers():
    """Every sample by its name, with its labels where it has any."""
    text = ask().content.decode()
    samples = [each for family in text_string_to_metric_families(text) for each in family.samples]
    return {(each.name, *each.labels.values()): each.value for each in samples}


def test_there_are_some_twenty_gauges(owner, product):
    names = {name for name, *_labels in numbers()}
    assert names >= {
        "crm_build_info", "crm_database_ping_seconds", "crm_database_members",
        "crm_database_members_healthy", "crm_database_disk_free_bytes",
        "crm_database_oplog_seconds", "crm_clock_offset_seconds", "crm_jobs",
        "crm_jobs_oldest_seconds", "crm_schedules_overdue", "crm_processes",
        "crm_deliveries_paused", "crm_sessions", "crm_witness_verdict", "crm_witness_alarm",
        "crm_history_events", "crm_deposits", "crm_deposits_pending", "crm_recounts_due",
        "crm_loyalty_members", "crm_loyalty_batches_held", "crm_loyalty_points",
    }  # fmt: skip


def test_they_say_what_the_database_says(owner, product, admin, client_of, settings):
    settings.RELEASE = "2026.12"
    client_of(admin)
    make_deposit(owner, product, "x")
    make_deposit(owner, product, "y")
    collection(OmsetRecord).update_one({"customer_id": "y"}, {"$set": {"status": "pending"}})
    Job.objects.create(
        name="n",
        key="k",
        state=State.READY,
        enqueued_at=timezone.now(),
        sequence=1,
        available_at=timezone.now() - timedelta(seconds=90),
    )
    Reconciliation.objects.create(
        milliseconds=1, source=Source.PAGE, repaired=False, complete=True,
        staff=1, records=2, days=1, months=1, drift=3,
    )  # fmt: skip
    said = numbers()
    assert said["crm_build_info", "2026.12"] == 1
    assert said["crm_deposits",] == 2
    assert said["crm_deposits_pending",] == 1
    assert said["crm_jobs", "waiting"] == 1
    assert 89 <= said["crm_jobs_oldest_seconds",] <= 95
    assert said["crm_drift",] == 3
    assert said["crm_sessions",] == 1
    assert said["crm_database_members_healthy",] == 1


def test_points_are_summed_once_in_five_minutes():
    member = make_member(make_programme())
    MemberPoints.objects.update_or_create(
        pk=member.pk, defaults={"programme_id": member.programme_id, "balance": 70}
    )
    assert numbers()["crm_loyalty_points",] == 70
    MemberPoints.objects.update(balance=90)
    assert numbers()["crm_loyalty_points",] == 70
    cache.clear()
    assert numbers()["crm_loyalty_points",] == 90


def test_a_scrape_is_cheap(owner, product):
    make_deposit(owner, product, "x")
    ask()
    with recorded_commands() as commands:
        ask()
    assert len(commands) <= MOST_COMMANDS
    scans = collection_scans(commands, allowed=READ_WHOLE)
    assert [(scan.name, scan.collection) for scan in scans] == []


@pytest.mark.parametrize("given", ["", "wrong", TOKEN[:-1], f"{TOKEN}x", "é"])
def test_without_the_token_nothing_is_said(given):
    answer = ask(token=given)
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert answer.content == b""


def test_without_the_setting_there_is_no_such_page(settings):
    settings.METRICS_TOKEN = ""
    assert ask(token="").status_code == 404
    assert ask(token=TOKEN).status_code == 404


def test_no_cookie_is_read_or_set(client_of, admin):
    client = client_of(admin)
    with recorded_commands() as commands:
        answer = ask(client)
    assert answer.cookies == {}
    assert "Vary" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store, private"
    reads = [each.name for each in commands if each.collection in ("staff_session", "staff_user")]
    assert reads == ["aggregate"]


def test_it_is_read_and_not_written_to():
    answer = Client().post("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 405


def test_the_token_is_not_taken_unencrypted(settings):
    settings.SECURE_SSL_REDIRECT = True
    assert ask().status_code == 301
    assert ask(secure=True).status_code == 200


def test_a_source_that_cannot_be_read_is_named_and_the_others_are_there(monkeypatch):
    def unreadable():
        yield Gauge("half", "Half.", 1)
        raise DatabaseError("customer: Siti")

    sources = {"broken": unreadable, "whole": lambda: [Gauge("whole", "Whole.", 7)]}
    monkeypatch.setattr(gauges, "SOURCES", sources)
    monkeypatch.setattr(scrape, "SOURCES", sources)
    assert numbers() == {
        ("crm_source_read", "broken"): 0,
        ("crm_source_read", "whole"): 1,
        ("crm_whole",): 7,
    }
    assert b"Siti" not in ask().content


def test_a_scrape_ends_however_many_sources_are_slow(monkeypatch):
    monkeypatch.setattr(scrape, "SECONDS_OF_A_SCRAPE", -1)
    said = numbers()
    assert said == dict.fromkeys((("crm_source_read", name) for name in gauges.SOURCES), 0)


def test_a_source_has_its_name_alone():
    with pytest.raises(ValueError, match="twice"):
        gauges.register("jobs", list)
