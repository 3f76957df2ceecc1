"""What the points that members hold are worth, where a value of a point is set (LP-14)."""

from decimal import Decimal
from typing import NamedTuple

from django.db.models import Sum

from loyalty.models import MemberPoints, Programme
from loyalty.rules.points.account import liability
from loyalty.rules.programmes import Terms


class OpenLiability(NamedTuple):
    """All balances of a programme, the value of a point, and what both come to."""

    balance: int
    value: Decimal
    amount: Decimal


def open_liability(programme: Programme, terms: Terms | None) -> OpenLiability | None:
    """By the balances of now and the terms of a day; None without a value of a point."""
    if terms is None or terms.point_value is None:
        return None
    heads = MemberPoints.objects.filter(programme=programme)
    balance = heads.aggregate(balance=Sum("balance"))["balance"] or 0
    return OpenLiability(balance, terms.point_value, liability(balance, terms.point_value))
