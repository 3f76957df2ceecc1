"""The key figures of a filter (LX-3), each compared with the days before (LX-4)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loyalty.analytics.reads.errors import NotSummedYet
from loyalty.analytics.reads.sales import Sales
from loyalty.models.aggregates import SumsBy
from loyalty.rules.analytics.sources import Source
from loyalty.rules.figures import (
    NO_DATA,
    UNAVAILABLE,
    Comparison,
    Figure,
    combined,
    comparison,
    figure,
    quotient,
    share,
)

Figures = dict[str, Figure]


class Unit(StrEnum):
    """How a figure is written."""

    MONEY = "money"
    COUNT = "count"
    PERCENT = "percent"


@dataclass(frozen=True)
class KeyFigureText:
    """What a figure is called, how it is written, and the screen that it opens."""

    label: str | Promise
    unit: Unit
    screen: str


@dataclass(frozen=True)
class KeyFigure:
    """A figure, and how it changed; None where that cannot be computed."""

    name: str
    text: KeyFigureText
    figure: Figure
    change: Comparison | None


_BUYERS: dict[str, KeyFigureText] = {
    "buyers": KeyFigureText(_("Buyers"), Unit.COUNT, "buyers"),
    "members": KeyFigureText(_("Buyers who are members"), Unit.COUNT, "buyers"),
    "without_member": KeyFigureText(_("Cards without a member"), Unit.COUNT, "buyers"),
    "share": KeyFigureText(_("Share of members who bought"), Unit.PERCENT, "buyers"),
}
_POINTS: dict[str, KeyFigureText] = {
    "points": KeyFigureText(_("Points that the tills state"), Unit.COUNT, "months"),
    "points_per_unit": KeyFigureText(_("Points per unit of money"), Unit.COUNT, "months"),
}
TEXTS: dict[Source, dict[str, KeyFigureText]] = {
    Source.RECEIPTS: {
        "revenue": KeyFigureText(_("Revenue"), Unit.MONEY, "months"),
        "receipts": KeyFigureText(_("Receipts"), Unit.COUNT, "records"),
        "zeros": KeyFigureText(_("Of them with amount zero"), Unit.COUNT, "stores"),
        "returns": KeyFigureText(_("Of them returns"), Unit.COUNT, "stores"),
        "purchases": KeyFigureText(_("Purchases"), Unit.COUNT, "stores"),
        "average": KeyFigureText(_("Average receipt"), Unit.MONEY, "stores"),
    }
    | _BUYERS
    | _POINTS,
    Source.LINES: {
        "revenue": KeyFigureText(_("Revenue"), Unit.MONEY, "months"),
        "lines": KeyFigureText(_("Sales lines"), Unit.COUNT, "records"),
        "average": KeyFigureText(_("Average per line"), Unit.MONEY, "departments"),
        "articles": KeyFigureText(_("Articles"), Unit.COUNT, "articles"),
        "quantity": KeyFigureText(_("Quantity"), Unit.COUNT, "articles"),
        "price": KeyFigureText(_("Average price of an article"), Unit.MONEY, "articles"),
    }
    | _BUYERS
    | _POINTS,
    Source.OMSET: {
        "revenue": KeyFigureText(_("Revenue"), Unit.MONEY, "months"),
        "purchases": KeyFigureText(_("Deposits"), Unit.COUNT, "months"),
        "average": KeyFigureText(_("Average deposit"), Unit.MONEY, "months"),
    },
}


def key_figures(sales: Sales) -> list[KeyFigure]:
    """All figures that the filter's source can tell; unavailable while sums are being made."""
    chosen = sales.chosen
    now, earlier = _figures_or_none(sales), chosen.before()
    before = _figures_or_none(sales.of(earlier)) if earlier else {}
    return [
        KeyFigure(name, text, now[name], _change(name, now, before))
        for name, text in TEXTS[chosen.source].items()
    ]


def figures_of(sales: Sales) -> Figures:
    """The figures by their names. Raises NotSummedYet."""
    return _READERS[sales.chosen.source](sales)


