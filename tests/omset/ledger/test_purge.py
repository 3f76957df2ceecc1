"""The end of the trash: emptied by a person (OM-10), or past its 30 days (OM-11)."""

import json
import threading
from contextlib import suppress
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from crm.audit.models import Event
from omset.ledger import trash
from omset.models import OmsetRecord
from omset.models.job_runs import PurgeRun
from tests.make import make_deposit, make_master
from tests.remembered import remembered

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nothing_differs")]
MONTH = timedelta(days=30)


@pytest.fixture
@remembered
def master(db):
    return make_master("master")


@pytest.fixture
def deleted(owner, product):
    """deleted(customer, ago): a record in the trash since then."""

    def delete(customer, ago=timedelta()):
        record = make_deposit(owner, product, customer)
        with time_machine.travel(timezone.now() - ago, tick=False):
            trash.delete(record.pk, by=owner)
        return record

    return delete


def customers():
    return sorted(OmsetRecord.objects.values_list("customer_id", flat=True))


def purge_trash(*options):
    out = StringIO()
    call_command("purge_trash", *options, stdout=out)
    return out.getvalue()


def test_OM_11_thirty_days_end_retention_to_the_second(deleted):
    with time_machine.travel("2026-03-03T05:00:00Z", tick=False):
        deleted("old", MONTH + timedelta(seconds=1))
        deleted("young", MONTH - timedelta(seconds=1))
        deleted("exactly", MONTH)
        assert trash.purge_expired().purged == 1
    assert customers() == ["exactly", "young"]


@pytest.mark.parametrize("hour", [0, 6, 16, 17, 18, 23])
def test_OM_11_deletion_time_is_an_instant_whatever_the_zone_says(deleted, hour):
    """Earlier defect (d): UTC was compared as text with Jakarta time, seven hours off."""
    now = f"2026-03-31T{hour:02}:30:00Z"
    with time_machine.travel(now, tick=False):
        deleted("hours too young", MONTH - timedelta(hours=6, minutes=59))
        deleted("a minute too young", MONTH - timedelta(minutes=1))
        deleted("a minute too old", MONTH + timedelta(minutes=1))
        assert trash.state().expired == 1
        assert trash.purge_expired().purged == 1
    assert customers() == ["a minute too young", "hours too young"]


def test_OM_11_only_the_trash_is_purged_and_history_stays(deleted, owner, product):
    old = deleted("old", MONTH * 2)
    with time_machine.travel("2020-01-01T00:00:00Z"):
        kept = make_deposit(owner, product, "kept", "2019-12-31")
    run = trash.purge_expired()
    assert run.purged == 1
    assert run.remaining == 0
    assert run.by_name == ""
    assert run.expired
    assert list(OmsetRecord.objects.all()) == [kept]
    purge = Event.objects.about(old).last()
    assert purge.verb == "purge"
    assert purge.actor_name == "system"
    assert purge.before["customer_id"] == "old"


def test_OM_11_the_state_counts_all_those_past_it_and_the_last_run(deleted, admin):
    deleted("old", MONTH * 2)
    deleted("young")
    assert trash.state()[:2] == (2, 1)
    trash.empty(by=admin, seen_at=timezone.now() - timedelta(days=45))
    assert trash.state() == (1, 0, None)
    run = trash.purge_expired(by=admin)
    assert trash.state() == (1, 0, PurgeRun.objects.get(pk=run.pk))


def test_OM_11_the_command_says_what_it_removed(deleted):
    deleted("old", MONTH * 2)
    deleted("young")
    line = "2 deposits in the trash, 1 of them for more than 30 days: {} removed for good.\n"
    assert purge_trash("--dry-run") == line.format(0)
    assert customers() == ["old", "young"]
    assert purge_trash() == line.format(1)
    assert customers() == ["young"]


def test_OM_11_the_command_answers_in_json(deleted):
    with time_machine.travel("2026-03-03T05:00:00Z", tick=False):
        deleted("old", MONTH * 2)
        assert json.loads(purge_trash("--json")) == {
            "dry_run": False,
            "retention_days": 30,
            "deleted_before": "2026-02-01T05:00:00+00:00",
            "in_trash": 1,
            "expired": 1,
            "purged": 1,
        }


def test_OM_10_emptying_removes_what_was_seen_each_with_its_history(deleted, master):
    records = [deleted("a"), deleted("b", MONTH * 2)]
    seen_at = timezone.now()
    with time_machine.travel(seen_at + timedelta(seconds=1)):
        deleted("later")
        run = trash.empty(by=master, seen_at=seen_at)
    assert run.purged == 2
    assert run.by_name == "master"
    assert not run.expired
    assert customers() == ["later"]
    last = [Event.objects.about(record).last() for record in records]
    assert [(event.verb, event.actor_name) for event in last] == [("purge", "master")] * 2


def test_OM_10_what_was_restored_meanwhile_stays(deleted, admin, master, monkeypatch):
    back, gone = deleted("back", MONTH * 3), deleted("gone", MONTH * 2)
    purge_if = trash._purge_if

    def restored_just_before(pk, *rest):
        if pk == back.pk:
            trash.restore(pk, by=admin)
        return purge_if(pk, *rest)

    monkeypatch.setattr(trash, "_purge_if", restored_just_before)
    assert trash.empty(by=master, seen_at=timezone.now()).purged == 1
    assert customers() == ["back"]
    assert Event.objects.about(back).last().verb == "restore"
    assert Event.objects.about(gone).last().verb == "purge"


def test_OM_11_what_was_deleted_anew_meanwhile_has_its_30_days(deleted, admin, monkeypatch):
    old = deleted("old", MONTH * 2)
    purge_if = trash._purge_if

    def deleted_anew(pk, *rest):
        trash.restore(pk, by=admin)
        trash.delete(pk, by=admin)
        return purge_if(pk, *rest)

    monkeypatch.setattr(trash, "_purge_if", deleted_anew)
    assert trash.purge_expired().purged == 0
    assert customers() == ["old"]
    assert Event.objects.about(old).last().verb == "delete"


def test_OM_10_restoring_and_emptying_at_once_give_one_of_both(deleted, admin, master):
    records = [deleted(f"c{number}") for number in range(12)]
    seen_at, restored, errors = timezone.now(), [], []

    def restore():
        try:
            for record in reversed(records):
                with suppress(trash.NotInTrash):
                    restored.append(trash.restore(record.pk, by=admin).pk)
        except Exception as error:
            errors.append(error)
        finally:
            connection.close()

    other = threading.Thread(target=restore)
    other.start()
    run = trash.empty(by=master, seen_at=seen_at)
    other.join()
    left = set(OmsetRecord.objects.live().values_list("pk", flat=True))
    assert errors == []
    assert left == set(restored)
    assert run.purged + len(restored) == 12


def test_what_takes_long_stops_and_says_what_is_left(deleted, master):
    deleted("a")
    run = trash.empty(by=master, seen_at=timezone.now(), seconds=-1)
    assert run.purged == 0
    assert run.remaining == 1
    assert customers() == ["a"]
