"""Who stands where, for everybody to see (LB-1 to LB-5, RO-6), and the same for a wall screen."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from bson import ObjectId
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bonuses.leaderboard import month_rows, range_rows
from bonuses.months.after_closing import changed_months
from bonuses.months.figures import figures_of_month
from bonuses.rules.ranking import METRICS
from crm.calendar import first_day
from crm.staff.access import signed_in
from crm.staff.requests import Request
from crm.web.partials import render_page
from dashboard.leaderboard.people import Viewer, leaderboard_of
from dashboard.leaderboard.period import (
    LeaderboardPeriod,
    LeaderboardPeriodKind,
    RangeForm,
    kind_of,
    months_of,
    of_month,
    target_of,
)
from dashboard.leaderboard.table import table_rows
from dashboard.periods import DateRange
from omset import numbers

TABS = {"total": _("Omset"), "ndp": _("NDP"), "rdp": _("RDP")}
ON_THE_WALL = 10


@require_safe
@signed_in("leaderboard")
def leaderboard(request: Request) -> HttpResponse:
    """A month, all time or a range, by omset, NDP or RDP; at most ten commands."""
    today, query = timezone.localdate(), request.GET
    kind = kind_of(query)
    context: dict[str, Any] = {"kinds": LeaderboardPeriodKind.choices, "tabs": TABS.items()}
    period = None
    if kind == LeaderboardPeriodKind.ALL:
        period = LeaderboardPeriod(kind, None, None, today)
    elif kind == LeaderboardPeriodKind.MONTH:
        context["months"] = months_of(query, today)
        period = of_month(context["months"].chosen, today)
    else:
        context["form"] = form = RangeForm(query, today)
        if form.is_valid():
            period = LeaderboardPeriod(
                kind, form.cleaned_data["start"], form.cleaned_data["end"], today
            )
    context |= {"kind": kind, "by": _by(query)}
    if period:
        context |= _context(request, period)
        context["rows"] = table_rows(context["leaderboard"])
    return render_page(request, "dashboard/leaderboard.html", context, part="board")


@require_safe
@signed_in("leaderboard")
def wall(request: Request) -> HttpResponse:
    """This month without menu and links, for a screen that nobody operates."""
    today = timezone.localdate()
    context = _context(request, of_month(first_day(today), today))
    context |= {"tabs": TABS.items(), "by": _by(request.GET), "most": ON_THE_WALL}
    context["fixed_theme"] = "light" if request.GET.get("theme") == "light" else "dark"
    return render_page(request, "dashboard/leaderboard_tv.html", context, part="board")


def _context(request: Request, period: LeaderboardPeriod) -> dict[str, Any]:
    read_at = timezone.now()
    is_month = period.kind == LeaderboardPeriodKind.MONTH
    month = figures_of_month(period.start) if period.start and is_month else None
    rows, since = (
        (month_rows(month), period.start) if month else range_rows(period.start, period.end)
    )
    start, end = period.start or since or period.today, period.end or period.today
    today = _today(period.today) if period.shows_today else None
    viewer = Viewer(request.user, DateRange(start, end), DateRange(period.today, period.today))
    ranked = leaderboard_of(rows, _by(request.GET), target_of(start, end), viewer, today)
    return {
        "period": period,
        "start": start,
        "end": end,
        "month_figures": month,
        "changed": [] if month else changed_months(start, end),
        "month_query": f"?month={start:%Y-%m}",
        "leaderboard": ranked,
        "read_at": read_at,
    }


def _today(today: date) -> dict[ObjectId, numbers.Totals]:
    return numbers.totals_by(numbers.TallyScope(today, today), "staff")


def _by(query: Mapping[str, str]) -> str:
    return query["by"] if query.get("by") in METRICS else METRICS[0]
