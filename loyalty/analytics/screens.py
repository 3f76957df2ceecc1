"""The screens of analytics: what each shows, and which sources can tell it (LX-1, LX-5)."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loyalty.analytics.reads.sales import Sales
from loyalty.analytics.reports import against, buyers, lines, months, receipts, records
from loyalty.analytics.reports.base import Report
from loyalty.rules.analytics.sources import Source

BY_CARD = (Source.RECEIPTS, Source.LINES)


@dataclass(frozen=True)
class Screen:
    """A report by its name, and the sources that can tell it, the usual one first."""

    name: str
    label: str | Promise
    sources: tuple[Source, ...]
    report: Callable[[Sales], Report]


_SCREENS = (
    Screen("months", _("Months"), tuple(Source), months.months),
    Screen("buyers", _("Buyers"), (Source.LINES, Source.RECEIPTS), buyers.buyers),
    Screen("articles", _("Articles"), (Source.LINES,), lines.articles),
    Screen("departments", _("Departments"), (Source.LINES,), lines.departments),
    Screen("promotions", _("Promotions"), (Source.LINES,), lines.promotions),
    Screen("stores", _("Stores and tills"), (Source.RECEIPTS,), receipts.stores),
    Screen("hours", _("Hours"), (Source.RECEIPTS,), receipts.hours),
    Screen("weekdays", _("Weekdays"), (Source.RECEIPTS,), receipts.weekdays),
    Screen("payments", _("Payments"), (Source.RECEIPTS,), receipts.payments),
    Screen("against", _("Lines against receipts"), BY_CARD, against.months),
    Screen("against-buyers", _("The same by buyer"), BY_CARD, against.buyers),
    Screen("records", _("Records"), BY_CARD, records.records),
)
SCREENS = {screen.name: screen for screen in _SCREENS}
SOURCE_LABELS: dict[Source, str | Promise] = {
    Source.RECEIPTS: _("Receipts"),
    Source.LINES: _("Sales lines"),
    Source.OMSET: _("Deposits"),
}
