"""Every comparison of the numbers with the ledger is kept, in turns where there is much (OM-24)."""

from contextlib import suppress
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.cache import cache
from django.core.management import call_command
from django.utils import timezone

from crm.mongo.append_only import AppendOnly
from crm.mongo.rows import collection
from omset.models import DailyTally, OmsetRecord
from omset.models.job_runs import Reconciliation, Source
from omset.reconciliation import reconcile
from omset.reconciliation.reconcile import Busy, take_a_turn
from tests.make import make_deposit
from tests.omset.reference import drift

pytestmark = pytest.mark.django_db


@pytest.fixture
def people(owner, stranger, product):
    """Two people with a wrong number each."""
    for person in (owner, stranger):
        make_deposit(person, product, "x")
        make_deposit(person, product, "y", "2026-02-02")
    DailyTally.objects.filter(date="2026-02-01").update(ndp=5)
    return sorted((owner, stranger), key=lambda person: person.pk)


@pytest.fixture
def no_time(monkeypatch):
    monkeypatch.setattr(reconcile, "TURN_SECONDS", -1)


def recount(*options):
    with suppress(SystemExit):
        call_command("recount", *options, stdout=StringIO())
    return Reconciliation.objects.latest("pk")


def sums(found):
    return found.staff, found.records, found.days, found.months


def test_a_dry_run_is_kept_with_what_differs_and_changes_nothing(people, owner, product):
    result = recount("--dry-run")
    assert result.source == "command"
    assert result.complete
    assert not result.repaired
    assert result.drift == 2
    assert sums(result) == (2, 4, 4, 2)
    assert result.is_wrong
    [wrong] = [row for row in result.differences if row["where"].startswith("owner")]
    assert wrong == {
        "what": "day", "where": "owner / P / 2026-02-01", "field": "ndp",
        "stored": 5, "expected": 1, "key": [str(owner.pk), str(product.pk), "2026-02-01"],
    }  # fmt: skip
    assert len(drift()) == 2


def test_a_repair_is_kept_as_one(people):
    result = recount()
    assert result.repaired
    assert result.drift == 2
    assert not result.is_wrong
    assert recount("--dry-run").drift == 0
    assert Reconciliation.objects.count() == 2


def test_the_time_it_took_and_when_it_began_are_kept(people):
    before = timezone.now()
    result = recount("--dry-run")
    assert before - timedelta(milliseconds=1) <= result.started_at <= timezone.now()
    assert 0 < result.milliseconds < 60_000


def test_only_the_first_differences_are_kept_but_all_counted(people, monkeypatch):
    monkeypatch.setattr(reconcile, "MOST_KEPT", 1)
    result = recount("--dry-run")
    assert result.drift == 2
    assert len(result.differences) == 1
    assert result.more == 1


def test_the_rows_are_never_changed(people):
    result = recount("--dry-run")
    result.drift = 0
    changes = (result.save, result.delete, Reconciliation.objects.all().delete)
    for change in changes:
        with pytest.raises(AppendOnly):
            change()


def test_a_turn_that_runs_out_of_time_is_gone_on_with(people, admin, no_time):
    take_a_turn(by=admin)
    first = Reconciliation.objects.get()
    assert not first.complete
    assert first.staff_left == 1
    assert first.last_staff == people[0].pk
    second = take_a_turn(by=admin)
    assert second.complete
    assert sums(second) == (2, 4, 4, 2)
    assert second.drift == 2
    assert second.started_at == first.started_at
    assert second.by_name == "admin"
    assert take_a_turn(by=admin).complete is False


def test_a_turn_can_repair_and_never_goes_on_with_a_check(people, admin, no_time):
    take_a_turn(by=admin)
    first, second = (take_a_turn(by=admin, dry_run=False) for _turn in range(2))
    assert first.repaired
    assert first.staff_left == 1
    assert second.complete
    assert drift() == []


def test_what_was_left_too_long_begins_anew(people, admin, no_time):
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        take_a_turn(by=admin)
    assert take_a_turn(by=admin).staff_left == 1


def test_one_turn_at_a_time(people, admin):
    cache.add(reconcile.TURN, "rina", timeout=60)
    with pytest.raises(Busy, match="rina"):
        take_a_turn(by=admin)
    assert Reconciliation.objects.count() == 0


def test_a_turn_that_fails_lets_the_next_begin(people, admin, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr(reconcile, "differences", lambda **options: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            take_a_turn(by=admin)
    assert take_a_turn(by=admin).drift == 2


def test_what_tells_is_the_newest_that_is_complete_or_found_something(people, admin, no_time):
    DailyTally.objects.update(ndp=1)
    complete = reconcile.reconcile(Source.NIGHTLY)
    take_a_turn(by=admin)
    assert Reconciliation.objects.conclusive().first() == complete
    records = OmsetRecord.objects.filter(staff_id=people[0].pk)
    collection(OmsetRecord).update_one({"_id": records[0].pk}, {"$set": {"kind": None}})
    result = take_a_turn(by=admin, go_on=False)
    assert not result.complete
    assert Reconciliation.objects.conclusive().first() == result
