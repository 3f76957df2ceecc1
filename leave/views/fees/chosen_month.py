"""Which month, day or sort of fee a request is about."""

from datetime import date

from django.core.exceptions import BadRequest
from django.http import Http404
from django.utils import timezone

from crm.calendar import add_months, first_day
from crm.staff.requests import Request
from crm.web.lists.months import MonthChoice, months
from leave.fees.deciding import EARLIEST
from leave.rules.fees import WAIVABLE, FeeKind

MONTHS_OFFERED = 36


def months_of(request: Request) -> MonthChoice:
    """The month in the address, else this one; offered are the last three years."""
    today, text = timezone.localdate(), request.GET.get("month", "")
    first = max(EARLIEST, add_months(today, -MONTHS_OFFERED))
    chosen = months(text, first=EARLIEST, last=today).chosen
    return months(text, first=min(first, chosen), last=today)


def month_in_address(request: Request) -> date:
    """The month in the address of a form. Raises BadRequest without one up to this month."""
    try:
        month = date.fromisoformat(f"{request.GET.get('month', '')}-01")
    except ValueError as error:
        raise BadRequest("no month") from error
    if not EARLIEST <= month <= first_day(timezone.localdate()):
        raise BadRequest("no month that a page shows")
    return month


def day_named(text: str) -> date:
    """The day in an address. Raises Http404 for what is none, or none that a statement can hold."""
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
    if not EARLIEST <= day <= timezone.localdate():
        raise Http404
    return day


def kind_named(text: str) -> FeeKind:
    """What can be waived, by its name in a path. Raises Http404."""
    kind = next((kind for kind in WAIVABLE if kind == text), None)
    if kind is None:
        raise Http404
    return kind
