"""Plans: drafts, previews, and what publishing changes (BO-8, LB-6)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
import time_machine

from bonuses.models import BonusPlan
from bonuses.plans import publishing
from bonuses.rules.rates import DEFAULT, Threshold
from bonuses.schedule import plan_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("in_march"),
]
MILLION = 1_000_000
FEBRUARY, MARCH, APRIL = (date(2026, month, 1) for month in (2, 3, 4))
GENEROUS = replace(DEFAULT, main=(Threshold(Decimal(MILLION), Decimal(99)),))


@pytest.fixture
def in_march():
    with time_machine.travel("2026-03-15T10:00:00+07:00"):
        yield


def publish(admin, plan=GENEROUS, valid_from=MARCH):
    draft = publishing.save_draft(plan, valid_from, by=admin)
    return publishing.publish(draft.pk, by=admin)


def test_BO_3_before_any_plan_the_default_holds(db):
    assert plan_of(FEBRUARY) == DEFAULT


def test_BO_8_a_draft_pays_nobody(admin, deposit, bonus):
    publishing.save_draft(GENEROUS, MARCH, by=admin)
    deposit("2026-03-03", nominal=2 * MILLION)
    assert bonus("2026-03-01") == 0


def test_BO_8_publishing_rewrites_its_months_and_leaves_the_past(admin, deposit, bonus):
    deposit("2026-02-03", nominal=2 * MILLION)
    deposit("2026-03-03", nominal=2 * MILLION)
    publish(admin)
    assert bonus("2026-02-01") == 0
    assert bonus("2026-03-01") == 99


def test_BO_8_a_later_event_in_the_past_is_paid_by_the_plan_of_then(admin, deposit, bonus):
    publish(admin)
    deposit("2026-02-03", nominal=70 * MILLION)
    assert bonus("2026-02-01") == 20


def test_of_two_plans_from_one_month_the_later_one_pays(admin, deposit, bonus):
    publish(admin)
    publish(admin, DEFAULT)
    deposit("2026-03-03", nominal=2 * MILLION)
    assert bonus("2026-03-01") == 0


def test_a_plan_never_begins_in_the_past(admin):
    with pytest.raises(publishing.TooEarly):
        publish(admin, valid_from=FEBRUARY)
    assert plan_of(FEBRUARY) == DEFAULT


def test_an_unsound_plan_is_not_published(admin):
    with pytest.raises(publishing.Unsound):
        publish(admin, replace(DEFAULT, ndp=DEFAULT.ndp[:1]))
    assert plan_of(MARCH) == DEFAULT


def test_a_published_plan_never_changes(admin):
    plan = publish(admin)
    with pytest.raises(publishing.NoDraft):
        publishing.save_draft(DEFAULT, MARCH, by=admin, pk=plan.pk)
    with pytest.raises(publishing.NoDraft):
        publishing.discard(plan.pk, by=admin)
    assert plan_of(MARCH) == GENEROUS


def test_a_stale_draft_is_not_overwritten(admin):
    draft = publishing.save_draft(GENEROUS, APRIL, by=admin)
    publishing.save_draft(DEFAULT, APRIL, by=admin, pk=draft.pk, version=1)
    with pytest.raises(publishing.StalePlan):
        publishing.save_draft(GENEROUS, APRIL, by=admin, pk=draft.pk, version=1)
    assert BonusPlan.objects.get().plan == DEFAULT


def test_a_preview_shows_each_difference_and_changes_nothing(admin, deposit, owner, bonus):
    deposit("2026-02-03", nominal=2 * MILLION)
    [comparison] = publishing.preview(GENEROUS, FEBRUARY, DEFAULT)
    assert comparison.staff_id == owner.pk
    assert comparison.paid.total_bonus == 0
    assert comparison.draft.total_bonus == 99
    assert bonus() == 0
