"""What buyers have bought at stores: receipts, or months of sales lines, never both (LP-3).

A buyer is the member of the card, else the card itself; whoever gets the card later has bought it
all, since it is asked when it is read.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from bson import ObjectId
from django.db.models import Count, Max

from crm import calendar
from crm.mongo.rows import collection, current_session
from loyalty.imports.rows.counted import (
    complete_numbers,
    counted_lines,
    counted_receipts,
    months_loaded,
)
from loyalty.imports.rows.purchase_months import last_day, months_of_lines
from loyalty.models import Card, MemberMerge, Programme, ProgrammeVersion, Receipt, SalesLine
from loyalty.models.members import SMALLEST_ID
from loyalty.rules.files.datasets import Dataset
from loyalty.rules.rfm.purchases import PurchaseSums
from loyalty.segments.purchases import CARD, MEMBER, Source, days, from_stored, sums_by

HAS_CARD = {"card": {"$gt": ""}}
# The last day of a month that is stored as YYYYMM.
LAST_DAY = {
    "$dateFromParts": {
        "year": {"$toInt": {"$floor": {"$divide": ["$_id.month", 100]}}},
        "month": {"$add": [{"$mod": ["$_id.month", 100]}, 1]},
        "day": 0,
    }
}


def _receipts(programme: Programme, since: date | None, until: date) -> Iterator[PurchaseSums]:
    """The receipts that count, of months that are not the lines'."""
    match = counted_receipts(programme) | HAS_CARD | {"day": days(since, until)}
    others = [{"day": {"$not": _month(month)}} for month in months_of_lines(programme)]
    stages: list[dict] = [
        {"$match": match | ({"$and": others} if others else {})},
        {"$set": {"date": "$day"}},
    ]
    yield from _sums(programme, Receipt, [*stages, *sums_by({"card": "$card"}, "$amount")])


def _lines(programme: Programme, since: date | None, until: date) -> Iterator[PurchaseSums]:
    """A month of a card's lines is one purchase on its last day."""
    months = [
        month
        for month in months_of_lines(programme)
        if last_day(month) <= until and (since is None or last_day(month) >= since)
    ]
    if not months:
        return
    stages: list[dict] = [
        {"$match": counted_lines(programme, months) | HAS_CARD},
        {
            "$group": {
                "_id": {"card": "$card", "month": "$month"},
                "amount": {"$sum": "$amount"},
            }
        },
        {"$set": {"date": LAST_DAY}},
    ]
    yield from _sums(programme, SalesLine, [*stages, *sums_by({"card": "$_id.card"}, "$amount")])


def _sums(
    programme: Programme, model: type[Receipt | SalesLine], stages: list[dict]
) -> Iterator[PurchaseSums]:
    members = _members_of_cards(programme)
    rows = collection(model).aggregate(
        stages, session=current_session(), batchSize=10_000, allowDiskUse=True
    )
    for row in rows:
        card = row["_id"]["card"]
        buyer = f"{MEMBER}{members[card]}" if card in members else f"{CARD}{card}"
        yield from_stored(buyer, row)


def _members_of_cards(programme: Programme) -> dict[str, ObjectId]:
    cards = collection(Card).find(
        {"programme_id": programme.pk}, {"member_id": True}, session=current_session()
    )
    return {row["_id"]: row["member_id"] for row in cards}


def _month(month: int) -> dict[str, Any]:
    last = last_day(month)
    return days(calendar.first_day(last), last)


def _receipts_state(programme: Programme) -> str:
    return f"{complete_numbers(programme, Dataset.RECEIPTS)} {_whose_state(programme)}"


def _lines_state(programme: Programme) -> str:
    return f"{months_loaded(programme)} {_whose_state(programme)}"


def _whose_state(programme: Programme) -> str:
    """Cards come and go, and move with merges; terms say which rows of a month are purchases."""
    cards = Card.objects.filter(programme=programme).aggregate(n=Count("pk"), last=Max("since"))
    every = MemberMerge.objects.filter(into_member_id__gte=ObjectId(SMALLEST_ID))
    merges = every.count(), every.filter(is_undone=True).count()
    versions = ProgrammeVersion.objects.filter(programme=programme).count()
    return f"{cards['n']} {cards['last']} {merges} {versions}"


STORE_SOURCES = (Source(_receipts, _receipts_state), Source(_lines, _lines_state))
