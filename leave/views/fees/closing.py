"""Closing a month of fees after review, and opening it again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from crm.calendar import last_day
from crm.staff.access import admins, master_admins
from crm.staff.requests import Request
from crm.staff.sign_in.confirmation import asks_again
from crm.web import errors
from crm.web.forms.reasons import posted_reason
from crm.web.limits import WRITES, limited
from crm.web.partials import render_page
from crm.web.templatetags import formats
from leave.fees.closing import close, closing_of, reopen, waiting_in
from leave.fees.errors import FeeRefused
from leave.views.fees.chosen_month import month_in_address, months_of
from leave.views.fees.month import month_lines, sums_of
from leave.views.fees.refusals import carried_out, text_of

PAGE = "fees"


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(WRITES)
@asks_again()
def closing_page(request: Request) -> HttpResponse:
    """Look at what will be frozen, then freeze it. 409 for a month that cannot be closed."""
    if request.method == "POST":
        return _close(request)
    months = months_of(request)
    lines = month_lines(months)
    context = {
        "months": months,
        "query": f"?month={months.chosen:%Y-%m}",
        "closing": closing_of(months.chosen),
        "is_over": last_day(months.chosen) < timezone.localdate(),
        "waiting": waiting_in(months.chosen),
        "lines": lines,
        "sums": sums_of(lines),
    }
    return render_page(request, "leave/fees/closing.html", context, part="month")


@require_POST
@master_admins(PAGE)
@limited(WRITES)
@asks_again()
def reopen_page(request: Request) -> HttpResponse:
    """End a closing, for a reason. 422 without one, 409 if it cannot be."""
    month, reason = month_in_address(request), posted_reason(request)
    if not reason:
        return errors.unprocessable(request, _("Say why the month is reopened."))
    message = _("%s is open again.") % formats.month(month)
    then = f"{reverse('leave:fees')}?month={month:%Y-%m}"
    return carried_out(request, then, message, reopen, month, reason=reason)


def _close(request: Request) -> HttpResponse:
    month = month_in_address(request)
    try:
        close(month, by=request.user)
    except FeeRefused as reason:
        return errors.conflict(request, text_of(reason))
    messages.success(request, _("%s is closed.") % formats.month(month))
    return redirect(f"{reverse('leave:fees')}?month={month:%Y-%m}")
