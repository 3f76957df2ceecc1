"""Key figures and screens of a programme's sales."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web.lists.tabs import PageTab
from crm.web.partials import render_page
from loyalty.analytics.key_figures import KeyFigure, key_figures
from loyalty.analytics.programme_facts import ProgrammeFacts, programme_facts
from loyalty.analytics.reads.errors import NotSummedYet
from loyalty.analytics.reads.sales import Sales
from loyalty.analytics.reports.base import CellUnit, Report, ReportCell, ReportRow
from loyalty.analytics.screens import SCREENS, SOURCE_LABELS, Screen
from loyalty.models import Programme
from loyalty.rules.analytics.sources import Source
from loyalty.views.analytics.forms import SalesFilterForm
from loyalty.views.choice import programme_choice

PAGE = "loyalty_analytics"
TEMPLATE = "loyalty/analytics/page.html"
PART = "analytics"


class ShownRow(NamedTuple):
    """The cells of a row, each with its column, and the address of what it counts."""

    cells: list[tuple[Any, ReportCell]]
    url: str


class ShownReport(NamedTuple):
    """A report as a page shows it: its first rows, the rest, and the sums over all."""

    report: Report
    rows: list[ShownRow]
    rest: list[tuple[Any, ReportCell]]
    rest_count: int
    total: list[tuple[Any, ReportCell]]
    points: list[dict[str, Any]]
    unit: str


@require_safe
@admins(PAGE)
def analytics(request: Request) -> HttpResponse:
    """The key figures, each of which opens the screen that tells more, and the latest months."""
    return _page(request, None)


@require_safe
@admins(PAGE)
def screen(request: Request, name: str) -> HttpResponse:
    """One of the screens."""
    return _page(request, chosen_screen(name))


def filter_form(
    request: Request, programme: Programme, facts: ProgrammeFacts, shown: Screen | None
) -> SalesFilterForm:
    """The filter of the address, of the sources that the screen can be told by."""
    sources = shown.sources if shown else tuple(Source)
    return SalesFilterForm(request.GET, programme, facts, sources)


def chosen_screen(name: str) -> Screen:
    """The screen of this name. Raises Http404."""
    if name not in SCREENS:
        raise Http404
    return SCREENS[name]


def _page(request: Request, shown: Screen | None) -> HttpResponse:
    choice = programme_choice(request)
    if choice.chosen is None:
        return render_page(request, TEMPLATE, {"choice": choice}, part=PART)
    facts = programme_facts(choice.chosen, timezone.localdate())
    form = filter_form(request, choice.chosen, facts, shown)
    context = {
        "choice": choice,
        "programme": choice.chosen,
        "newest": facts.newest,
        "form": form,
        "screen": shown,
        "tabs": _tabs(form, shown),
        "source": SOURCE_LABELS[form.told_by],
        "has_months_only": form.told_by == Source.LINES,
    }
    if form.is_valid():
        sales = Sales(form.chosen, facts)
        context |= _figures(form, sales) if shown is None else {}
        context |= _report(form, sales, shown or SCREENS["months"])
    return render_page(request, TEMPLATE, context, part=PART)


def _figures(form: SalesFilterForm, sales: Sales) -> dict[str, Any]:
    def opened(each: KeyFigure) -> tuple[KeyFigure, str]:
        target = SCREENS[each.text.screen]
        return each, _address(target, form.conditions_for(target.sources))

    before = sales.chosen.before()
    return {
        "figures": [opened(each) for each in key_figures(sales)],
        "before": before.days if before else None,
    }


def _report(form: SalesFilterForm, sales: Sales, shown: Screen) -> dict[str, Any]:
    file = reverse("loyalty:analytics_export", args=[shown.name])
    try:
        report = _shown(shown.report(sales), form)
    except NotSummedYet:
        return {"is_being_summed": True}
    return {"shown": report, "file": file, "query": urlencode(form.conditions("top"))}


def _shown(report: Report, form: SalesFilterForm) -> ShownReport:
    top = report.top(form.rows_wanted)
    target = SCREENS.get(report.opens_screen)
    rest = report.rest(top)
    return ShownReport(
        report,
        [ShownRow(_cells(report, row.cells), _opens(row, form, target)) for row in top],
        _cells(report, rest) if rest else [],
        report.count - len(top),
        _cells(report, report.total) if report.total and top else [],
        _points(report, top, form, target),
        form.chosen_programme.currency,
    )


def _cells(report: Report, cells: Sequence[ReportCell]) -> list[tuple[Any, ReportCell]]:
    return list(zip(report.columns, cells, strict=True))


def _opens(row: ReportRow, form: SalesFilterForm, target: Screen | None) -> str:
    if target is None or not row.opens:
        return ""
    opened = {name: str(value) for name, value in row.opens.items() if value != ""}
    return _address(target, form.conditions_for(target.sources) | opened) if opened else ""


def _points(
    report: Report, top: Sequence[ReportRow], form: SalesFilterForm, target: Screen | None
) -> list[dict[str, Any]]:
    """What the chart shows: the same rows as the table."""
    names = [column.name for column in report.columns]
    if report.charted not in names:
        return []
    value_at = names.index(report.charted)
    label_at = next(at for at, column in enumerate(report.columns) if column.unit == CellUnit.TEXT)
    return [
        {
            "label": str(row.cells[label_at]),
            "value": row.cells[value_at],
            "url": _opens(row, form, target),
        }
        for row in top
    ]


def _tabs(form: SalesFilterForm, shown: Screen | None) -> list[PageTab]:
    figures = f"{reverse('loyalty:analytics')}?{urlencode(form.conditions_for(tuple(Source)))}"
    screens = [
        PageTab(str(each.label), _address(each, form.conditions_for(each.sources)), each == shown)
        for each in SCREENS.values()
    ]
    return [PageTab(_("Key figures"), figures, shown is None), *screens]


def _address(target: Screen, conditions: dict[str, str]) -> str:
    return f"{reverse('loyalty:analytics_screen', args=[target.name])}?{urlencode(conditions)}"
