"""Making the sums of a programme's days from its counted receipts (LX-10)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from bson import ObjectId
from pymongo import ASCENDING, DeleteOne, ReplaceOne

from crm.mongo.rows import collection, midnight
from loyalty.analytics.buyer_numbers import NumbersOf, numbers_of_cards
from loyalty.imports.rows.counted import counted_receipts
from loyalty.models import Programme, Receipt, ReceiptDay
from loyalty.rules.analytics.receipts import ReceiptSums, sum_of, sums_of_receipt

Cells = dict[tuple, ReceiptSums]
FIELDS = {
    "_id": False,
    "day": True,
    "store_code": True,
    "till": True,
    "minute": True,
    "payment": True,
    "card": True,
    "points": True,
    "amount": {"$toLong": {"$multiply": ["$amount", 100]}},
}
# In the place of a till, an hour or a payment that no file states.
NOT_STATED = -1


def recount_receipt_days(programme_id: ObjectId, days: Iterable[date]) -> None:
    """Store the sums of these days anew; to be called when other receipts of them count."""
    wanted = sorted(set(days))
    match = {"day": {"$in": [midnight(day) for day in wanted]}}
    made = {document["_id"]: document for document in day_documents(programme_id, match)}
    ids = [ReceiptDay.id_of(programme_id, day) for day in wanted]
    writes = [
        ReplaceOne({"_id": pk}, made[pk], upsert=True) if pk in made else DeleteOne({"_id": pk})
        for pk in ids
    ]
    if writes:
        collection(ReceiptDay).bulk_write(writes, ordered=False)


def recount_all_receipt_days(programme_id: ObjectId) -> None:
    """The same for each day that has receipts, or has had some."""
    days = collection(Receipt).distinct("day", {"programme_id": programme_id})
    rows = collection(ReceiptDay).find(of_programme(programme_id), {"_id": True})
    stored = [day_of(row["_id"]) for row in rows]
    recount_receipt_days(programme_id, [*(day.date() for day in days), *stored])


def day_documents(
    programme_id: ObjectId,
    match: dict[str, Any] | None = None,
    *,
    numbers_of: NumbersOf = numbers_of_cards,
) -> Iterator[dict[str, Any]]:
    """What ReceiptDay is to hold for each day with counted receipts, in order."""
    pipeline = [
        {"$match": counted_receipts(Programme(pk=programme_id)) | (match or {})},
        {"$sort": {"day": ASCENDING}},
        {"$project": FIELDS},
    ]
    rows = collection(Receipt).aggregate(pipeline, batchSize=10_000)
    for day, receipts in groupby(rows, itemgetter("day")):
        of_day = list(receipts)
        numbers = numbers_of(programme_id, {receipt["card"] for receipt in of_day})
        yield _document(programme_id, day, of_day, numbers)


def of_programme(
    programme_id: ObjectId, first: date | None = None, last: date | None = None
) -> dict[str, Any]:
    """What matches the days of a programme, both ends included."""
    from_id = ReceiptDay.id_of(programme_id, first or date.min)
    until_id = ReceiptDay.id_of(programme_id, last or date.max)
    return {"_id": {"$gte": from_id, "$lte": until_id}}


def day_of(pk: str) -> date:
    """The day that an id of ReceiptDay ends with."""
    return date.fromisoformat(pk.partition(":")[2])


def _document(
    programme_id: ObjectId, day: datetime, receipts: list[dict], numbers: dict[str, int]
) -> dict[str, Any]:
    hours: dict[tuple, list[ReceiptSums]] = defaultdict(list)
    payments: dict[tuple, list[ReceiptSums]] = defaultdict(list)
    buyers: dict[tuple, set[int]] = defaultdict(set)
    for receipt in receipts:
        till = NOT_STATED if receipt.get("till") is None else receipt["till"]
        minute = receipt.get("minute")
        place = (receipt["store_code"], till)
        sums = sums_of_receipt(receipt["amount"], receipt.get("points"))
        hours[*place, NOT_STATED if minute is None else minute // 60].append(sums)
        payments[*place, receipt["payment"]].append(sums)
        if receipt["card"] in numbers and sums.purchases:
            buyers[place].add(numbers[receipt["card"]])
    return {
        "_id": ReceiptDay.id_of(programme_id, day.date()),
        "by_hour": _cells(hours),
        "by_payment": _cells(payments),
        "buyers": [[*place, sorted(theirs)] for place, theirs in sorted(buyers.items())],
    }


def _cells(sums: dict[tuple, list[ReceiptSums]]) -> list[list]:
    return [[*key, *sum_of(parts)] for key, parts in sorted(sums.items())]
