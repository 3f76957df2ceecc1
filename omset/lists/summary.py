"""A period in sums: by day or month, by staff member and by product (OM-26)."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from crm.calendar import last_day
from omset import numbers
from omset.lists import links
from omset.lists.filters import Filter, FilterPeriod
from omset.models import DepositorKind
from omset.numbers import Numbers, Part

# A longer or an open period is shown by month.
MOST_DAYS = 92


class SummaryRow(NamedTuple):
    """One line of a table. Its addresses open the records that make its numbers."""

    # The day, or the month by its first; else the name of the staff member or product.
    label: date | str
    numbers: Numbers
    url: str
    # On how many days anything counts; None where the line is a time itself.
    days: int | None = None
    # The filter that shows this line alone.
    query: str = ""

    @property
    def ndp_url(self) -> str:
        return links.of_kind(self.url, DepositorKind.NDP)

    @property
    def rdp_url(self) -> str:
        return links.of_kind(self.url, DepositorKind.RDP)


class SummaryTable(NamedTuple):
    by: str
    rows: list[SummaryRow]
    total: SummaryRow

    @property
    def is_by_time(self) -> bool:
        """Whether its lines are days or months."""
        return self.by in ("day", "month")


class Summary(NamedTuple):
    """The same sums three times; their totals are equal (OM-18)."""

    spans: SummaryTable
    staff: SummaryTable
    products: SummaryTable


def summary_of(chosen: Filter, names: dict[str, str]) -> Summary:
    """The tables of a filter, read with one command. `names` are those of staff and products."""
    by = _span(chosen.period)
    breakdown = numbers.breakdown(chosen.scope(), by)
    spans = [_of_span(chosen, by, *span) for span in reversed(breakdown.spans)]
    staff = [_of_part(replace(chosen, staff=part.key), names, part) for part in breakdown.staff]
    products = [
        _of_part(replace(chosen, product=part.key), names, part) for part in breakdown.products
    ]
    return Summary(
        _table(chosen, by, spans),
        _table(chosen, "staff", staff),
        _table(chosen, "product", products),
    )


def _span(period: FilterPeriod) -> str:
    if not (period.start and period.end):
        return "month"
    return "day" if (period.end - period.start).days < MOST_DAYS else "month"


def _table(chosen: Filter, by: str, rows: list[SummaryRow]) -> SummaryTable:
    total = sum((row.numbers for row in rows), Numbers())
    return SummaryTable(by, rows, SummaryRow("", total, links.counted(chosen)))


def _of_span(chosen: Filter, by: str, first: date, sums: Numbers) -> SummaryRow:
    last = first if by == "day" else last_day(first)
    start, end = chosen.period.start or first, chosen.period.end or last
    inside = replace(chosen, period=FilterPeriod(max(first, start), min(last, end)))
    return SummaryRow(first, sums, links.counted(inside), query=links.query(inside))


def _of_part(inside: Filter, names: dict[str, str], part: Part) -> SummaryRow:
    label = names.get(str(part.key), str(part.key))
    return SummaryRow(
        label=label,
        numbers=part.numbers,
        url=links.counted(inside),
        days=part.days,
        query=links.query(inside),
    )
