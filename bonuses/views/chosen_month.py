"""Which month a request is about."""

from datetime import date

from django.core.exceptions import BadRequest
from django.utils import timezone

from crm.staff.requests import Request
from crm.web.lists.months import MonthChoice, months
from omset.rules.deposits import EARLIEST


def months_of(request: Request) -> MonthChoice:
    """The month in the address, else this one; offered are this year and the two before (BO-9).

    Admins come further back by asking for an earlier one.
    """
    today, text = timezone.localdate(), request.GET.get("month", "")
    first = date(today.year - 2, 1, 1)
    if request.user.is_admin:
        chosen = months(text, first=EARLIEST, last=today).chosen
        first = min(first, max(EARLIEST, date(chosen.year - 1, 1, 1)))
    return months(text, first=first, last=today)


def month_in_address(request: Request) -> date:
    """The month in the address of a form, to be closed or reopened. Raises BadRequest without."""
    try:
        month = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError as error:
        raise BadRequest("no month") from error
    if month < EARLIEST:
        raise BadRequest("no month that a page shows")
    return month
