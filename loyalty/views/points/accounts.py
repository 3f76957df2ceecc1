"""The points account of a programme: the days of a month, and the months of its year (LP-14)."""

from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from crm.calendar import last_day
from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web.lists.months import MonthChoice, months
from crm.web.partials import render_page
from loyalty.models import PointsEntry, Programme
from loyalty.points.accounts import days_of_account, first_posting, months_of_account
from loyalty.points.explaining import explained
from loyalty.points.reads import is_recounting
from loyalty.programmes.reads import versions_of
from loyalty.rules.points.account import AccountDay, Movement, liability
from loyalty.rules.programmes import Version, version_on
from loyalty.views.choice import programme_choice

PAGE = "loyalty_points"
TEMPLATE = "loyalty/points/account.html"
SHOWN_ABOVE = 20


@require_safe
@admins(PAGE)
def points(request: Request) -> HttpResponse:
    """Opening, movements and closing of each day of a month, and of each month of its year."""
    choice = programme_choice(request)
    context: dict[str, Any] = {"choice": choice}
    if choice.chosen and (first := first_posting(choice.chosen)):
        chosen = months(request.GET.get("month", ""), first=first, last=timezone.localdate())
        context |= _account(choice.chosen, chosen)
    return render_page(request, TEMPLATE, context, part="account")


def _account(programme: Programme, chosen: MonthChoice) -> dict[str, Any]:
    year = date(chosen.chosen.year, 1, 1)
    days = days_of_account(programme, year, last_day(date(year.year, 12, 1)))
    of_month = [day for day in days if last_day(day.day) == last_day(chosen.chosen)]
    today = timezone.localdate()
    versions = versions_of(programme)
    days_shown = [_cells(day, day.day, versions) for day in of_month if day.day <= today]
    year_shown = [
        _cells(each, min(last_day(each.day), today), versions)
        for each in months_of_account(days)
        if each.day <= today
    ]
    above = PointsEntry.objects.filter(programme=programme, is_above_computed=True)
    return {
        "programme": programme,
        "months": chosen,
        "movements": list(Movement),
        "days": days_shown,
        "year": year_shown,
        # Where no version says what a point is worth, nothing is shown of it (LP-14).
        "has_liability": any(each["liability"] is not None for each in (*days_shown, *year_shown)),
        "is_recounting": is_recounting(programme),
        "above": explained(programme, list(above.order_by("-posted_at")[:SHOWN_ABOVE])),
    }


def _cells(day: AccountDay, last: date, versions: list[Version]) -> dict[str, Any]:
    """A day or month with its movements in the order of the headings.

    What the closing is worth goes by the version of its last day.
    """
    version = version_on(last, versions)
    value = version.terms.point_value if version else None
    return {
        "day": day.day,
        "opening": day.opening,
        "of": [(each, day.movements[each]) for each in Movement],
        "closing": day.closing,
        "liability": None if value is None else liability(day.closing, value),
    }
