"""Random programs by the product's own verbs: then what is stored is what a recomputation gives.

LEAVE_PROGRAMS says how many. Each has somebody of their own; so many at a time share calendar and
closings.
"""

import os
import random
from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from crm.calendar import add_months, first_day
from crm.policies.verbs import decide
from leave import proof
from leave.attendance import corrections
from leave.calendar.deciding import DayDecision, add_day, decide_day
from leave.fees import closing, manual, payments
from leave.fees.errors import FeeRefused
from leave.fees.waivers import reinstate, waive
from leave.models import (
    CalendarDay,
    CheckIn,
    Correction,
    FeeClosing,
    LeaveRequest,
    LeaveStatus,
    LeaveType,
    Waiver,
)
from leave.policies import LEAVE_QUOTA
from leave.reads import balances_of
from leave.requests import asking, deciding
from leave.requests.planning import Wish
from leave.rules.days import DayKind
from leave.rules.fees import WAIVABLE
from tests.leave.fees.make import come_late, pause_too_long
from tests.make import make_admin, make_master, make_staff

pytestmark = pytest.mark.django_db
PROGRAMS, STEPS = int(os.environ.get("LEAVE_PROGRAMS", "25")), 14
AT_ONCE = 25
DAYS = 8
NO_ROOM = (deciding.NoRoom, deciding.NotPending, deciding.NotActive)
REFUSED = (
    *NO_ROOM,
    asking.LeaveRefused,
    FeeRefused,
    corrections.AskedAlready,
    corrections.NoChange,
    corrections.NotYet,
    corrections.NotPending,
)


@pytest.fixture
def world(db):
    return World(make_admin(), make_master())


class World:
    """The people who decide, and the months in which everything happens."""

    def __init__(self, admin, master):
        self.admin, self.master = admin, master
        self.this = first_day(timezone.localdate())
        self.months = [add_months(self.this, number) for number in range(-3, 3)]

    def program(self, seed):
        chance, staff = random.Random(seed), make_staff(f"program{seed}")
        for number in range(STEPS):
            before = self.over(staff)
            step = chance.choice(STEPS_OF_A_PROGRAM)
            try:
                is_overridden = step(self, chance, staff, f"{seed}-{number}")
            except REFUSED:
                continue
            if step in TAKING and not is_overridden:
                assert self.over(staff) == before, (seed, step.__name__)

    def over(self, staff):
        """By how much each month is over its quota; only an override and a smaller quota do it."""
        balances = balances_of((staff.pk, month) for month in self.months)
        return {
            month: max(0, each.used + each.pending - each.quota)
            for (_staff, month), each in balances.items()
        }

    def day(self, chance, *, is_past=False):
        """One of few: so that leave, holidays, check-ins and breaks meet."""
        month = chance.choice(self.months[:3] if is_past else self.months)
        return month + timedelta(days=chance.randrange(DAYS))


def ask(world, chance, staff, key):
    day = world.day(chance)
    days = timedelta(days=chance.choice([0, 0, 1, 3]))
    wish = Wish(staff_id=staff.pk, type=LeaveType.OFF, first=day, last=day + days)
    asking.ask(wish, staff=staff, reason="", idempotency_key=key)


def ask_sick(world, chance, staff, key):
    day, minutes = world.day(chance), chance.randrange(30, 700)
    wish = Wish(
        staff_id=staff.pk,
        type=LeaveType.SICK,
        first=day,
        last=day,
        starts=660,
        ends=660 + minutes,
    )
    asking.ask(wish, staff=staff, reason="flu", idempotency_key=key)


def one_in(status, chance, staff):
    pks = LeaveRequest.objects.filter(staff_id=staff.pk, status=status).order_by("pk")
    pks = list(pks.values_list("pk", flat=True))
    if not pks:
        raise deciding.NotActive
    return chance.choice(pks)


def approve(world, chance, staff, key):
    deciding.approve(one_in(LeaveStatus.PENDING, chance, staff), by=world.admin)


def approve_over(world, chance, staff, key):
    pk = one_in(LeaveStatus.PENDING, chance, staff)
    deciding.approve(pk, by=world.admin, override_reason="wedding")
    return True


