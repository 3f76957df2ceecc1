"""What people pay towards a month, and credit that pays another one (FE-2)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from bson import ObjectId
from django.db import IntegrityError
from django.utils import timezone

from crm.audit.record import facts, note_event
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.web.templatetags import formats
from leave.fees.deciding import (
    as_sent_before,
    exact,
    in_force,
    person_to_decide_about,
    refuse_other_days,
    refuse_other_months,
    take_back,
    tell,
)
from leave.fees.errors import NoCredit, NothingDue, WrongAmount
from leave.fees.policies import DOLLAR, rate_on
from leave.fees.statements import statement_of
from leave.locks import lock_payments, month_key
from leave.models import Currency, Payment, PaymentSource
from leave.rules.fees import cents

TRACKED = ("staff_name", "month", "paid_on", "currency", "amount", "rate", "usd", "source", "part")
MOST_PAID = Decimal("999999999999.99")


def pay(
    staff_id: ObjectId,
    month: date,
    amount: Decimal,
    currency: str,
    paid_on: date,
    *,
    by: User,
    note: str = "",
    idempotency_key: str,
) -> Payment:
    """Record what somebody paid towards the month that begins on `month`, and tell them.

    It comes to dollars at the rate of its day, which it keeps. The same form twice records one.
    Raises OwnFee, WrongAmount, WrongDay, FormReused, User.DoesNotExist.
    """
    refuse_other_months(month)
    refuse_other_days(paid_on)
    amount = exact(amount, MOST_PAID)
    try:
        return _pay(staff_id, month, amount, currency, paid_on, by, note, idempotency_key)
    except IntegrityError:
        # The form was sent before: what it recorded then.
        earlier = Payment.objects.get(staff_id=staff_id, idempotency_key=idempotency_key)
        sent = {"amount": amount, "currency": currency, "paid_on": paid_on, "note": note}
        return as_sent_before(earlier, month=month, **sent)


@transactional
def withdraw_payment(pk: ObjectId, *, by: User, reason: str) -> Payment:
    """A payment was recorded in error: it counts no more.

    Of a moved credit both sides. Raises NotInForce, OwnFee, Payment.DoesNotExist.
    """
    payment = in_force(Payment, pk, by)
    sides = _sides(payment)
    _lock(payment.staff_id, [side.month for side in sides])
    for side in sides:
        take_back(side, by, reason)
        place = note_event(
            side, "withdraw payment", by=by, before=facts(side, TRACKED), reason=reason
        )
        # Two sides, and one event to whom it is about.
        if side.pk == payment.pk:
            _tell(side, "payment-withdrawn", place, by, reason=reason)
    return payment


def use_credit(
    staff_id: ObjectId, from_month: date, to_month: date, *, by: User, idempotency_key: str
) -> Decimal:
    """Let what was paid too much for one month pay another, as far as it goes; the dollars moved.

    The same form twice moves it once. Raises OwnFee, NoCredit, NothingDue, WrongDay, FormReused,
    User.DoesNotExist.
    """
    refuse_other_months(from_month, to_month)
    try:
        return _use_credit(staff_id, from_month, to_month, by, idempotency_key)
    except IntegrityError:
        # The same form at the same moment, for other months: what it has moved is there now.
        return _use_credit(staff_id, from_month, to_month, by, idempotency_key)


def record(person: User, by: User, **values: object) -> Payment:
    """Store a payment with its history, in a transaction that has the lock of its month."""
    payment = Payment.objects.create(
        staff=person, staff_name=person.name, by_name=by.name, **values
    )
    after = facts(payment, TRACKED)
    place = note_event(payment, "pay", by=by, after=after, reason=payment.note, sequence=1)
    if payment.source == PaymentSource.MONEY:
        _tell(payment, "payment-recorded", place, by)
    return payment


def sent_before(staff_id: ObjectId, key: str) -> Payment | None:
    """The payment that this form has recorded already."""
    return Payment.objects.filter(staff_id=staff_id, idempotency_key=key).first()


@transactional
def _pay(
    staff_id: ObjectId,
    month: date,
    amount: Decimal,
    currency: str,
    paid_on: date,
    by: User,
    note: str,
    key: str,
) -> Payment:
    lock_payments(staff_id, month_key(month))
    person = person_to_decide_about(staff_id, by)
    rate = rate_on(currency, paid_on)
    usd = cents(amount / rate)
    if not usd:
        raise WrongAmount
    return record(
        person,
        by,
        month=month,
        paid_on=paid_on,
        currency=currency,
        amount=amount,
        rate=rate,
        usd=usd,
        note=note,
        idempotency_key=key,
    )


@transactional
def _use_credit(
    staff_id: ObjectId, from_month: date, to_month: date, by: User, key: str
) -> Decimal:
    _lock(staff_id, [from_month, to_month])
    person = person_to_decide_about(staff_id, by)
    if earlier := sent_before(staff_id, f"{key}+"):
        return as_sent_before(earlier, month=to_month).usd
    credit, due = statement_of(staff_id, from_month).credit, statement_of(staff_id, to_month).due
    if not credit:
        raise NoCredit
    if not due:
        raise NothingDue
    moved = min(credit, due)
    # Two payments that cancel out; by the sign, their keys' one difference, _sides() pairs them.
    for month, usd, sign in ((from_month, -moved, "-"), (to_month, moved, "+")):
        record(
            person,
            by,
            month=month,
            paid_on=timezone.localdate(),
            currency=Currency.USD,
            amount=usd,
            rate=DOLLAR,
            usd=usd,
            source=PaymentSource.CREDIT,
            idempotency_key=f"{key}{sign}",
        )
    return moved


def _sides(payment: Payment) -> list[Payment]:
    """The payment; of a moved credit both, as they were recorded."""
    if payment.source == PaymentSource.MONEY:
        return [payment]
    key = payment.idempotency_key[:-1]
    keys = [f"{key}-", f"{key}+"]
    sides = Payment.objects.filter(staff_id=payment.staff_id, idempotency_key__in=keys)
    return list(sides.order_by("month"))


def _lock(staff_id: ObjectId, months: Iterable[date]) -> None:
    for month in sorted(set(months)):
        lock_payments(staff_id, month_key(month))


def _tell(payment: Payment, kind: str, place: int, by: User, **more: str) -> None:
    tell(
        payment.staff_id,
        kind,
        payment.month,
        place,
        date=payment.paid_on.isoformat(),
        amount=formats.money(payment.amount, payment.currency),
        by=by.name,
        **more,
    )
