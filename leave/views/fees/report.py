"""Leave, lateness, breaks and fees of some days: the numbers of `manage.py leave_report`."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_safe
from django_ratelimit.decorators import ratelimit

from crm.calendar import first_day, last_day
from crm.staff.access import admins, is_open
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web import errors
from crm.web.cached_reverse import ANY_ID, cached_reverse, cached_reverse_of
from crm.web.files.downloads import few_downloads_at_once
from crm.web.files.exports import csv_file
from crm.web.forms.fields import DateInput
from crm.web.lists.sorting import sorted_by
from crm.web.partials import render_page
from leave.fees.deciding import EARLIEST
from leave.report import FIGURES, HEADINGS, ReportLine, report_lines
from leave.rules.days import LAST_YEAR

PAGE = "fees"
MOST_DAYS = 366


class ReportForm(forms.Form):
    """The days of the report: this month up to its end, unless others are chosen."""

    start = forms.DateField(label=gettext_lazy("From"), widget=DateInput)
    end = forms.DateField(label=gettext_lazy("Until"), widget=DateInput)

    def __init__(self, query: QueryDict) -> None:
        today = timezone.localdate()
        days = {"start": first_day(today).isoformat(), "end": last_day(today).isoformat()}
        given = {name: query[name] for name in days if query.get(name)}
        super().__init__(days | given)

    def clean(self) -> dict[str, Any]:
        """A first day and a last one, not more than a year."""
        chosen = super().clean() or {}
        start, end = chosen.get("start"), chosen.get("end")
        if start and end and end < start:
            self.add_error("end", _("The last day lies before the first."))
        elif start and start < EARLIEST:
            self.add_error("start", _("Choose a day from 2020 on."))
        elif end and end.year > LAST_YEAR:
            years = {"first": EARLIEST.year, "last": LAST_YEAR}
            self.add_error("end", _("A day from %(first)s to %(last)s.") % years)
        elif start and end and (end - start).days >= MOST_DAYS:
            self.add_error("end", _("Choose a year at most."))
        return chosen

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day; only after validation."""
        return self.cleaned_data["start"], self.cleaned_data["end"]


@require_safe
@admins(PAGE)
def report(request: Request) -> HttpResponse:
    """Everybody's figures of the chosen days."""
    form = ReportForm(request.GET)
    if not form.is_valid():
        return render_page(request, "leave/fees/report.html", {"form": form}, part="report")
    orders = {name: lambda line, name=name: getattr(line, name) for name in ("name", *FIGURES)}
    lines, sort = sorted_by(report_lines(*form.days), request.GET.get("sort", ""), orders)
    records = _records(request.user, *form.days)
    context = {
        "form": form,
        "headings": HEADINGS.items(),
        "month": f"?month={form.days[1]:%Y-%m}",
        "sort": sort,
        "lines": [(line, _figures(line, records)) for line in lines],
        "sums": [(name, sum(getattr(line, name) for line in lines), "") for name in FIGURES],
    }
    return render_page(request, "leave/fees/report.html", context, part="report")


@require_GET
@admins(PAGE)
@ratelimit(key="user", rate="20/m")
@few_downloads_at_once
def export(request: Request) -> HttpResponseBase:
    """The same as CSV."""
    form = ReportForm(request.GET)
    if not form.is_valid():
        return errors.unprocessable(request, _("There is no such file to download."))
    first, last = form.days
    rows = (
        [line.username, *(getattr(line, name) for name in FIGURES)]
        for line in report_lines(first, last)
    )
    return csv_file(f"leave-{first}-{last}", ["staff", *FIGURES], rows)


def _figures(line: ReportLine, records: Mapping[str, str]) -> list[tuple[str, Decimal | int, str]]:
    """Each figure with its value and where its records are; `records` as _records has them."""
    pk = str(line.staff_id)
    return [(name, getattr(line, name), records[name].replace(ANY_ID, pk)) for name in FIGURES]


def _records(user: User, first: date, last: date) -> dict[str, str]:
    """The lists of leave, check-ins, breaks and fees that the figures come from.

    Those of the person ANY_ID, if `user` may open them.
    """
    months = {f"{day:%Y-%m}" for day in (first, last)}
    month = {"month": months.pop()} if len(months) == 1 else {}
    days: dict[str, object] = {"staff": ANY_ID, "first": first, "last": last}
    leave: dict[str, object] = {"staff": ANY_ID, **month}
    check_ins = _query(user, "leave:attendance_history", days)
    breaks = _query(user, "leave:break_history", days)
    waiting: dict[str, object] = {"staff": ANY_ID, "status": "pending"}
    statement = f"{cached_reverse_of('leave:fees_of', ANY_ID)}?month={last:%Y-%m}"
    return {
        "used_minutes": _query(user, "leave:list", leave | {"status": "approved"}),
        "pending_minutes": _query(user, "leave:list", waiting),
        "available_minutes": _query(user, "leave:list", leave | {"status": "all"}),
        "late_minutes": check_ins,
        "break_minutes": breaks,
        "break_over_minutes": breaks,
        "fees_usd": f"{statement}#lines",
        "paid_usd": f"{statement}#payments",
        "due_usd": f"{statement}#payments",
    }


def _query(user: User, view: str, query: dict[str, object]) -> str:
    return f"{cached_reverse(view)}?{urlencode(query)}" if is_open(user, view) else ""
