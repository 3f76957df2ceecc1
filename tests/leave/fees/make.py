"""Days that cost something, without waiting for them."""

import itertools
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from crm.mongo.transaction import transactional
from leave.fees import manual, payments
from leave.locks import lock_month, month_key
from leave.models import Break, CheckIn

JAKARTA = ZoneInfo("Asia/Jakarta")
ALLOWANCE = 30 * 60
_keys = itertools.count(1)


def day_of(text):
    return date.fromisoformat(text)


def at(day, hour, minute=0, second=0):
    return datetime.combine(day_of(day), time(hour, minute, second), JAKARTA)


@transactional
def come_late(staff, day, minutes):
    """A check-in so many minutes after 11:00."""
    lock_month(staff.pk, month_key(day_of(day)))
    CheckIn.objects.filter(staff_id=staff.pk, date=day_of(day)).delete()
    came = at(day, 11) + timedelta(minutes=minutes)
    return CheckIn.objects.create(
        staff=staff, staff_name=staff.name, date=day_of(day), checked_in_at=came
    )


@transactional
def pause_too_long(staff, day, seconds):
    """One break that passes the allowance by so many seconds."""
    place = lock_month(staff.pk, month_key(day_of(day)))
    begun = at(day, 14)
    return Break.objects.create(
        staff=staff,
        staff_name=staff.name,
        shift_date=day_of(day),
        started_at=begun,
        ended_at=begun + timedelta(seconds=ALLOWANCE + seconds),
        is_open=False,
        sequence=place,
    )


def add_fee(staff, day, dollars, *, by, reason="lost badge"):
    return manual.add_fee(
        staff.pk,
        day_of(day),
        Decimal(dollars),
        by=by,
        reason=reason,
        idempotency_key=f"fee-{next(_keys)}",
    )


def pay(staff, month, amount, currency="USD", paid_on="2026-02-20", *, by, key=""):
    return payments.pay(
        staff.pk,
        day_of(f"{month}-01"),
        Decimal(amount),
        currency,
        day_of(paid_on),
        by=by,
        idempotency_key=key or f"payment-{next(_keys)}",
    )
