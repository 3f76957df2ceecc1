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
from loyalty.rules.points.account import AccountDay, Movement
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
    above = PointsEntry.objects.filter(programme=programme, is_above_computed=True)
    return {
        "programme": programme,
        "months": chosen,
        "movements": list(Movement),
        "days": [_cells(day) for day in of_month if day.day <= today],
        "year": [_cells(each) for each in months_of_account(days) if each.day <= today],
        "is_recounting": is_recounting(programme),
        "above": explained(programme, list(above.order_by("-posted_at")[:SHOWN_ABOVE])),
    }


def _cells(day: AccountDay) -> dict[str, Any]:
    """A day or month with its movements in the order of the headings."""
    movements = [(each, day.movements[each]) for each in Movement]
    return {"day": day.day, "opening": day.opening, "of": movements, "closing": day.closing}
