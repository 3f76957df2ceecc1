"""What the receipts of a filter come to (LX-5), from the sums of their days.

Those of some buyers are summed from the receipts in the same way.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterator
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

from crm.mongo.rows import aggregate, collection, midnight
from loyalty.analytics.buyer_numbers import known_numbers
from loyalty.analytics.filters import SalesFilter
from loyalty.analytics.reads.stated import stated_cents
from loyalty.analytics.receipt_days import day_documents, day_of, of_programme
from loyalty.imports.rows.counted import counted_receipts
from loyalty.models import Receipt, ReceiptDay
from loyalty.rules.analytics.buyer_sets import set_of
from loyalty.rules.analytics.receipts import ReceiptSums, sum_of

Named = TypeVar("Named", bound=Hashable)


class ReceiptCell(NamedTuple):
    """The sums of a day's receipts at a till; `detail` is the hour, or the payment."""

    day: date
    store: str
    till: int
    detail: Any
    sums: ReceiptSums


CellKey = Callable[[ReceiptCell], Named]


class Receipts:
    """The counted receipts of a filter. `cards` are those of the buyers asked for; None for all."""

    def __init__(self, chosen: SalesFilter, cards: frozenset[str] | None = None) -> None:
        self.chosen, self.cards = chosen, cards

    def total(self) -> ReceiptSums:
        """The sums over everything."""
        return sum_of(cell.sums for cell in self._by_hour)

    def sums(self, key: CellKey[Named], *, by_payment: bool = False) -> dict[Named, ReceiptSums]:
        """The sums of each thing that `key` makes of a cell."""
        parts: dict[Named, list[ReceiptSums]] = defaultdict(list)
        for cell in self._cells("by_payment") if by_payment else self._by_hour:
            parts[key(cell)].append(cell.sums)
        return {name: sum_of(each) for name, each in parts.items()}

    def buyers(self, key: Callable[[date, str, int], Named]) -> dict[Named, int]:
        """Who bought, as a set, by each thing that `key` makes of day, store and till."""
        numbers: dict[Named, set[int]] = defaultdict(set)
        for document in self._days:
            day = day_of(document["_id"])
            for store, till, theirs in document["buyers"]:
                if self._is_asked_for(store, till):
                    numbers[key(day, store, till)].update(theirs)
        return {name: set_of(theirs) for name, theirs in numbers.items()}

    def everybody(self) -> int:
        """Who bought anything, as a set."""
        return self.buyers(lambda _day, _store, _till: None).get(None, 0)

    def by_card(self) -> dict[str, ReceiptSums]:
        """The sums of each card, "" for none: reads the receipts."""
        amount = {"$toLong": {"$multiply": ["$amount", 100]}}
        rows = aggregate(
            Receipt,
            [
                {"$match": self.match},
                {"$project": {"card": True, "points": True, "amount": amount}},
                {"$group": {"_id": {"card": "$card"}} | SUMS},
            ],
            batchSize=20_000,
        )
        names = ReceiptSums._fields
        return {row["card"]: ReceiptSums(*(row[name] for name in names)) for row in rows}

    def stated_amount(self) -> int:
        """The cents of the receipts that state points; reads the receipts."""
        return stated_cents(Receipt, self.match)

    @property
    def match(self) -> dict[str, Any]:
        """What matches the receipts themselves."""
        chosen, bounds = (
            self.chosen,
            {"$gte": self.chosen.days.first, "$lte": self.chosen.days.last},
        )
        days = {name: midnight(day) for name, day in bounds.items() if day}
        match = counted_receipts(chosen.programme) | ({"day": days} if days else {})
        if chosen.store:
            match["store_code"] = chosen.store
        if chosen.till is not None:
            match["till"] = chosen.till
        if self.cards is not None:
            match["card"] = {"$in": sorted(self.cards)}
        return match

    @cached_property
    def _days(self) -> list[dict[str, Any]]:
        chosen = self.chosen
        if self.cards is not None:
            of_buyers = {name: value for name, value in self.match.items() if name != "batches"}
            programme_id = chosen.programme.pk
            return list(day_documents(programme_id, of_buyers, numbers_of=known_numbers))
        match = of_programme(chosen.programme.pk, chosen.days.first, chosen.days.last)
        return list(collection(ReceiptDay).find(match, batch_size=5000))

    @cached_property
    def _by_hour(self) -> list[ReceiptCell]:
        return list(self._cells("by_hour"))

    def _cells(self, name: str) -> Iterator[ReceiptCell]:
        for document in self._days:
            day = day_of(document["_id"])
            for store, till, detail, *sums in document[name]:
                if self._is_asked_for(store, till):
                    yield ReceiptCell(day, store, till, detail, ReceiptSums(*sums))

    def _is_asked_for(self, store: str, till: int) -> bool:
        chosen = self.chosen
        is_store = not chosen.store or store == chosen.store
        return is_store and (chosen.till is None or till == chosen.till)


def _counted(condition: dict[str, Any]) -> dict[str, Any]:
    return {"$sum": {"$cond": [condition, 1, 0]}}


IS_PURCHASE = {"$gt": ["$amount", 0]}
SUMS = {
    "receipts": {"$sum": 1},
    "zeros": _counted({"$eq": ["$amount", 0]}),
    "returns": _counted({"$lt": ["$amount", 0]}),
    "purchases": _counted(IS_PURCHASE),
    "amount": {"$sum": "$amount"},
    "purchase_amount": {"$sum": {"$cond": [IS_PURCHASE, "$amount", 0]}},
    "points": {"$sum": "$points"},
    "stated": _counted({"$isNumber": "$points"}),
}
