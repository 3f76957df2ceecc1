"""Cells and changes of analytics in the reader's words."""

from decimal import Decimal

from django import template
from django.utils.translation import gettext as _

from crm.web.templatetags import formats
from loyalty.analytics.key_figures import Unit
from loyalty.analytics.reports.base import CellUnit, ReportCell, ReportColumn
from loyalty.models import Programme
from loyalty.rules.analytics.ranges import DateRange
from loyalty.rules.figures import Change, Comparison, Figure
from loyalty.templatetags.loyalty import amount, counted, share

register = template.Library()


@register.simple_tag
def written_figure(figure: Figure, unit: Unit, programme: Programme) -> str:
    """A key figure, or which state it is in instead."""
    if unit == Unit.MONEY:
        return amount(figure, programme)
    return share(figure) if unit == Unit.PERCENT else counted(figure)


@register.simple_tag
def written_cell(column: ReportColumn, cell: ReportCell, programme: Programme) -> str:
    """A cell of a report; a dash where there is no value."""
    if cell is None:
        return formats.NO_VALUE
    if isinstance(cell, str):
        return cell
    is_money = column.unit == CellUnit.MONEY
    return formats.money(cell, programme.currency) if is_money else formats.decimal(cell)


@register.filter
def is_change(column: ReportColumn) -> bool:
    """Whether its cells say how much something changed."""
    return column.unit == CellUnit.CHANGE


@register.filter
def is_text(column: ReportColumn) -> bool:
    """Whether its cells are texts."""
    return column.unit == CellUnit.TEXT


@register.filter
def trend_of(change: Comparison | None) -> Decimal | str | None:
    """How components/trend.html has a change."""
    if change is None:
        return None
    if change.change == Change.NEW:
        return "new"
    return "same" if change.change == Change.SAME else change.percent


@register.filter
def range_text(days: DateRange) -> str:
    """`1 Nov 2026 to 30 Nov 2026`."""
    ends = {"first": formats.day(days.first), "last": formats.day(days.last)}
    return _("%(first)s to %(last)s") % ends
