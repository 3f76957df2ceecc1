"""What a receipt states: one visit at a till (LI-1, LI-10, LI-12, LI-16). Pure."""

from datetime import date, time
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _

from loyalty.rules.cards import CardNumber
from loyalty.rules.files.dates import past_day_of, time_of
from loyalty.rules.files.numbers import NumberStyle, stated_amount, whole_of
from loyalty.rules.files.outcomes import (
    FieldReader,
    FieldValues,
    KeyUnreadable,
    Rejected,
    Remark,
    unreadable,
)
from loyalty.rules.files.values import card_of, code_of

NO_TILL = _("“%(text)s” is not the number of a till: they begin at 1.")


class ReceiptRow(NamedTuple):
    """A receipt. Without a card it is of no buyer; an amount of 0 or less is taken too (LP-3)."""

    card: CardNumber | None
    store: str
    date: date
    time: time | None
    amount: Decimal
    till: int | None
    payment: str
    second_payment: str
    # The till's own figure.
    points: int | None
    remarks: tuple[Remark, ...] = ()


def read_receipt(values: FieldValues, *, style: NumberStyle, today: date) -> ReceiptRow | Rejected:
    """What the row states; rejected where day or amount cannot be read, or the day is to come."""
    reader = FieldReader(values)
    try:
        day = reader.key("date", past_day_of, today)
        amount = reader.key("amount", stated_amount, style)
    except KeyUnreadable as error:
        return error.rejected
    return ReceiptRow(
        card=reader.read("card", card_of),
        store=reader.read("store", code_of) or "",
        date=day,
        time=reader.read("time", time_of),
        amount=amount,
        till=reader.read("till", _till, style),
        payment=reader.read("payment", code_of) or "",
        second_payment=reader.read("second_payment", code_of) or "",
        points=reader.read("points", whole_of, style),
        remarks=tuple(reader.remarks),
    )


def _till(value: Any, style: NumberStyle) -> int | None:
    till = whole_of(value, style)
    if till is not None and till < 1:
        raise unreadable(NO_TILL, value)
    return till
