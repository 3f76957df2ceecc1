"""Sales lines against receipts, by month and by buyer (LX-11). Neither is added to the other."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from django.utils.translation import gettext_lazy

from loyalty.analytics.reads.sales import Sales
from loyalty.analytics.reports.base import (
    CellUnit,
    Report,
    ReportCell,
    ReportColumn,
    ReportRow,
    money,
)
from loyalty.analytics.reports.buyers import BUYER, CARD, Buyer, Buyers, rows_of_buyers
from loyalty.analytics.reports.months import (
    MONTH,
    OfMonth,
    lines_by_month,
    month_name,
    receipts_by_month,
)
from loyalty.models.aggregates import SumsBy
from loyalty.rules.analytics.buyer_sets import CardHolders
from loyalty.rules.analytics.sources import Source

COMPARED = (
    ReportColumn("lines", gettext_lazy("By sales lines"), CellUnit.MONEY),
    ReportColumn("receipts", gettext_lazy("By receipts"), CellUnit.MONEY),
    ReportColumn("difference", gettext_lazy("Difference"), CellUnit.MONEY),
)
MONTH_COLUMNS = (
    MONTH,
    *COMPARED,
    ReportColumn("both", gettext_lazy("Buyers in both")),
    ReportColumn("lines_only", gettext_lazy("Buyers in lines only")),
    ReportColumn("receipts_only", gettext_lazy("Buyers in receipts only")),
)
BUYER_COLUMNS = (BUYER, CARD, *COMPARED)


def months(sales: Sales) -> Report:
    """Each month by both, the difference, and whether its buyers are in one file only."""
    by_line, by_receipt = _both(sales)
    lines, receipts = lines_by_month(by_line), receipts_by_month(by_receipt)
    holders = sales.holders

    def rows_of(shown: Sequence[int]) -> list[ReportRow]:
        return [
            _row_of_month(month, lines.get(month), receipts.get(month), holders) for month in shown
        ]

    return Report(MONTH_COLUMNS, sorted(lines.keys() | receipts.keys()), rows_of)


def buyers(sales: Sales) -> Report:
    """Each buyer by both, the largest difference first; who is in one file only has none."""
    of_lines, of_receipts = _both(sales)
    lines, receipts = of_lines.lines, of_receipts.receipts
    by_line = {key[0]: sums.amount for key, sums in lines.columns(SumsBy.BUYER).by_key().items()}
    by_receipt = {card: sums.amount for card, sums in receipts.by_card().items()}
    people = Buyers(sales, lines.everybody() | receipts.everybody()).all
    amounts = {buyer: (_sum(buyer, by_line), _sum(buyer, by_receipt)) for buyer in people}

    def rows_of(shown: Sequence[Buyer]) -> list[ReportRow]:
        return rows_of_buyers(shown, lambda buyer: _compared(*amounts[buyer]))

    ordered = sorted(people, key=lambda buyer: (-_apart(*amounts[buyer]), buyer.numbers))
    return Report(BUYER_COLUMNS, ordered, rows_of, opens_screen="records")


def _row_of_month(
    month: int, by_line: OfMonth | None, by_receipt: OfMonth | None, holders: CardHolders
) -> ReportRow:
    amounts = _compared(
        by_line.revenue if by_line else None, by_receipt.revenue if by_receipt else None
    )
    covered = _covered(
        holders, by_line.buyers if by_line else 0, by_receipt.buyers if by_receipt else 0
    )
    return ReportRow((month_name(month), *amounts, *covered))


def _both(sales: Sales) -> tuple[Sales, Sales]:
    """The whole months of the range, by lines and by receipts."""
    chosen = replace(sales.chosen, days=sales.chosen.days.whole_months())
    return sales.of(chosen.of(Source.LINES)), sales.of(chosen.of(Source.RECEIPTS))


def _sum(buyer: Buyer, of_card: dict[str, int]) -> Decimal | None:
    """What a buyer's cards come to; None where a file has none of them."""
    amounts = [of_card[card] for card in buyer.cards if card in of_card]
    return money(sum(amounts)) if amounts else None


def _apart(lines: Decimal | None, receipts: Decimal | None) -> Decimal:
    return abs((lines or 0) - (receipts or Decimal(0)))


def _compared(lines: Decimal | None, receipts: Decimal | None) -> tuple[ReportCell, ...]:
    if lines is None or receipts is None:
        return lines, receipts, None
    return lines, receipts, lines - receipts


def _covered(holders: CardHolders, lines: int, receipts: int) -> tuple[ReportCell, ...]:
    """How many buyers are in both files, in lines only and in receipts only."""
    lines, receipts = holders.with_all_cards(lines), holders.with_all_cards(receipts)
    sets = lines & receipts, lines & ~receipts, receipts & ~lines
    return tuple(holders.count(buyers).buyers for buyers in sets)
