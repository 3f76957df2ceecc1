"""What a sales line states: what one card bought of an article in a month (LI-1, LI-17). Pure."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from loyalty.rules.cards import CardNumber
from loyalty.rules.files.dates import month_of
from loyalty.rules.files.numbers import NumberStyle, quantity_of, stated_amount, whole_of
from loyalty.rules.files.outcomes import (
    FieldReader,
    FieldValues,
    KeyUnreadable,
    Rejected,
    Remark,
    Unreadable,
)
from loyalty.rules.files.values import card_of, code_of, stated_code

NO_PROMOTION = "0"


class SalesLine(NamedTuple):
    """A line. Without a card it is of no buyer; without a promotion both its codes are 0."""

    card: CardNumber | None
    article: str
    department: str
    # Its first day.
    month: date
    amount: Decimal
    quantity: Decimal | None
    points: int | None
    promotion_type: str
    promotion_number: str
    remarks: tuple[Remark, ...] = ()

    @property
    def has_promotion(self) -> bool:
        """Whether one of the two codes is not 0 (LX-7)."""
        return self.promotion_type != NO_PROMOTION or self.promotion_number != NO_PROMOTION


def read_sales_line(
    values: FieldValues, *, style: NumberStyle, today: date
) -> SalesLine | Rejected:
    """What the row states; rejected where month, article or amount cannot be read (LI-10)."""
    get = values.get
    try:
        return SalesLine(
            card_of(get("card")),
            stated_code(get("article")),
            code_of(get("department")),
            month_of(get("month"), today),
            stated_amount(get("amount"), style),
            quantity_of(get("quantity"), style),
            whole_of(get("points"), style),
            code_of(get("promotion_type")) or NO_PROMOTION,
            code_of(get("promotion_number")) or NO_PROMOTION,
        )
    except Unreadable:
        return _read_in_part(values, style, today)


def _read_in_part(values: FieldValues, style: NumberStyle, today: date) -> SalesLine | Rejected:
    """The line without what of it cannot be read, with remarks."""
    reader = FieldReader(values)
    try:
        month = reader.key("month", month_of, today)
        article = reader.key("article", stated_code)
        amount = reader.key("amount", stated_amount, style)
    except KeyUnreadable as error:
        return error.rejected
    department = reader.read("department", code_of)
    promotion_type = reader.read("promotion_type", code_of)
    promotion_number = reader.read("promotion_number", code_of)
    return SalesLine(
        card=reader.read("card", card_of),
        article=article,
        department=department or "",
        month=month,
        amount=amount,
        quantity=reader.read("quantity", quantity_of, style),
        points=reader.read("points", whole_of, style),
        promotion_type=promotion_type or NO_PROMOTION,
        promotion_number=promotion_number or NO_PROMOTION,
        remarks=tuple(reader.remarks),
    )
