"""Making the sums of a batch's months from its lines (LX-10)."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from operator import add
from types import MappingProxyType
from typing import Any

from bson import ObjectId
from django.db import models
from pymongo import ReplaceOne
from pymongo.errors import BulkWriteError

from crm.mongo.rows import collection
from loyalty.analytics.buyer_numbers import DUPLICATE, NumbersOf, numbers_of_cards
from loyalty.models import (
    BuyersOfTotal,
    DepartmentsOfBuyer,
    ImportBatch,
    SalesLine,
    SalesTotals,
)
from loyalty.models.aggregates import SumsBy
from loyalty.rules.analytics.buyer_sets import as_bytes, as_set, as_stored
from loyalty.rules.analytics.columns import Key, packed

Lines = Iterable[Mapping[str, Any]]
Documents = Iterator[dict[str, Any]]
Cells = dict[Key, list[int]]
Cards = dict[Key, set[str]]
# What lines are added to, and what is added up of articles.
ADDED_BY = (SumsBy.ARTICLE, SumsBy.PROMOTION)
ADDED_UP = (SumsBy.DEPARTMENT, SumsBy.MONTH)
NO_PROMOTION = "/"
# A promotion by its type and its number (LX-7).
PROMOTION = {"$concat": ["$promotion_type", "/", "$promotion_number"]}
LINE = {
    "_id": False,
    "month": True,
    "card": True,
    "article": True,
    "department": True,
    "points": True,
    "promotion": PROMOTION,
    "amount": {"$toLong": {"$multiply": ["$amount", 100]}},
    "quantity": {"$toLong": {"$multiply": [{"$ifNull": ["$quantity", 0]}, 10_000]}},
}
WRITTEN_AT_ONCE, READ_AT_ONCE = 2000, 20_000
EVERYTHING: Mapping[str, Any] = MappingProxyType({})


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
    sums = MonthTotals.of(programme_id, batch_number, month, numbers_of_cards)
    _write(BuyersOfTotal, sums.buyers())
    _write(DepartmentsOfBuyer, sums.departments_of_buyers())
    # What says that the month is there comes last.
    _write(SalesTotals, sums.totals())


class MonthTotals:
    """The sums of a batch's month, computed from its lines, or from some of them.

    A line is added where it must be, at its article, promotion and buyer; departments and the
    month are the sums of their articles. `numbers` are those of the cards.
    """

    def __init__(
        self, batch_number: int, month: int, lines: Lines, numbers: Mapping[str, int]
    ) -> None:
        self.batch_number, self.month, self._numbers = batch_number, month, numbers
        self._cells: dict[str, Cells] = {by: defaultdict(_nothing) for by in SumsBy.values}
        self._spent: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
        self._cards: dict[str, Cards] = {by: defaultdict(set) for by in ADDED_BY}
        for line in lines:
            self._add(line)
        self._add_up_articles()

    @classmethod
    def of(
        cls, programme_id: ObjectId, batch_number: int, month: int, numbers_of: NumbersOf
    ) -> "MonthTotals":
        """Of all lines of a batch's month."""
        numbers: dict[str, int] = {}
        sums = cls(batch_number, month, lines_of({month: batch_number}), numbers)
        numbers.update(numbers_of(programme_id, sums._spent))
        return sums

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
        in_all: dict[str, dict[Key, int]] = {by: defaultdict(int) for by in ADDED_UP}
        for by, cards in self._cards.items():
            for place, theirs in cards.items():
                numbers = as_bytes(self._numbers[card] for card in theirs if card in self._numbers)
                yield self._set(by, place, numbers)
                if by == SumsBy.ARTICLE:
                    in_all[SumsBy.DEPARTMENT][place[1], ""] |= as_set(numbers)
                    in_all[SumsBy.MONTH]["", ""] |= as_set(numbers)
        for by, sets in in_all.items():
            for place, buyers in sets.items():
                yield self._set(by, place, as_stored(buyers))

    def departments_of_buyers(self) -> Documents:
        """What is stored as DepartmentsOfBuyer."""
        for card, spent in self._spent.items():
            yield {
                "_id": f"{self.batch_number}:{self.month}:{card}",
                "departments": list(spent),
                "amounts": list(spent.values()),
            }

    def _set(self, by: str, place: Key, numbers: bytes) -> dict[str, Any]:
        total = SalesTotals.id_of(self.batch_number, self.month, by)
        return {"_id": BuyersOfTotal.id_of(total, *place), "numbers": numbers}

    def _add(self, line: Mapping[str, Any]) -> None:
        card, department, amount = line["card"], line["department"], line["amount"]
        self._add_to(SumsBy.ARTICLE, (line["article"], department), line)
        if line["promotion"] != NO_PROMOTION:
            self._add_to(SumsBy.PROMOTION, (line["promotion"], ""), line)
        _add_line(self._cells[SumsBy.BUYER][card, ""], line)
        if card:
            self._spent[card][department] += amount

    def _add_to(self, by: SumsBy, place: Key, line: Mapping[str, Any]) -> None:
        _add_line(self._cells[by][place], line)
        # Who has only brought something back is no buyer (LP-3).
        if line["card"] and line["amount"] >= 0:
            self._cards[by][place].add(line["card"])

    def _add_up_articles(self) -> None:
        for (_article, department), sums in self._cells[SumsBy.ARTICLE].items():
            for cell in (
                self._cells[SumsBy.DEPARTMENT][department, ""],
                self._cells[SumsBy.MONTH]["", ""],
            ):
                cell[:] = map(add, cell, sums)


def _nothing() -> list[int]:
    return [0, 0, 0, 0, 0]


def _add_line(sums: list[int], line: Mapping[str, Any]) -> None:
    points = line.get("points")
    sums[0] += 1
    sums[1] += line["amount"]
    sums[2] += line["quantity"]
    if points is not None:
        sums[3] += points
        sums[4] += 1


def lines_of(months: Mapping[int, int], match: Mapping[str, Any] = EVERYTHING) -> Lines:
    """The stored lines of these months, each of the batch that it names; one command and more."""
    of_months = [{"batch_number": number, "month": month} for month, number in months.items()]
    return collection(SalesLine).aggregate(
        [{"$match": {"$or": of_months, **match}}, {"$project": LINE}], batchSize=READ_AT_ONCE
    )


def _write(model: type[models.Model], documents: Documents) -> None:
    """Insert the documents; one that is there already is replaced."""
    stored = collection(model)
    while part := list(islice(documents, WRITTEN_AT_ONCE)):
        try:
            stored.insert_many(part, ordered=False)
        except BulkWriteError as error:
            failed = error.details["writeErrors"]
            if any(each["code"] != DUPLICATE for each in failed):
                raise
            there = [each["op"] for each in failed]
            stored.bulk_write([ReplaceOne({"_id": each["_id"]}, each) for each in there])
