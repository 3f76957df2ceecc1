"""What a programme's deposits come to (LX-1): read of the ledger's own numbers, never written."""

from datetime import date

from loyalty.analytics.filters import SalesFilter
from loyalty.programmes.reads import product_ids
from loyalty.rules.analytics.ranges import month_number
from omset import numbers
from omset.numbers import Totals


class Deposits:
    """The counted deposits in a programme's products, or in the one that is asked for."""

    def __init__(self, chosen: SalesFilter) -> None:
        products = set(product_ids(chosen.programme))
        self.products = products & {chosen.product} if chosen.product else products
        self.chosen = chosen

    def total(self) -> Totals:
        """The sums over everything; zeros when nothing counts."""
        days = self.chosen.days
        by_product = numbers.totals_of_products(days.first, days.last, "day")
        of_products = (sums for (pk, _day), sums in by_product.items() if pk in self.products)
        return sum(of_products, Totals())

    def by_month(self) -> dict[int, Totals]:
        """The sums of each month that has any, in order."""
        days = self.chosen.days
        by_month: dict[date, Totals] = {}
        rows = numbers.totals_of_products(days.first, days.last, "month")
        for (pk, month), sums in rows.items():
            if pk in self.products:
                by_month[month] = by_month.get(month, Totals()) + sums
        return {month_number(month): by_month[month] for month in sorted(by_month)}
