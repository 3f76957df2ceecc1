"""`recount` proves standings too, and puts them right."""

import json
from contextlib import suppress
from decimal import Decimal

import pytest
from django.core.management import call_command

from bonuses.models import Adjustment, Standing
from bonuses.months import closing
from tests.make import make_staff
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
def recounted(capsys):
    """The differences that `recount` prints; its options as keywords."""

    def run(**options):
        with suppress(SystemExit):
            call_command("recount", json=True, **options)
        rows = json.loads(capsys.readouterr().out)["differences"]
        return [(row["what"], row["field"], row["stored"], row["expected"]) for row in rows]

    return run


@pytest.fixture
@remembered
def wrong(deposit, owner):
    deposit("2026-02-03")
    Standing.objects.update(total_bonus=Decimal(99), ndp=7)


def test_a_wrong_standing_is_found_and_a_dry_run_leaves_it(wrong, recounted, standing):
    expected = [("standing", "ndp", 7, 1), ("standing", "total_bonus", "99.00", "0.00")]
    assert sorted(recounted(dry_run=True)) == expected
    assert standing().total_bonus == 99


def test_a_wrong_standing_is_repaired(wrong, recounted, standing):
    assert len(recounted()) == 2
    assert standing().total_bonus == 0
    assert standing().ndp == 1
    assert recounted(dry_run=True) == []


def test_a_standing_of_nothing_is_removed(recounted, deposit, owner):
    deposit("2026-02-03")
    stray = Standing.objects.get()
    stray.pk, stray.staff, stray.month = None, make_staff("nobody"), "2025-05-01"
    stray.save(force_insert=True)
    assert [row[:2] for row in recounted()] == [("standing", "row")]
    assert Standing.objects.get().staff == owner


def test_a_missing_standing_is_made(recounted, deposit, standing):
    deposit("2026-02-03")
    Standing.objects.all().delete()
    assert [row[:2] for row in recounted()] == [("standing", "row")]
    assert standing().ndp == 1


def test_a_repair_of_a_closed_month_s_standing_is_no_adjustment(recounted, deposit, admin):
    deposit("2026-02-03")
    closing.close(Standing.objects.get().month, by=admin)
    Standing.objects.update(total_bonus=Decimal(99))
    assert len(recounted()) == 1
    assert Adjustment.objects.count() == 0


@pytest.fixture
@remembered
def changed(deposit, owner, admin):
    """February was closed at 20 dollars and earns 30 now: a line of 10."""
    deposit("2026-02-03", nominal=70_000_000)
    closing.close(Standing.objects.get().month, by=admin)
    deposit("2026-02-04", nominal=30_000_000)


def test_a_closed_month_and_its_lines_come_to_what_is_earned(changed, recounted):
    assert Adjustment.objects.get().amount == 10
    assert recounted(dry_run=True) == []


def test_a_line_with_another_amount_is_found_and_a_dry_run_leaves_it(changed, recounted):
    Adjustment.objects.update(amount=Decimal(7))
    assert recounted(dry_run=True) == [("adjustment", "total_bonus", "27.00", "30.00")]
    assert Adjustment.objects.get().amount == 7


def test_a_dry_run_that_finds_a_wrong_line_exits_1_and_names_the_month(changed, capsys):
    Adjustment.objects.update(amount=Decimal(7))
    with pytest.raises(SystemExit) as end:
        call_command("recount", dry_run=True)
    assert end.value.code == 1
    expected = "adjustment owner / 2026-02-01: total_bonus is 27.00, expected 30.00"
    assert expected in capsys.readouterr().out


def test_a_missing_line_is_found_in_every_figure(changed, recounted):
    Adjustment.objects.all().delete()
    rows = recounted(dry_run=True)
    assert {row[0] for row in rows} == {"adjustment"}
    assert ("adjustment", "total_bonus", "20.00", "30.00") in rows
    assert ("adjustment", "total", "70000000.00", "100000000.00") in rows


def test_a_missing_only_line_of_somebody_without_a_statement_is_found(changed, recounted, deposit):
    other = make_staff("late")
    deposit("2026-02-05", nominal=70_000_000, staff=other)
    Adjustment.objects.filter(staff=other).delete()
    assert ("adjustment", "total_bonus", "0.00", "20.00") in recounted(dry_run=True)


def test_lines_are_repaired_by_one_more_that_says_so(changed, recounted):
    Adjustment.objects.update(amount=Decimal(7))
    before = Adjustment.objects.values().get()
    assert len(recounted()) == 1
    first, second = Adjustment.objects.in_order()
    assert Adjustment.objects.values().get(pk=first.pk) == before
    assert second.amount == 3
    assert second.cause == "correction"
    assert second.actor_name == "system"
    assert recounted(dry_run=True) == []
