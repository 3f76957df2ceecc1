"""Closing a month after review, reopening it, and what differs since it was closed."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bonuses.months.closing import (
    AlreadyClosed,
    NotClosed,
    NotCounted,
    NotOver,
    close,
    closing_of,
    reopen,
)
from bonuses.months.discrepancies import discrepancies
from bonuses.statements.exchange_rates import rate_on
from bonuses.statements.sheet import month_sheet
from bonuses.views.chosen_month import month_in_address, months_of
from bonuses.views.month import table
from crm.calendar import last_day
from crm.staff.access import admins, master_admins
from crm.staff.requests import Request
from crm.staff.sign_in.confirmation import asks_again
from crm.web import errors
from crm.web.forms.reasons import posted_reason
from crm.web.partials import render_page
from crm.web.templatetags import formats
from omset import numbers
from omset.lists import links
from omset.lists.filters import Filter, FilterPeriod
from omset.locks import recount_due

NOT_OVER = gettext_lazy("This month is not over yet. It can be closed from its next day on.")
ALREADY_CLOSED = gettext_lazy("Somebody else has closed this month meanwhile.")
NOT_COUNTED = gettext_lazy("An import is being recounted. Close the month when that is done.")
NOT_CLOSED = gettext_lazy("This month is not closed any more.")


@require_http_methods(["GET", "HEAD", "POST"])
@admins("bonuses")
@asks_again()
def closing_page(request: Request) -> HttpResponse:
    """Look at what will be frozen, then freeze it. 409 for a month that cannot be closed."""
    if request.method == "POST":
        return _close(request)
    months = months_of(request)
    sheet = month_sheet(months.chosen)
    period = Filter(FilterPeriod(sheet.month, last_day(sheet.month)))
    context = {
        "months": months,
        "is_over": last_day(sheet.month) < timezone.localdate(),
        "waiting": numbers.waiting(period.match()).records,
        "recount_due": recount_due(),
        "waiting_url": links.for_user(request.user, links.waiting(period)),
        "rate": rate_on(last_day(sheet.month)),
        **table(request.user, sheet, request.GET.get("sort", "")),
    }
    return render_page(request, "bonuses/closing.html", context, part="month")


@require_POST
@master_admins("bonuses")
@asks_again()
def reopen_page(request: Request) -> HttpResponse:
    """End a closing, for a reason. 422 without one, 409 if the month is not closed."""
    month, reason = month_in_address(request), posted_reason(request)
    if not reason:
        return errors.unprocessable(request, _("Say why the month is reopened."))
    try:
        reopen(month, by=request.user, reason=reason)
    except NotClosed:
        return errors.conflict(request, NOT_CLOSED)
    messages.success(request, _("%s is open again.") % formats.month(month))
    return redirect(_page("bonuses:month", month))


@require_safe
@admins("bonuses")
def discrepancies_page(request: Request) -> HttpResponse:
    """Everything in which a closed month is not what it is now, and what explains it."""
    months = months_of(request)
    closed = closing_of(months.chosen)
    rows = discrepancies(closed) if closed else []
    context = {
        "months": months,
        "closing": closed,
        "query": f"?month={months.chosen:%Y-%m}",
        "rows": rows,
        "unexplained": sum(not row.is_explained for row in rows),
    }
    return render_page(request, "bonuses/discrepancies.html", context, part="month")


def _close(request: Request) -> HttpResponse:
    month = month_in_address(request)
    try:
        close(month, by=request.user)
    except NotOver:
        return errors.conflict(request, NOT_OVER)
    except NotCounted:
        return errors.conflict(request, NOT_COUNTED)
    except AlreadyClosed:
        return errors.conflict(request, ALREADY_CLOSED)
    messages.success(request, _("%s is closed.") % formats.month(month))
    return redirect(_page("bonuses:month", month))


def _page(name: str, month: date) -> str:
    return f"{reverse(name)}?month={month:%Y-%m}"
