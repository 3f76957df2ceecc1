"""What a purchase in a programme comes to on average: from the sums of days and months (LA-5)."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId
from django.core.cache import cache

from crm.calendar import add_months, first_day
from loyalty.analytics.filters import SalesFilter
from loyalty.analytics.reads.errors import NotSummedYet
from loyalty.analytics.reads.lines import SalesLines
from loyalty.analytics.reads.receipts import Receipts
from loyalty.models import Programme
from loyalty.models.aggregates import SumsBy
from loyalty.rules.analytics.ranges import DateRange, month_number
from loyalty.rules.analytics.sources import Source
from loyalty.rules.figures import UNAVAILABLE, Figure, figure, quotient
from omset import numbers

MONTHS = 12
KEPT_SECONDS = 3600
# What a receipt says that has no card.
NO_CARD = ""


class PurchaseTotal(NamedTuple):
    """Cents of purchases above 0, and their number: a return is no purchase (LP-3)."""

    cents: int = 0
    purchases: int = 0


class PurchaseSources(NamedTuple):
    """Where a programme's purchases come from, as the caller has read it already."""

    products: frozenset[ObjectId]
    has_receipts: bool
    # The months (YYYYMM) whose sales lines are the purchases, with their batches.
    months_of_lines: Mapping[int, int]


def average_purchase(programme: Programme, today: date, sources: PurchaseSources) -> Figure:
    """The average purchase of the last twelve completed months; no data if there was none.

    Of counted purchases as a member's own average is (LP-3): above 0, and somebody's.
    It is kept for an hour. Unavailable while sums are being made.
    """
    last = first_day(today) - timedelta(1)
    days = DateRange(add_months(today, -MONTHS), last)
    months = sorted(sources.months_of_lines.items())
    key = f"loyalty-average:{programme.pk}:{last}:{sources.has_receipts}:{months}"
    total = cache.get(key)
    if total is None:
        try:
            total = _total(programme, days, sources)
        except NotSummedYet:
            return UNAVAILABLE
        cache.set(key, total, KEPT_SECONDS)
    cents, purchases = total
    return quotient(figure(Decimal(cents) / 100), figure(purchases))


def _total(programme: Programme, days: DateRange, sources: PurchaseSources) -> list[int]:
    parts = [_of_lines(programme, days, sources.months_of_lines)]
    if sources.has_receipts:
        parts.append(_of_receipts(programme, days, sources.months_of_lines))
    if sources.products:
        parts.append(_of_deposits(days, sources.products))
    return [sum(part.cents for part in parts), sum(part.purchases for part in parts)]


def _of_receipts(programme: Programme, days: DateRange, left_out: Collection[int]) -> PurchaseTotal:
    """Those with a card: what nobody is known to have bought is no purchase (LP-3)."""
    chosen = SalesFilter(programme=programme, source=Source.RECEIPTS, days=days)
    every = _of_months(Receipts(chosen), left_out)
    without_card = _of_months(Receipts(chosen, frozenset({NO_CARD})), left_out)
    return PurchaseTotal(every.cents - without_card.cents, every.purchases - without_card.purchases)


def _of_months(receipts: Receipts, left_out: Collection[int]) -> PurchaseTotal:
    by_month = receipts.sums(lambda cell: month_number(cell.day))
    counted = [sums for month, sums in by_month.items() if month not in left_out]
    return PurchaseTotal(
        sum(sums.purchase_amount for sums in counted), sum(sums.purchases for sums in counted)
    )


def _of_deposits(days: DateRange, products: frozenset[ObjectId]) -> PurchaseTotal:
    by_product = numbers.totals_of_products(days.first, days.last, "month")
    counted = [sums for (pk, _month), sums in by_product.items() if pk in products]
    return PurchaseTotal(
        sum(int(sums.total * 100) for sums in counted), sum(sums.records for sums in counted)
    )


def _of_lines(programme: Programme, days: DateRange, loaded: Mapping[int, int]) -> PurchaseTotal:
    """A month of a card's lines is one purchase."""
    first, last = days.months
    months = {month: loaded[month] for month in sorted(loaded) if first <= month <= last}
    if not months:
        return PurchaseTotal()
    chosen = SalesFilter(programme=programme, source=Source.LINES, days=days)
    lines = SalesLines(chosen, months)
    bought = [
        sums.amount
        for month in months
        for (card, _nothing), sums in lines.columns_of_month(SumsBy.BUYER, month).by_key().items()
        if card and sums.amount > 0
    ]
    return PurchaseTotal(sum(bought), len(bought))
