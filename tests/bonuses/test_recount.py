"""`recount` proves standings too, and puts them right."""

import json
from contextlib import suppress
from decimal import Decimal

import pytest
from django.core.management import call_command

from bonuses import closing
from bonuses.models import Adjustment, Standing
from tests.make import make_staff
from tests.remembered import remembered

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(capsys):
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


def test_a_wrong_standing_is_found_and_a_dry_run_leaves_it(wrong, found, standing):
    expected = [("standing", "ndp", 7, 1), ("standing", "total_bonus", "99.00", "0.00")]
    assert sorted(found(dry_run=True)) == expected
    assert standing().total_bonus == 99


def test_a_wrong_standing_is_repaired(wrong, found, standing):
    assert len(found()) == 2
    assert (standing().total_bonus, standing().ndp) == (0, 1)
    assert found(dry_run=True) == []


def test_a_standing_of_nothing_is_removed(found, deposit, owner):
    deposit("2026-02-03")
    stray = Standing.objects.get()
    stray.pk, stray.staff, stray.month = None, make_staff("nobody"), "2025-05-01"
    stray.save(force_insert=True)
    assert [row[:2] for row in found()] == [("standing", "row")]
    assert Standing.objects.get().staff == owner


def test_a_missing_standing_is_made(found, deposit, standing):
    deposit("2026-02-03")
    Standing.objects.all().delete()
    assert [row[:2] for row in found()] == [("standing", "row")]
    assert standing().ndp == 1


def test_a_repair_of_a_closed_month_s_standing_is_no_adjustment(found, deposit, admin):
    deposit("2026-02-03")
    closing.close(Standing.objects.get().month, by=admin)
    Standing.objects.update(total_bonus=Decimal(99))
    assert len(found()) == 1
    assert Adjustment.objects.count() == 0
