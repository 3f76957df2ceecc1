"""What a card bought in a month by its sales lines, read as one purchase (LP-3, LP-4)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from crm.mongo.decimals import to_decimal
from loyalty.rules.programmes import Version


class CardMonth(NamedTuple):
    """A month (YYYYMM) of a card. Where no line states points, `stated` is None.

    `by_department` has what was bought in the departments that were asked for.
    """

    card: str
    month: int
    amount: Decimal
    stated: int | None
    by_department: Mapping[str, Decimal]


def excluded_by(versions: Iterable[Version]) -> list[str]:
    """The departments that any version leaves out: which one is valid is asked month by month."""
    return sorted({code for each in versions for code in each.terms.earning.excluded})


def card_months(departments: Iterable[str]) -> list[dict[str, Any]]:
    """The stages that make one row a card and month of lines, for `read_card_month`.

    With the sums of these departments beside the whole.
    """
    codes = list(departments)
    asked = {"$cond": [{"$in": ["$department", codes]}, "$department", None]} if codes else None
    is_stated = {"$cond": [{"$ne": [{"$ifNull": ["$points", None]}, None]}, 1, 0]}
    sums = {"amount": {"$sum": "$amount"}, "points": {"$sum": "$points"}}
    by_month = {"card": "$_id.card", "month": "$_id.month"}
    of_department = {"code": "$_id.department", "amount": "$amount"}
    return [
        {
            "$group": {
                "_id": {"card": "$card", "month": "$month", "department": asked},
                **sums,
                "stated": {"$sum": is_stated},
            }
        },
        {
            "$group": {
                "_id": by_month,
                **sums,
                "stated": {"$sum": "$stated"},
                "departments": {"$push": of_department},
            }
        },
    ]


def read_card_month(row: Mapping[str, Any]) -> CardMonth:
    """What a row of `card_months` says."""
    departments = {
        each["code"]: to_decimal(each["amount"])
        for each in row["departments"]
        if each["code"] is not None
    }
    stated = row["points"] if row["stated"] else None
    amount = to_decimal(row["amount"])
    return CardMonth(row["_id"]["card"], row["_id"]["month"], amount, stated, departments)