def reject(world, chance, staff, key):
    deciding.reject(one_in(LeaveStatus.PENDING, chance, staff), by=world.admin, reason="busy")


def cancel(world, chance, staff, key):
    pk = one_in(LeaveStatus.APPROVED, chance, staff)
    deciding.cancel(pk, by=world.admin, reason="came", is_whole_group=chance.random() < 0.5)


def change_quota(world, chance, staff, key):
    month = add_months(world.this, chance.choice([1, 2]))
    hours = Decimal(chance.choice([12, 24, 36]))
    decide(LEAVE_QUOTA, hours, month, by=world.master, reason="season")


def change_holiday(world, chance, staff, key):
    """For everybody; what it gives back is taken again only where there is room."""
    day, kind = world.day(chance), chance.choice(list(DayKind))
    decision = DayDecision(kind, 300 if kind == DayKind.CLOSED_IN_PART else 0)
    stored = CalendarDay.objects.filter(date=day).first()
    if stored:
        decide_day(stored.pk, stored.version, decision, by=world.admin)
    else:
        add_day(day, decision, name="Day of the floor", by=world.admin)


def check_in(world, chance, staff, key):
    day = world.day(chance, is_past=True)
    if not CheckIn.objects.filter(staff_id=staff.pk, date=day).exists():
        come_late(staff, day.isoformat(), chance.randrange(-5, 40))


def correct(world, chance, staff, key):
    day = world.day(chance, is_past=True)
    correction = corrections.ask(staff, day, 660 + chance.randrange(40), reason="bus")
    verb = chance.choice(["approve", "reject"])
    pk = Correction.objects.get(pk=correction.pk).pk
    if verb == "approve":
        corrections.approve(pk, by=world.admin)
    else:
        corrections.reject(pk, by=world.admin, reason="no")


def pause(world, chance, staff, key):
    day = world.day(chance, is_past=True)
    pause_too_long(staff, day.isoformat(), chance.randrange(-1700, 900))


def waive_or_charge(world, chance, staff, key):
    waivers = list(Waiver.objects.in_force().filter(staff_id=staff.pk))
    if waivers and chance.random() < 0.5:
        reinstate(chance.choice(waivers).pk, by=world.admin, reason="no")
        return
    came = list(CheckIn.objects.filter(staff_id=staff.pk).order_by("date"))
    if came:
        day = chance.choice(came).date
        waive(staff.pk, day, chance.choice(WAIVABLE), by=world.admin, reason="train")


def add_fee(world, chance, staff, key):
    day = world.day(chance, is_past=True)
    amount = Decimal(chance.randrange(1, 3000)) / 100
    manual.add_fee(staff.pk, day, amount, by=world.admin, reason="badge", idempotency_key=key)


def pay(world, chance, staff, key):
    month, today = chance.choice(world.months[:3]), timezone.localdate()
    currency = chance.choice(["USD", "THB", "IDR"])
    amount = Decimal(chance.randrange(100_000, 90_000_000)) / 100
    payments.pay(staff.pk, month, amount, currency, today, by=world.admin, idempotency_key=key)


def close_or_reopen(world, chance, staff, key):
    month = chance.choice(world.months[:3])
    if chance.random() < 0.3:
        closing.reopen(month, by=world.master, reason="wrong list")
    elif not FeeClosing.objects.filter(month=month, in_force=True).exists():
        closing.close(month, by=world.admin)


TAKING = (ask, ask_sick, approve, approve_over, reject, cancel)
STEPS_OF_A_PROGRAM = [
    ask,
    ask,
    ask_sick,
    approve,
    approve,
    approve_over,
    reject,
    cancel,
    change_quota,
    change_holiday,
    check_in,
    check_in,
    check_in,
    correct,
    pause,
    pause,
    waive_or_charge,
    add_fee,
    pay,
    close_or_reopen,
]


@pytest.mark.parametrize("first", range(0, PROGRAMS, AT_ONCE))
def test_after_any_program_what_is_stored_is_what_a_recomputation_gives(world, first):
    seeds = range(first, min(first + AT_ONCE, PROGRAMS))
    for seed in seeds:
        world.program(seed)
        if seed % 10 == 9 or seed == seeds[-1]:
            assert list(proof.differences()) == [], seed
