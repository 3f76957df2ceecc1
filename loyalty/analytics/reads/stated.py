"""The money of the rows whose till states points (LX-3): no stored sum has it."""

from typing import Any

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection
from loyalty.models import Receipt, SalesLine

STATES_POINTS = {"points": {"$type": "number"}}


def stated_cents(model: type[Receipt | SalesLine], match: dict[str, Any]) -> int:
    """The sum of their amounts, in cents; one command, which reads the rows that match."""
    pipeline: list[dict[str, Any]] = [
        {"$match": match | STATES_POINTS},
        {"$group": {"_id": None, "amount": {"$sum": "$amount"}}},
    ]
    rows = collection(model).aggregate(pipeline)
    return sum(int(to_decimal(row["amount"]).scaleb(2)) for row in rows)
