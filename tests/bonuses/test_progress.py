"""Progress against the targets as the ledger says (LB-7 to LB-14), cases 31 to 37."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
import time_machine

from bonuses import progress
from bonuses.models import BonusPlan
from bonuses.plans import publishing
from bonuses.rules import plans
from bonuses.rules.rates import DEFAULT, DailyTargets
from bonuses.rules.targets import Level
from crm.mongo.inspection import collection_scans, recorded_commands
from crm.registry import absences
from crm.staff.models import User
from omset.ledger import trash
from omset.models import OmsetRecord
from tests.make import make_admin, make_product, make_staff

pytestmark = pytest.mark.django_db
TODAY = "2026-03-15T10:00:00+07:00"


@pytest.fixture(autouse=True)
def middle_of_march():
    with time_machine.travel(TODAY) as now:
        yield now


@pytest.fixture
def met(deposit, owner):
    """`met(first, days)`: a run of successful days of `owner`, where one NDP makes one."""
    easy = replace(DEFAULT, targets=DEFAULT.targets._replace(ndp=1))
    BonusPlan.objects.create(
        valid_from=date(2025, 1, 1), content=plans.as_json(easy), status="published"
    )
    User.objects.filter(pk=owner.pk).update(created_at="2025-01-01T00:00:00Z")

    def enter(first, days, **more):
        for number in range(days):
            deposit(str(date.fromisoformat(first) + timedelta(days=number)), **more)

    return enter


def month_of(staff, day="2026-03-15"):
    return progress.of_person(staff, date.fromisoformat(day))


@pytest.fixture
def days_off(monkeypatch):
    """Lets a person be on leave on these days."""

    def let(person, days):
        def reader(people, first, last):
            return {person.pk: {day for day in days if first <= day <= last}}

        monkeypatch.setattr(absences, "_readers", [reader])

    return let


@pytest.mark.parametrize(
    ("ndp", "rdp", "met"), [(9, 14, None), (10, 0, "ndp"), (0, 15, "rdp"), (10, 15, "ndp")]
)
def test_case_31_a_day_is_met_by_ndp_before_rdp(deposit, owner, ndp, rdp, met):
    deposit("2026-03-14", ndp)
    deposit("2026-03-14", rdp, note="tambahan")
    day = month_of(owner).days[-1]
    assert day.ndp == ndp
    assert day.rdp == rdp
    assert day.met == met


def test_case_32_two_failed_months_before_march(met, owner):
    met("2026-01-01", 1)
    assert month_of(owner).progress.level == Level.TWO_MONTHS_FAILED
    met("2026-01-02", 17)
    assert month_of(owner).progress.level == Level.LAST_MONTH_FAILED
    met("2026-02-01", 18)
    assert month_of(owner).progress.level == Level.FINE


def test_case_33_february_looks_only_at_january_and_january_at_nothing(met, owner):
    met("2026-01-01", 1)
    assert month_of(owner, "2026-02-28").progress.level == Level.LAST_MONTH_FAILED
    assert month_of(owner, "2026-01-15").progress.level == Level.FINE


@pytest.mark.parametrize(("days", "needed", "reachable"), [(10, 8, False), (11, 7, True)])
def test_case_34_behind_with_seven_days_left(middle_of_march, met, owner, days, needed, reachable):
    met("2026-01-01", 18)
    met("2026-02-01", days)
    middle_of_march.move_to("2026-02-21T10:00:00+07:00")
    person_month = month_of(owner, "2026-02-21")
    assert person_month.status == "behind"
    assert person_month.progress.remaining == 7
    assert person_month.is_behind
    assert person_month.progress.needed == needed
    assert person_month.progress.reachable == reachable


def test_case_37_a_streak_goes_on_from_yesterday_and_over_the_end_of_a_month(met, owner):
    met("2026-03-11", 4)
    assert month_of(owner).streak == 4
    met("2026-02-25", 14)
    assert month_of(owner).streak == 18


def test_LB_13_a_streak_goes_on_over_many_months_and_years_by_few_commands(met, owner, days_off):
    met("2025-02-20", 30)
    off = {date(2025, 3, 22) + timedelta(days=n) for n in range(400)}
    days_off(owner, off)
    with recorded_commands() as commands:
        person_month = month_of(owner)
    assert person_month.streak == 30
    # A year further back, and beside each what of leave is worked in part.
    assert len(commands) == 4


def test_LB_13_a_streak_goes_on_over_whole_months_whose_days_are_not_read(met, owner):
    met("2025-10-20", 12 + 30 + 31 + 31 + 28 + 14)
    with recorded_commands() as commands:
        person_month = month_of(owner)
    assert person_month.streak == 146
    assert len(person_month.days) == 14
    # Leave is asked for beside each of the two.
    assert len(commands) == 4
    whole = progress.of_person(owner, date(2026, 1, 31))
    assert len(whole.days) == 31
    assert whole.progress.success_days == 31
    trash.delete(OmsetRecord.objects.filter(date="2025-12-24").first().pk, by=owner)
    assert month_of(owner).streak == 80


def test_LB_13_days_off_neither_break_nor_count(met, owner, days_off):
    met("2026-03-10", 2)
    met("2026-03-13", 2)
    assert month_of(owner).streak == 2
    days_off(owner, {date(2026, 3, 12)})
    assert month_of(owner).streak == 4


def test_LB_13_the_last_day_of_a_past_month_is_over(met, owner):
    met("2026-02-20", 8)
    assert month_of(owner, "2026-02-28").streak == 0
    met("2026-02-28", 1)
    assert month_of(owner, "2026-02-28").streak == 9


def test_LB_14_a_past_month_is_seen_from_its_last_day(met, owner):
    met("2026-01-01", 18)
    day = progress.seen_on(date(2026, 1, 1))
    person_month = progress.of_person(owner, day)
    assert day == date(2026, 1, 31)
    assert person_month.progress.remaining == 0
    assert person_month.progress.projected == 18
    assert person_month.status == "achieved"
    assert not person_month.is_behind


def test_LB_14_a_past_month_without_enough_days_is_missed(met, owner):
    met("2026-01-01", 17)
    person_month = month_of(owner, "2026-01-31")
    assert person_month.status == "missed"
    assert not person_month.is_behind
    assert person_month.progress.needed == 1


@pytest.mark.parametrize(
    ("created", "level"),
    [
        ("2026-03-02", Level.FINE),
        ("2026-02-27", Level.LAST_MONTH_FAILED),
        ("2026-01-31", Level.TWO_MONTHS_FAILED),
    ],
)
def test_LB_14_somebody_new_is_judged_from_their_first_month(owner, created, level):
    User.objects.filter(pk=owner.pk).update(created_at=f"{created}T12:00:00Z")
    owner.refresh_from_db()
    [row] = progress.of_everybody(date(2026, 3, 15))
    assert month_of(owner).progress.level == level
    assert row.progress.level == level


def test_LB_14_records_from_before_the_account_count_as_the_beginning(deposit, owner):
    deposit("2026-01-20")
    [row] = progress.of_everybody(date(2026, 3, 15))
    assert row.progress.level == month_of(owner).progress.level == Level.TWO_MONTHS_FAILED
    deposit("2025-11-20")
    assert month_of(owner).progress.level == Level.TWO_MONTHS_FAILED


def test_LB_14_nobody_stands_in_months_before_they_began(owner, deposit):
    assert progress.of_everybody(date(2026, 2, 28)) == []
    deposit("2026-02-28")
    assert [row.staff for row in progress.of_everybody(date(2026, 2, 28))] == [owner]


def test_LB_14_admins_and_the_deactivated_are_left_out_unless_something_counts(deposit, owner):
    make_admin()
    gone = make_staff("gone")
    deposit("2026-03-02", staff=gone)
    for person in (gone, make_staff("idle")):
        person.is_active = False
        person.save()
    person_month = progress.of_everybody(date(2026, 3, 15))
    assert {row.staff for row in person_month} == {owner, gone}


def test_LB_14_the_highest_warning_comes_first_then_most_successful_days(met, stranger, owner):
    met("2026-03-01", 2, staff=stranger)
    best = make_staff("best")
    met("2026-03-01", 3, staff=best)
    person_month = progress.of_everybody(date(2026, 3, 15))
    assert [row.staff for row in person_month] == [owner, best, stranger]


def test_LB_6_a_day_is_judged_by_the_plan_of_its_own_month(deposit, owner, admin, middle_of_march):
    deposit("2026-03-15", 4)
    lower = replace(DEFAULT, targets=DEFAULT.targets._replace(ndp=3))
    draft = publishing.save_draft(lower, date(2026, 4, 1), by=admin)
    publishing.publish(draft.pk, by=admin)
    middle_of_march.move_to("2026-04-01T10:00:00+07:00")
    deposit("2026-04-01", 3)
    now, before = month_of(owner, "2026-04-01"), month_of(owner, "2026-03-31")
    assert now.daily_targets.ndp == 3
    assert now.today.met == "ndp"
    assert now.progress.success_days == 1
    assert before.daily_targets.ndp == 10
    assert before.days[0].met is None
    assert before.progress.success_days == 0


def test_what_is_missing_today_in_either_way(deposit, owner):
    deposit("2026-03-15", 4)
    person_month = month_of(owner)
    assert person_month.today.ndp == 4
    assert person_month.missing == DailyTargets(ndp=6, rdp=15)
    assert person_month.today.met is None


def test_it_follows_what_is_deleted_restored_and_moved(deposit, owner, admin):
    deposit("2026-03-14", 10)
    last = deposit("2026-03-15", 10)[-1]
    assert month_of(owner).streak == 2
    assert month_of(owner).today.met == "ndp"
    trash.delete(last.pk, by=owner)
    assert month_of(owner).streak == 1
    assert month_of(owner).today.ndp == 9
    trash.restore(last.pk, by=admin)
    assert month_of(owner).streak == 2


def test_everybody_has_the_figures_that_each_alone_has(met, stranger, owner, deposit):
    met("2026-01-10", 60)
    deposit("2026-03-15", 5, staff=stranger, product=make_product("Q"))
    alone = {person: month_of(person) for person in (owner, stranger)}
    assert {row.staff: row for row in progress.of_everybody(date(2026, 3, 15))} == alone


def test_two_commands_for_one_and_four_for_all_by_index(met, owner, stranger):
    met("2026-02-01", 2)
    with recorded_commands() as one:
        month_of(owner)
    with recorded_commands() as everybody:
        progress.of_everybody(date(2026, 3, 15))
    assert len(one) == 2
    assert len(everybody) == 4
    assert [tuple(c) for c in collection_scans(one + everybody, allowed=("staff_user",))] == []
