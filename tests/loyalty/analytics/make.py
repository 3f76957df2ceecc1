"""Rows as imports store them, and the sums that are made when a batch ends."""

import itertools
from decimal import Decimal

from bson import Decimal128, ObjectId

from crm.mongo.rows import collection, midnight
from loyalty.analytics.receipt_days import recount_receipt_days
from loyalty.analytics.sales_totals import build_sales_totals
from loyalty.imports.batches import BATCHES
from loyalty.members.numbers import next_number
from loyalty.models import BatchState, Dataset, ImportBatch, Receipt, SalesLine, SalesMonth
from loyalty.stores.verbs import join_programme, store_of

_numbers = itertools.count(1)


def make_batch(programme, dataset, state=BatchState.COMPLETE):
    """A batch without rows; returns its number."""
    number = next_number(BATCHES)
    ImportBatch.objects.create(
        number=number,
        programme=programme,
        dataset=dataset,
        state=state,
        file_name="file.json",
        file_size=1,
        sha256="0" * 64,
    )
    return number


def sell(programme, lines, *, month=202601):
    """A batch of lines, each (card, article, department, amount, and quantity, points, promotion
    or month by name), which is the one of its months; returns its number."""
    number = make_batch(programme, Dataset.SALES)
    documents = [
        _line(number, row, month, *line[:4], **(line[4] if len(line) > 4 else {}))
        for row, line in enumerate(lines)
    ]
    collection(SalesLine).insert_many(documents)
    build_sales_totals(number)
    for each in {document["month"] for document in documents}:
        name_batch(programme, each, number)
    return number


def name_batch(programme, month, number):
    """Let the lines of a batch be those of a month; None for no batch."""
    SalesMonth(programme=programme, month=month, batch_number=number).save()


def ring_up(programme, receipts):
    """A complete batch of receipts, each (card, day, amount, and what else by name)."""
    number = make_batch(programme, Dataset.RECEIPTS)
    documents = [
        _receipt(programme, number, *receipt[:3], **(receipt[3] if len(receipt) > 3 else {}))
        for receipt in receipts
    ]
    collection(Receipt).insert_many(documents)
    recount_receipt_days(programme.pk, {receipt[1] for receipt in receipts})
    return number


def undo_receipts(programme, number):
    """Take a batch of receipts out of what counts."""
    ImportBatch.objects.filter(number=number).update(state=BatchState.UNDONE)
    days = collection(Receipt).distinct("day", {"batches": number})
    recount_receipt_days(programme.pk, {day.date() for day in days})


def _line(
    number, row, month, card, article, department, amount, *, quantity="1", points=None, **more
):
    promotion = more.get("promotion", ("", ""))
    return {
        "_id": ObjectId(),
        "batch_number": number,
        "row": row,
        "month": more.get("month", month),
        "card": card,
        "article": article,
        "department": department,
        "promotion_type": promotion[0],
        "promotion_number": promotion[1],
        "amount": Decimal128(Decimal(amount)),
        "quantity": None if quantity is None else Decimal128(Decimal(quantity)),
        "points": points,
    }


def _receipt(programme, number, card, day, amount, *, store="S1", till=1, minute=605, **more):
    shop = store_of(store) or join_programme(store, programme, by=None)
    content = f"{next(_numbers):064}"
    return {
        "_id": content,
        "programme_id": programme.pk,
        "content": content,
        "ordinal": 1,
        "batches": [number],
        "is_counted": True,
        "card": card,
        "store_id": shop.pk,
        "store_code": store,
        "till": till,
        "day": midnight(day),
        "minute": minute,
        "amount": Decimal128(Decimal(amount)),
        "points": more.get("points"),
        "payment": more.get("payment", "1"),
        "second_payment": "",
    }
