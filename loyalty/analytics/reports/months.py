"""The latest twelve months, in order (LX-6)."""

from collections.abc import Collection, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from crm.web.templatetags import formats
from loyalty.analytics.reads.sales import Sales
from loyalty.analytics.reports.base import (
    CellUnit,
    Report,
    ReportCell,
    ReportColumn,
    ReportRow,
    money,
)
from loyalty.rules.analytics.buyer_sets import united
from loyalty.rules.analytics.ranges import first_of_month, latest_months, month_number
from loyalty.rules.analytics.sources import Source

MONTH = ReportColumn("month", gettext_lazy("Month"), CellUnit.TEXT)
REVENUE = ReportColumn("revenue", gettext_lazy("Revenue"), CellUnit.MONEY, adds_up=True)
BUYERS = ReportColumn("buyers", gettext_lazy("Buyers"))
COUNTED = {
    Source.RECEIPTS: ReportColumn("receipts", gettext_lazy("Receipts"), adds_up=True),
    Source.LINES: ReportColumn("lines", gettext_lazy("Sales lines"), adds_up=True),
    Source.OMSET: ReportColumn("deposits", gettext_lazy("Deposits"), adds_up=True),
}


class OfMonth(NamedTuple):
    """What a month comes to, of how many records, and who bought as a set."""

    revenue: Decimal
    records: int
    buyers: int = 0


OfMonths = dict[int, OfMonth]


def months(sales: Sales) -> Report:
    """What the latest twelve months of the range come to."""
    of_months = _latest(_MONTHS_OF[sales.chosen.source](sales))
    has_buyers = sales.chosen.source != Source.OMSET
    columns = (MONTH, REVENUE, COUNTED[sales.chosen.source], *([BUYERS] if has_buyers else []))
    holders = sales.holders if has_buyers else None

    def cells(label: str, of_month: OfMonth) -> tuple[ReportCell, ...]:
        own: tuple[ReportCell, ...] = (label, of_month.revenue, of_month.records)
        return (*own, holders.count(of_month.buyers).buyers) if holders else own

    def rows_of(shown: Sequence[int]) -> list[ReportRow]:
        return [ReportRow(cells(month_name(month), of_months[month])) for month in shown]

    total = cells(_("Total"), _together(of_months.values()))
    return Report(columns, list(of_months), rows_of, total, charted="revenue")


def month_name(month: int) -> str:
    """`November 2026`."""
    return str(formats.month(first_of_month(month)))


def _together(months: Collection[OfMonth]) -> OfMonth:
    revenue = sum((each.revenue for each in months), Decimal(0))
    records = sum(each.records for each in months)
    return OfMonth(revenue, records, united(each.buyers for each in months))


def _latest(of_months: OfMonths) -> OfMonths:
    """The twelve months up to the last that has anything; one without anything is not there."""
    if not of_months:
        return {}
    wanted = latest_months(first_of_month(max(of_months)))
    return {month: of_months[month] for month in wanted if month in of_months}


def receipts_by_month(sales: Sales) -> OfMonths:
    """Revenue, number of receipts and buyers of each month that has any."""
    receipts = sales.receipts
    sums = receipts.sums(lambda cell: month_number(cell.day))
    buyers = receipts.buyers(lambda day, _store, _till: month_number(day))
    return {
        month: OfMonth(money(each.amount), each.receipts, buyers.get(month, 0))
        for month, each in sums.items()
    }


def lines_by_month(sales: Sales) -> OfMonths:
    """The same of lines."""
    lines = sales.lines
    buyers = lines.buyers_of_months
    return {
        month: OfMonth(money(each.amount), each.lines, buyers[month])
        for month, each in lines.total_of_months().items()
        if each.lines
    }


def _of_deposits(sales: Sales) -> OfMonths:
    by_month = sales.deposits.by_month()
    return {month: OfMonth(each.total, each.records) for month, each in by_month.items()}


_MONTHS_OF = {
    Source.RECEIPTS: receipts_by_month,
    Source.LINES: lines_by_month,
    Source.OMSET: _of_deposits,
}
