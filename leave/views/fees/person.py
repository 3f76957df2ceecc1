"""A person's statement of a month, and one of its days: for admins, and for the person (FE-3)."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from uuid import uuid4

from bson import ObjectId
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from crm.calendar import first_day
from crm.staff.access import admins, signed_in
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.partials import render_page
from leave.fees.closing import closing_of
from leave.fees.instalments import parts_of
from leave.fees.policies import DOLLAR, rate_on
from leave.fees.statements import statement_of
from leave.models import Currency
from leave.rules.fees import WAIVABLE, FeeKind, FeeLine, cents, total_of
from leave.rules.statement import FeeStatement
from leave.views.fees.chosen_month import day_named, months_of
from leave.views.fees.day import what_happened
from leave.views.fees.records import MonthRecords, month_records
from leave.views.fees.refusals import person_or_404

PAGE = "fees"
KINDS: dict[FeeKind, str | Promise] = {
    FeeKind.LATENESS: _("Lateness"),
    FeeKind.BREAK: _("Breaks past the allowance"),
    FeeKind.DAY_CAP: _("More than a day costs"),
    FeeKind.MANUAL: _("Fee by an admin"),
    FeeKind.MONTH_CAP: _("More than a month costs"),
}


class ShownLine(NamedTuple):
    """A line, what people call it, its day's page, and what an admin may do about it."""

    line: FeeLine
    label: str | Promise
    url: str
    can_be_waived: bool = False
    waiver: ObjectId | None = None
    # An admin wrote it, and nobody has taken it back.
    can_be_taken_back: bool = False


@require_safe
@admins(PAGE)
def person(request: Request, pk: ObjectId) -> HttpResponse:
    """Somebody's month, for admins. 404 for nobody."""
    return _page(request, person_or_404(pk))


@require_safe
@signed_in(PAGE)
def own_fees(request: Request) -> HttpResponse:
    """One's own."""
    return _page(request, request.user)


@require_safe
@admins(PAGE)
def day(request: Request, pk: ObjectId) -> HttpResponse:
    """Somebody's day: what happened, and what it costs. 404 for nobody and for no day."""
    return _day_page(request, person_or_404(pk))


@require_safe
@signed_in(PAGE)
def own_day(request: Request) -> HttpResponse:
    """One's own day."""
    return _day_page(request, request.user)


def _page(request: Request, person: User) -> HttpResponse:
    months = months_of(request)
    statement = statement_of(person.pk, months.chosen)
    records = month_records(person.pk, statement)
    context = {
        "person": person,
        "months": months,
        "query": f"?month={months.chosen:%Y-%m}",
        "statement": statement,
        "closing": closing_of(months.chosen) if statement.is_closed else None,
        "basis": records.basis,
        "lines": shown_lines(request.user, person, statement, records, statement.lines),
        "changes": shown_lines(request.user, person, statement, records, statement.changes),
        **_payment_parts(request.user, person, statement, records),
    }
    return render_page(request, "leave/fees/person.html", context, part="month")


def _payment_parts(
    user: User, person: User, statement: FeeStatement, records: MonthRecords
) -> dict:
    parts = parts_of(records.plan, records.payments, statement.due)
    # Nothing is nothing in every currency.
    rupiah = rate_on(Currency.IDR, timezone.localdate()) if statement.due else DOLLAR
    rates = [(Currency.THB, records.baht), (Currency.IDR, rupiah)]
    return {
        "payments": records.payments,
        "parts": parts,
        "paid_parts": [part for part in parts if part.payment],
        "part_choices": [(1, _("Pay in one part")), (2, _("Pay in two parts"))],
        "in_other_currencies": [
            (currency, cents(statement.due * rate)) for currency, rate in rates
        ],
        "may_decide": user.is_admin and user.pk != person.pk,
        "key": str(uuid4()),
    }


def _day_page(request: Request, person: User) -> HttpResponse:
    day = day_named(request.GET.get("date", ""))
    month = first_day(day)
    statement = statement_of(person.pk, month)
    records = month_records(person.pk, statement)
    lines = [line for line in statement.lines if line.date == day]
    context = {
        "person": person,
        "day": day,
        "query": f"?month={month:%Y-%m}",
        "lines": shown_lines(request.user, person, statement, records, lines),
        "may_decide": request.user.is_admin and request.user.pk != person.pk,
        "happened": what_happened(person.pk, day),
        "sum": total_of(lines),
    }
    return render_page(request, "leave/fees/day.html", context)


def shown_lines(
    user: User,
    person: User,
    statement: FeeStatement,
    records: MonthRecords,
    lines: Sequence[FeeLine],
) -> list[ShownLine]:
    """The lines for a page.

    Of a closed month they say what was waived then, and what can be done follows what is now.
    """
    shows_waivers = statement.is_closed or any(line.is_waived for line in lines)
    waivers = records.waivers if shows_waivers else {}
    is_own = user.pk == person.pk
    return [
        ShownLine(
            line,
            KINDS[line.kind],
            _day_url(person, line.date, is_own=is_own),
            can_be_waived=line.kind in WAIVABLE and waiver is None and line.charge > 0,
            waiver=waiver,
            can_be_taken_back=line.ref in records.fees,
        )
        for line, waiver in ((line, waivers.get((line.kind.value, line.date))) for line in lines)
    ]


def _day_url(person: User, day: date, *, is_own: bool) -> str:
    page = reverse("leave:own_fee_day") if is_own else reverse("leave:fee_day", args=[person.pk])
    return f"{page}?date={day.isoformat()}"
