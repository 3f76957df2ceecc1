"""Making the sums of a batch's months from its lines (LX-10)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bson import ObjectId
from django.db import models
from pymongo import ReplaceOne

from crm.mongo.rows import collection
from loyalty.analytics.buyer_numbers import NumbersOf, numbers_of_cards
from loyalty.models import (
    BuyersOfTotal,
    DepartmentsOfBuyer,
    ImportBatch,
    SalesLine,
    SalesTotals,
)
from loyalty.models.aggregates import SumsBy
from loyalty.rules.analytics.buyer_sets import as_bytes
from loyalty.rules.analytics.columns import packed

Documents = Iterator[dict[str, Any]]
Cells = dict[tuple[str, str], list[int]]
NO_PROMOTION = "/"
# A promotion by its type and its number (LX-7).
PROMOTION = {"$concat": ["$promotion_type", "/", "$promotion_number"]}
LINE = {
    "_id": False,
    "card": True,
    "article": True,
    "department": True,
    "points": True,
    "promotion": PROMOTION,
    "amount": {"$toLong": {"$multiply": ["$amount", 100]}},
    "quantity": {"$toLong": {"$multiply": [{"$ifNull": ["$quantity", 0]}, 1000]}},
}
WRITTEN_AT_ONCE = 1000


def build_sales_totals(batch_number: int) -> None:
    """Store the sums of all months of a batch; those that are there are made anew.

    To be called when all lines are stored and before any month names the batch.
    """
    programme_id = ImportBatch.objects.values_list("programme_id", flat=True).get(
        number=batch_number
    )
    months = collection(SalesLine).distinct("month", {"batch_number": batch_number})
    for month in months:
        build_month(programme_id, batch_number, month)


def build_month(programme_id: ObjectId, batch_number: int, month: int) -> None:
    """Store the sums of a batch's month."""
    sums = MonthSums(programme_id, batch_number, month)
    _write(BuyersOfTotal, sums.buyers())
    _write(DepartmentsOfBuyer, sums.departments_of_buyers())
    # What says that the month is there comes last.
    _write(SalesTotals, sums.totals())


class MonthSums:
    """The sums of a batch's month, computed from its lines, or from those that `match`."""

    def __init__(
        self,
        programme_id: ObjectId,
        batch_number: int,
        month: int,
        numbers_of: NumbersOf = numbers_of_cards,
        match: dict[str, Any] | None = None,
    ) -> None:
        self.batch_number, self.month = batch_number, month
        self._cells: dict[str, Cells] = {by: defaultdict(_nothing) for by in SumsBy.values}
        self._spent: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self._cards: dict[str, dict[tuple[str, str], set[str]]] = {
            by: defaultdict(set) for by in SumsBy.values
        }
        for line in _lines_of(batch_number, month, match or {}):
            self._add(line)
        self._numbers = numbers_of(programme_id, self._spent)

    def totals(self) -> Documents:
        """What is stored as SalesTotals."""
        for by, cells in self._cells.items():
            keys = sorted(cells)
            yield {
                "_id": SalesTotals.id_of(self.batch_number, self.month, by),
                "batch_number": self.batch_number,
                "month": self.month,
                "by": by,
                "keys": [key for key, _department in keys],
                "departments": (
                    [department for _key, department in keys] if by == SumsBy.ARTICLE else []
                ),
            } | packed(cells[key] for key in keys)

    def buyers(self) -> Documents:
        """What is stored as BuyersOfTotal; nobody asks for the set of one buyer."""
        for by, cards in self._cards.items():
            total = SalesTotals.id_of(self.batch_number, self.month, by)
            for place, theirs in cards.items():
                numbers = as_bytes(self._numbers[card] for card in theirs if card in self._numbers)
                yield {"_id": BuyersOfTotal.id_of(total, *place), "numbers": numbers}

    def departments_of_buyers(self) -> Documents:
        """What is stored as DepartmentsOfBuyer."""
        for card, spent in self._spent.items():
            yield {
                "_id": f"{self.batch_number}:{self.month}:{card}",
                "departments": list(spent),
                "amounts": list(spent.values()),
            }

    def _add(self, line: Mapping[str, Any]) -> None:
        card, department, promotion = line["card"], line["department"], line["promotion"]
        keys = {SumsBy.MONTH: "", SumsBy.DEPARTMENT: department, SumsBy.ARTICLE: line["article"]}
        if promotion != NO_PROMOTION:
            keys[SumsBy.PROMOTION] = promotion
        amount, quantity, points = line["amount"], line["quantity"], line.get("points")
        for by, key in (*keys.items(), (SumsBy.BUYER, card)):
            place = (key, department if by is SumsBy.ARTICLE else "")
            sums = self._cells[by][place]
            sums[0] += 1
            sums[1] += amount
            sums[2] += quantity
            sums[3] += points or 0
            sums[4] += points is not None
            # Who has only brought something back is no buyer (LP-3).
            if card and amount >= 0 and by is not SumsBy.BUYER:
                self._cards[by][place].add(card)
        if card:
            self._spent[card][department] += amount


def _nothing() -> list[int]:
    return [0, 0, 0, 0, 0]


def _lines_of(batch_number: int, month: int, match: dict[str, Any]) -> Iterable[dict[str, Any]]:
    match = {"batch_number": batch_number, "month": month} | match
    return collection(SalesLine).aggregate(
        [{"$match": match}, {"$project": LINE}], batchSize=20_000
    )


def _write(model: type[models.Model], documents: Documents) -> None:
    stored, waiting = collection(model), []
    for document in documents:
        waiting.append(ReplaceOne({"_id": document["_id"]}, document, upsert=True))
        if len(waiting) == WRITTEN_AT_ONCE:
            stored.bulk_write(waiting, ordered=False)
            waiting = []
    if waiting:
        stored.bulk_write(waiting, ordered=False)
