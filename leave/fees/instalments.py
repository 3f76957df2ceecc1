"""Paying a month in one or two equal parts (FE-3): what is due is shared by those left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from bson import ObjectId
from django.db import IntegrityError
from django.utils import timezone

from crm.audit.record import facts, note_event
from crm.calendar import add_months
from crm.mongo.transaction import transactional
from crm.staff.models import User
from leave.fees.deciding import (
    as_sent_before,
    person_to_decide_about,
    refuse_other_months,
)
from leave.fees.errors import NothingDue, PartsPaid, WrongParts
from leave.fees.payments import record, sent_before
from leave.fees.policies import DOLLAR
from leave.fees.statements import statement_of
from leave.locks import lock_payments, month_key
from leave.models import Currency, InstalmentPlan, Payment
from leave.rules.statement import MOST_PARTS, parts_left

TRACKED = ("staff_name", "month", "parts")


@dataclass(frozen=True)
class Part:
    """One part of a month: what was paid, or what is to be paid in the month it is due in."""

    number: int
    due_in: date
    amount: Decimal
    payment: Payment | None = None


def plan_instalments(staff_id: ObjectId, month: date, parts: int, *, by: User) -> InstalmentPlan:
    """Let somebody pay a month in so many equal parts. Until one is paid it may be planned anew.

    Raises OwnFee, WrongDay, WrongParts, NothingDue, PartsPaid, User.DoesNotExist.
    """
    refuse_other_months(month)
    if not 1 <= parts <= MOST_PARTS:
        raise WrongParts
    return _plan(staff_id, month, parts, by)


def pay_part(staff_id: ObjectId, month: date, *, by: User, idempotency_key: str) -> Payment:
    """Mark the next part of a month as paid: a payment like any other, so less is due.

    The same form twice pays one. Raises OwnFee, NothingDue, FormReused, User.DoesNotExist,
    InstalmentPlan.DoesNotExist.
    """
    refuse_other_months(month)
    try:
        return _pay_part(staff_id, month, by, idempotency_key)
    except IntegrityError:
        return _pay_part(staff_id, month, by, idempotency_key)


def parts_of(plan: InstalmentPlan | None, payments: Iterable[Payment], due: Decimal) -> list[Part]:
    """The parts of a month of which so much is `due`; none without a plan.

    `payments` are those of the month, with what was taken back or pays no part.
    """
    if plan is None:
        return []
    counting = (each for each in payments if each.part and not each.is_withdrawn)
    by_number = {payment.part: payment for payment in counting}
    amounts = iter(parts_left(due, plan.parts, len(by_number)))
    return [
        Part(
            number,
            add_months(plan.month, number),
            payment.usd if payment else next(amounts),
            payment,
        )
        for number, payment in ((each, by_number.get(each)) for each in range(1, plan.parts + 1))
    ]


@transactional
def _plan(staff_id: ObjectId, month: date, parts: int, by: User) -> InstalmentPlan:
    lock_payments(staff_id, month_key(month))
    person = person_to_decide_about(staff_id, by)
    if _paid_parts(staff_id, month):
        raise PartsPaid
    if not statement_of(staff_id, month).due:
        raise NothingDue
    plan = _planned(person, month, parts, by)
    note_event(plan, "plan instalments", by=by, after=facts(plan, TRACKED))
    return plan


def _planned(person: User, month: date, parts: int, by: User) -> InstalmentPlan:
    values = {"parts": parts, "by_name": by.name}
    of_month = InstalmentPlan.objects.filter(staff_id=person.pk, month=month)
    if of_month.update(**values):
        return of_month.get()
    return InstalmentPlan.objects.create(
        staff=person, staff_name=person.name, month=month, **values
    )


@transactional
def _pay_part(staff_id: ObjectId, month: date, by: User, key: str) -> Payment:
    lock_payments(staff_id, month_key(month))
    person = person_to_decide_about(staff_id, by)
    if earlier := sent_before(staff_id, key):
        return as_sent_before(earlier, month=month)
    plan = InstalmentPlan.objects.get(staff_id=staff_id, month=month)
    paid = {payment.part for payment in _paid_parts(staff_id, month)}
    left = parts_left(statement_of(staff_id, month).due, plan.parts, len(paid))
    # Of one cent in two parts the second is nothing.
    if not left or not left[0]:
        raise NothingDue
    return record(
        person,
        by,
        month=month,
        paid_on=timezone.localdate(),
        currency=Currency.USD,
        amount=left[0],
        rate=DOLLAR,
        usd=left[0],
        # A payment that was taken back leaves its number.
        part=next(number for number in range(1, plan.parts + 1) if number not in paid),
        idempotency_key=key,
    )


def _paid_parts(staff_id: ObjectId, month: date) -> list[Payment]:
    rows = Payment.objects.in_force().filter(staff_id=staff_id, month=month, part__gt=0)
    return list(rows.order_by("part"))