def _figures_or_none(sales: Sales) -> Figures:
    try:
        return figures_of(sales)
    except NotSummedYet:
        return dict.fromkeys(TEXTS[sales.chosen.source], UNAVAILABLE)


def _change(name: str, now: Figures, before: Mapping[str, Figure]) -> Comparison | None:
    return comparison(now[name], before[name]) if before else None


def _of_receipts(sales: Sales) -> Figures:
    sums = sales.receipts.total()
    if not sums.receipts:
        return _no_data(sales)
    revenue = _money(sums.amount)
    return {
        "revenue": revenue,
        "receipts": figure(sums.receipts),
        "zeros": figure(sums.zeros),
        "returns": figure(sums.returns),
        "purchases": figure(sums.purchases),
        "average": quotient(_money(sums.purchase_amount), figure(sums.purchases)),
        **_buyers(sales, sales.receipts.everybody()),
        **_points(sums.points, sums.stated, sums.receipts, revenue, sales.receipts.stated_amount),
    }


def _of_lines(sales: Sales) -> Figures:
    lines = sales.lines
    lines.read_together(lines.lens, SumsBy.ARTICLE)
    sums = lines.total()
    if not sums.lines:
        return _no_data(sales)
    revenue, quantity = _money(sums.amount), figure(Decimal(sums.quantity) / 10_000)
    articles = {article for article, _department in lines.columns(SumsBy.ARTICLE).keys}
    return {
        "revenue": revenue,
        "lines": figure(sums.lines),
        "average": quotient(revenue, figure(sums.lines)),
        "articles": figure(len(articles)),
        "quantity": quantity,
        "price": quotient(revenue, quantity),
        **_buyers(sales, lines.everybody()),
        **_points(sums.points, sums.stated, sums.lines, revenue, lines.stated_amount),
    }


def _of_deposits(sales: Sales) -> Figures:
    sums = sales.deposits.total()
    if not sums.records:
        return _no_data(sales)
    revenue, purchases = figure(sums.total), figure(sums.records)
    return {
        "revenue": revenue,
        "purchases": purchases,
        "average": quotient(revenue, purchases),
    }


_READERS = {
    Source.RECEIPTS: _of_receipts,
    Source.LINES: _of_lines,
    Source.OMSET: _of_deposits,
}


def _no_data(sales: Sales) -> Figures:
    return dict.fromkeys(TEXTS[sales.chosen.source], NO_DATA)


def _money(cents: int) -> Figure:
    return figure(Decimal(cents) / 100)


def _buyers(sales: Sales, everybody: int) -> Figures:
    """Both of the share's numbers are of members alone, so it never passes 100 % (LX-3)."""
    chosen, holders = sales.chosen, sales.holders
    count, last = holders.count(everybody), chosen.days.last
    members = sales.members.until(last)
    bought = holders.count(everybody & holders.of_members_until(last)).members
    return {
        "buyers": figure(count.buyers),
        "members": figure(count.members),
        "without_member": figure(count.without_member),
        "share": _share(bought, members),
    }


def _share(bought: int, members: int) -> Figure:
    """Unavailable if two were merged between the two readings."""
    if bought > members:
        return UNAVAILABLE
    return share(figure(bought), figure(members)) if members else NO_DATA


def _points(
    points: int, stated: int, of: int, revenue: Figure, stated_amount: Callable[[], int]
) -> Figures:
    """No data where no till states any: nobody has counted 0.

    Those of a unit are by the money of the rows that state some, which is only read where not all
    of them do.
    """
    if not stated:
        return {"points": NO_DATA, "points_per_unit": NO_DATA}
    given, same = figure(points), revenue if stated == of else _money(stated_amount())
    return {"points": given, "points_per_unit": combined(given, same, by=_points_of_a_unit)}


def _points_of_a_unit(points: Decimal, revenue: Decimal) -> Decimal | None:
    """With six places: of a rupiah it is little."""
    return round(points / revenue, 6).normalize() + 0 if revenue else None
