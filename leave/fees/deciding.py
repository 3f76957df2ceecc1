"""What verbs of fees have in common: who may decide, about which days, and who is told."""

from datetime import date
from decimal import Decimal
from typing import TypeVar

from bson import ObjectId
from django.urls import reverse
from django.utils import timezone

from crm.calendar import first_day
from crm.notifications.send import notify
from crm.staff.models import User
from crm.staff.usage import refer_to
from leave.fees.errors import FormReused, NotInForce, OwnFee, WrongAmount, WrongDay
from leave.models import ManualFee, Payment, Waiver
from leave.rules.fees import cents

# Nothing was recorded before.
EARLIEST = date(2020, 1, 1)
MOST = Decimal("99999.99")
Written = TypeVar("Written", ManualFee, Payment, Waiver)


def person_to_decide_about(staff_id: ObjectId, by: User) -> User:
    """The account, which history keeps from now on. Raises OwnFee, User.DoesNotExist."""
    if staff_id == by.pk:
        raise OwnFee
    person = User.objects.get(pk=staff_id)
    refer_to(person, by)
    return person


def refuse_other_days(*days: date) -> None:
    """Raise WrongDay for one that is to come, or from before anything was recorded."""
    today = timezone.localdate()
    if not all(EARLIEST <= day <= today for day in days):
        raise WrongDay


def refuse_other_months(*months: date) -> None:
    """The same for months: none that is to come."""
    this_month = first_day(timezone.localdate())
    if not all(EARLIEST <= month <= this_month and month.day == 1 for month in months):
        raise WrongDay


def exact(amount: Decimal, most: Decimal = MOST) -> Decimal:
    """The amount with two places. Raises WrongAmount for none, less, and parts of a cent."""
    if not amount.is_finite() or not 0 < amount <= most or cents(amount) != amount:
        raise WrongAmount
    return cents(amount)


def in_force(model: type[Written], pk: ObjectId, by: User) -> Written:
    """The row that is to be taken back. Raises NotInForce, OwnFee, DoesNotExist."""
    row = model.objects.get(pk=pk)
    if row.staff_id == by.pk:
        raise OwnFee
    if row.is_withdrawn:
        raise NotInForce
    return row


def as_sent_before(row: Written, **sent: object) -> Written:
    """What the same form has written. Raises FormReused if it says something else by now."""
    if row.is_withdrawn or any(getattr(row, name) != value for name, value in sent.items()):
        raise FormReused
    return row


def take_back(row: Written, by: User, reason: str) -> None:
    """Store that it counts no more. The transaction has the lock of the person's month."""
    changed = (
        type(row)
        .objects.filter(staff_id=row.staff_id, pk=row.pk, is_withdrawn=False)
        .update(is_withdrawn=True, withdrawn_by_name=by.name, withdrawn_reason=reason)
    )
    if not changed:
        raise NotInForce
    row.is_withdrawn, row.withdrawn_by_name, row.withdrawn_reason = True, by.name, reason


def tell(staff_id: ObjectId, kind: str, month: date, place: int, **facts: str) -> None:
    """One message to the person, which opens their own statement of the month."""
    notify([staff_id], kind, own_page(month), place, **facts)


def own_page(month: date) -> str:
    """Where people see their own statement of a month."""
    return f"{reverse('leave:own_fees')}?month={month:%Y-%m}"
