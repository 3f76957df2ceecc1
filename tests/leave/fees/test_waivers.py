"""Waiving and charging again: once a day and sort, with a reason, never for oneself (FE-1)."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from crm.audit.models import Event
from crm.notifications.models import Notification
from leave.fees.errors import AlreadyWaived, NothingToWaive, NotInForce, OwnFee
from leave.fees.statements import statement_of
from leave.fees.waivers import reinstate, waive
from leave.models import Waiver
from leave.rules.fees import FeeKind
from tests.leave.fees.make import come_late, day_of, pause_too_long

pytestmark = pytest.mark.django_db
FEBRUARY, DAY = day_of("2026-02-01"), day_of("2026-02-03")
PARALLEL = 8


def total(staff):
    return statement_of(staff.pk, FEBRUARY).total


@pytest.fixture
def late(owner):
    come_late(owner, "2026-02-03", 10)
    return owner


def test_a_waiver_takes_the_fee_away_and_reinstating_brings_it_back(late, admin):
    waiver = waive(late.pk, DAY, FeeKind.LATENESS, by=admin, reason="train")
    assert total(late) == 0
    reinstate(waiver.pk, by=admin, reason="there was no train")
    assert total(late) == 50


def test_a_waiver_of_lateness_leaves_the_breaks_of_the_day(late, admin):
    pause_too_long(late, "2026-02-03", 120)
    waive(late.pk, DAY, FeeKind.LATENESS, by=admin, reason="train")
    assert total(late) == 10


def test_there_is_no_second_waiver_of_the_same(late, admin):
    """Earlier defect: a day could be waived twice."""
    waive(late.pk, DAY, FeeKind.LATENESS, by=admin, reason="train")
    with pytest.raises(AlreadyWaived):
        waive(late.pk, DAY, FeeKind.LATENESS, by=admin, reason="again")
    assert Waiver.objects.count() == 1


def test_of_many_at_once_one_waives(late, admin):
    def attempt(number):
        try:
            waive(late.pk, DAY, FeeKind.LATENESS, by=admin, reason=f"train {number}")
        except AlreadyWaived:
            return 0
        finally:
            connection.close()
        return 1

    with ThreadPoolExecutor(PARALLEL) as pool:
        assert sum(pool.map(attempt, range(PARALLEL))) == 1
    assert Waiver.objects.in_force().count() == 1


def test_a_day_that_costs_nothing_is_not_waived(owner, admin):
    come_late(owner, "2026-02-03", 0)
    with pytest.raises(NothingToWaive):
        waive(owner.pk, DAY, FeeKind.LATENESS, by=admin, reason="train")


def test_nobody_waives_their_own(admin):
    come_late(admin, "2026-02-03", 10)
    with pytest.raises(OwnFee):
        waive(admin.pk, DAY, FeeKind.LATENESS, by=admin, reason="train")
    assert total(admin) == 50


def test_it_is_charged_again_once(late, admin):
    waiver = waive(late.pk, DAY, FeeKind.LATENESS, by=admin, reason="train")
    reinstate(waiver.pk, by=admin, reason="no train")
    with pytest.raises(NotInForce):
        reinstate(waiver.pk, by=admin, reason="no train")


def test_history_and_one_message_tell_of_each_decision(late, admin):
    waiver = waive(late.pk, DAY, FeeKind.LATENESS, by=admin, reason="train")
    reinstate(waiver.pk, by=admin, reason="no train")
    told = Notification.objects.filter(user_id=late.pk).order_by("sequence")
    assert [each.kind for each in told] == ["fee-waived", "fee-reinstated"]
    events = Event.objects.filter(subject=waiver.pk).order_by("sequence")
    assert [event.verb for event in events] == ["waive", "reinstate"]
    assert [event.reason for event in events] == ["train", "no train"]
