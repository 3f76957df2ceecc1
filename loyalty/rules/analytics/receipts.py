"""What receipts come to (LX-3, LP-3). Pure."""

from collections.abc import Iterable
from typing import NamedTuple


class ReceiptSums(NamedTuple):
    """Sums of receipts: amounts in cents; purchases are those above 0, returns those below.

    `stated` of them have points.
    """

    receipts: int = 0
    zeros: int = 0
    returns: int = 0
    purchases: int = 0
    amount: int = 0
    purchase_amount: int = 0
    points: int = 0
    stated: int = 0


def sums_of_receipt(amount: int, points: int | None) -> ReceiptSums:
    """What one receipt of so many cents adds."""
    is_purchase = amount > 0
    return ReceiptSums(
        receipts=1,
        zeros=int(amount == 0),
        returns=int(amount < 0),
        purchases=int(is_purchase),
        amount=amount,
        purchase_amount=amount if is_purchase else 0,
        points=points or 0,
        stated=int(points is not None),
    )


def sum_of(parts: Iterable[Iterable[int]]) -> ReceiptSums:
    """The sums of several."""
    columns = list(zip(*parts, strict=True))
    return ReceiptSums(*map(sum, columns)) if columns else ReceiptSums()
