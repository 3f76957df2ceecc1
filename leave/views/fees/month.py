"""A month of everybody's fees (FE-3), and the same as a file."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from bson import ObjectId
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_safe
from django_ratelimit.decorators import ratelimit

from crm.staff.access import admins
from crm.staff.accounts.display_names import labels
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.files.downloads import few_downloads_at_once
from crm.web.files.exports import csv_file
from crm.web.lists.months import MonthChoice
from crm.web.lists.sorting import sorted_by
from crm.web.partials import render_page
from leave.fees.basis import basis_of_month
from leave.fees.closing import closing_of
from leave.fees.statements import collected, statements
from leave.rules.fees import FeeKind
from leave.rules.statement import FeeStatement
from leave.views.fees.chosen_month import months_of

PAGE = "fees"
# What people call each figure.
HEADINGS: dict[str, str | Promise] = {
    "late_days": _("Days late"),
    "late_minutes": _("Minutes late"),
    "over_days": _("Days past the allowance"),
    "over_minutes": _("Minutes past it"),
    "manual": _("By admins"),
    "changes": _("Changes to closed months"),
    "total": _("Total"),
    "paid": _("Paid"),
    "due": _("Due"),
    "credit": _("Credit"),
}
FIGURES = tuple(HEADINGS)


class PersonFees(NamedTuple):
    """What one person's month comes to; `staff_id` is None in the line of sums."""

    staff_id: ObjectId | None
    name: str
    late_days: int
    late_minutes: Decimal
    over_days: int
    over_minutes: Decimal
    manual: Decimal
    changes: Decimal
    total: Decimal
    paid: Decimal
    due: Decimal
    credit: Decimal


@require_safe
@admins(PAGE)
def fees(request: Request) -> HttpResponse:
    """Everybody with a line or a payment in the month, those who owe most first."""
    months = months_of(request)
    lines = month_lines(months)
    orders = {name: _reader(name) for name in ("name", *FIGURES)}
    lines, sort = sorted_by(lines, request.GET.get("sort", ""), orders)
    context = {
        "months": months,
        "query": f"?month={months.chosen:%Y-%m}",
        "headings": HEADINGS.items(),
        "lines": lines,
        "sort": sort,
        "sums": sums_of(lines),
        "collected": collected(),
        "closing": closing_of(months.chosen),
        "basis": basis_of_month(months.chosen),
    }
    return render_page(request, "leave/fees/month.html", context, part="month")


@require_GET
@admins(PAGE)
@ratelimit(key="user", rate="20/m")
@few_downloads_at_once
def export(request: Request) -> HttpResponseBase:
    """The same as CSV."""
    months = months_of(request)
    rows = ([line.name, *(getattr(line, name) for name in FIGURES)] for line in month_lines(months))
    return csv_file(f"fees-{months.chosen:%Y-%m}", ["staff", *FIGURES], rows)


def month_lines(months: MonthChoice) -> list[PersonFees]:
    """The lines of the month, those who owe most first."""
    people = list(User.objects.values_list("pk", "name", "username"))
    of_people = {
        person: statement
        for person, statement in statements(months.chosen, [pk for pk, *_ in people]).items()
        if statement.lines or statement.changes or statement.paid
    }
    names = labels(person for person in people if person[0] in of_people)
    lines = [_line(pk, names[pk], statement) for pk, statement in of_people.items()]
    return sorted(lines, key=lambda line: (-line.due, -line.total, line.name.casefold()))


def sums_of(lines: list[PersonFees]) -> PersonFees:
    """The sums of the lines that are shown."""
    values: dict[str, Any] = {name: sum(getattr(line, name) for line in lines) for name in FIGURES}
    return PersonFees(staff_id=None, name="", **values)


def _line(pk: ObjectId, name: str, statement: FeeStatement) -> PersonFees:
    return PersonFees(
        staff_id=pk,
        name=name,
        late_days=statement.days_of(FeeKind.LATENESS),
        late_minutes=statement.minutes_of(FeeKind.LATENESS),
        over_days=statement.days_of(FeeKind.BREAK),
        over_minutes=statement.minutes_of(FeeKind.BREAK),
        manual=statement.sum_of(FeeKind.MANUAL),
        changes=statement.change_total,
        total=statement.total,
        paid=statement.paid,
        due=statement.due,
        credit=statement.credit,
    )


def _reader(name: str) -> Callable[[PersonFees], Any]:
    return lambda line: line.name.casefold() if name == "name" else getattr(line, name)
