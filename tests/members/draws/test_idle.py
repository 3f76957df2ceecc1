"""Rows that nobody works go back into their pools, by a job, once a night."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from crm.jobs.models import Job
from crm.jobs.processes.worker import Worker
from crm.notifications.models import Notification
from crm.policies.verbs import decide
from crm.registry import absences
from crm.registry.runs.schedules import JAKARTA, SCHEDULES
from members.draws.assignment import draw_for
from members.draws.idle import return_idle_rows
from members.draws.policies import HOARDING_LIMIT, IDLE_DAYS
from members.draws.proof import verify
from members.models import MemberRow, RowStatus
from tests.make import make_deposit
from tests.members.draws.make import make_pool
from tests.parsed import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool(product, owner, admin):
    """Ten rows, of which the owner has six since today."""
    pool = make_pool(product, rows=10)
    draw_for(owner, pool.pk, 6, by=admin)
    Notification.objects.all().delete()
    return pool


@pytest.fixture
def three_days(admin):
    decide(IDLE_DAYS, Decimal(3), timezone.localdate(), by=admin, reason="trial")


def night(days):
    """The job at five past midnight so many days from now."""
    day = timezone.localdate() + timedelta(days=days)
    due = datetime(day.year, day.month, day.day, 0, 5, tzinfo=JAKARTA)
    return_idle_rows.keyed(f"night-{days}").enqueue(due=due.isoformat())
    assert Worker().take_one()
    return Job.objects.get(key=f"night-{days}")


def in_hand(staff):
    return MemberRow.objects.with_staff(staff.pk).count()


def inbox(person):
    return list(Notification.objects.of(person).values_list("kind", flat=True))


def test_rows_without_a_status_go_back_after_the_days_with_a_warning_the_day_before(
    pool, owner, three_days
):
    assert night(1).result == 0
    assert inbox(owner) == []
    assert night(2).result == 0
    assert inbox(owner) == ["rows-return-tomorrow"]
    assert in_hand(owner) == 6
    assert night(3).result == 6
    assert in_hand(owner) == 0
    assert MemberRow.objects.filter(status=RowStatus.AVAILABLE).count() == 10
    assert inbox(owner) == ["rows-returned", "rows-return-tomorrow"]
    assert Notification.objects.of(owner).first().facts == {"count": "6", "database": pool.name}
    assert night(4).result == 0
    assert verify(pool).faults == []


def test_nothing_goes_back_unless_somebody_decides_so(pool, owner):
    assert night(300).result == 0
    assert in_hand(owner) == 6


@pytest.mark.parametrize(
    "values",
    [{"whatsapp": "tidak"}, {"response": "ya"}, {"validation": "valid"}, {"status": "invalid"}],
)
def test_what_was_worked_never_goes_back(values, pool, owner, three_days):
    worked = MemberRow.objects.with_staff(owner.pk).first()
    MemberRow.objects.filter(pk=worked.pk).update(**values)
    assert night(30).result == 5
    assert [row.pk for row in MemberRow.objects.with_staff(owner.pk)] == [worked.pk]


def test_nor_does_what_is_to_be_called_again_or_has_deposited(pool, owner, product, three_days):
    later, depositor, past = MemberRow.objects.with_staff(owner.pk)[:3]
    today = timezone.localdate()
    MemberRow.objects.filter(pk=later.pk).update(call_again_on=today + timedelta(days=9))
    MemberRow.objects.filter(pk=past.pk).update(call_again_on=today)
    make_deposit(owner, product, depositor.customer_id, day=str(today))
    assert night(5).result == 4
    left = {row.pk for row in MemberRow.objects.with_staff(owner.pk)}
    assert left == {later.pk, depositor.pk}


def test_days_of_leave_are_not_counted(pool, owner, three_days, monkeypatch):
    tomorrow = timezone.localdate() + timedelta(days=1)

    def reader(people, first, last):
        return {pk: {tomorrow} & {tomorrow if first <= tomorrow <= last else None} for pk in people}

    monkeypatch.setattr(absences, "_readers", [reader])
    assert night(3).result == 0
    assert inbox(owner) == ["rows-return-tomorrow"]
    assert night(4).result == 6


def test_a_job_that_goes_on_warns_nobody_a_second_time(pool, owner, three_days):
    job = night(2)
    again = return_idle_rows.keyed("again").enqueue(due=job.arguments["kwargs"]["due"])
    Job.objects.filter(pk=again.id).update(reached=str(owner.pk))
    assert Worker().take_one()
    assert inbox(owner) == ["rows-return-tomorrow"]


def test_it_is_asked_for_every_night(db):
    assert SCHEDULES["return-idle-rows"].at.isoformat() == "00:05:00"


def test_the_policy_names_the_pages_whose_figures_it_moves(
    pool, owner, admin, client_of, three_days
):
    assert IDLE_DAYS.moves == ["members:batches", "members:databases"]
    client = client_of(admin)
    pages = [reverse(view) for view in IDLE_DAYS.moves]
    before = [text_of(client.get(page)) for page in pages]
    night(3)
    after = [text_of(client.get(page)) for page in pages]
    assert [old == new for old, new in zip(before, after, strict=True)] == [False, False]


def test_a_limit_on_hoarding_moves_requests_alone():
    assert HOARDING_LIMIT.moves == ["members:requests"]
