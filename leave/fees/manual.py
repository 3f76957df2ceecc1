"""Fees that an admin writes, with a reason and a date (FE-2)."""

from datetime import date
from decimal import Decimal

from bson import ObjectId
from django.db import IntegrityError

from crm.audit.record import facts, note_event
from crm.mongo.transaction import transactional
from crm.policies.reads import value_on
from crm.staff.models import User
from crm.web.templatetags import formats
from leave.fees.deciding import (
    as_sent_before,
    exact,
    in_force,
    person_to_decide_about,
    refuse_other_days,
    take_back,
    tell,
)
from leave.fees.errors import WithoutMoney
from leave.fees.policies import IN_MONEY
from leave.locks import lock_month, month_key
from leave.models import ManualFee

TRACKED = ("staff_name", "date", "amount")


def add_fee(
    staff_id: ObjectId,
    day: date,
    amount: Decimal,
    *,
    by: User,
    reason: str,
    idempotency_key: str,
) -> ManualFee:
    """Charge a person dollars for a day, and tell them why. The same form twice adds one.

    Raises OwnFee, WrongAmount, WrongDay, WithoutMoney, FormReused, User.DoesNotExist.
    """
    amount = exact(amount)
    refuse_other_days(day)
    try:
        return _add(staff_id, day, amount, by, reason, idempotency_key)
    except IntegrityError:
        earlier = ManualFee.objects.get(staff_id=staff_id, idempotency_key=idempotency_key)
        return as_sent_before(earlier, date=day, amount=amount, reason=reason)


@transactional
def withdraw_fee(pk: ObjectId, *, by: User, reason: str) -> ManualFee:
    """Take a fee back. Raises NotInForce, OwnFee, ManualFee.DoesNotExist."""
    fee = in_force(ManualFee, pk, by)
    lock_month(fee.staff_id, month_key(fee.date))
    take_back(fee, by, reason)
    place = note_event(fee, "withdraw fee", by=by, before=facts(fee, TRACKED), reason=reason)
    _tell(fee, "fee-withdrawn", place, by, reason)
    return fee


@transactional
def _add(
    staff_id: ObjectId, day: date, amount: Decimal, by: User, reason: str, key: str
) -> ManualFee:
    lock_month(staff_id, month_key(day))
    person = person_to_decide_about(staff_id, by)
    if not value_on(IN_MONEY, day):
        raise WithoutMoney
    fee = ManualFee.objects.create(
        staff=person,
        staff_name=person.name,
        date=day,
        amount=amount,
        reason=reason,
        by_name=by.name,
        idempotency_key=key,
    )
    after = facts(fee, TRACKED)
    place = note_event(fee, "add fee", by=by, after=after, reason=reason, sequence=1)
    _tell(fee, "fee-added", place, by, reason)
    return fee


def _tell(fee: ManualFee, kind: str, place: int, by: User, reason: str) -> None:
    tell(
        fee.staff_id,
        kind,
        fee.date,
        place,
        date=fee.date.isoformat(),
        amount=formats.money(fee.amount, "USD"),
        by=by.name,
        reason=reason,
    )
