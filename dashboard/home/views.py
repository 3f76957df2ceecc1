"""The first page: how today, this month and this year stand against the time before."""

from datetime import date

from bson import ObjectId
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from bonuses.months.after_closing import changed_months
from crm.calendar import last_day
from crm.staff.access import is_open, signed_in
from crm.staff.requests import Request
from crm.web.partials import render_page
from dashboard import links, periods
from dashboard.home import comparison, month
from dashboard.navigation import badges
from dashboard.navigation.sidebar import sidebar_of
from leave.reads import approved_on
from omset.ledger import approval
from omset.locks import recount_due

# Where who is away today is listed.
AWAY_AT = "leave:list"


@require_safe
@signed_in("dashboard")
def home(request: Request) -> HttpResponse:
    """The company's numbers for admins, their own for staff (RO-6); at most 15 commands."""
    user, today = request.user, timezone.localdate()
    staff = None if user.is_admin else user.pk
    totals_by_day = comparison.days_to(today, staff)
    days = month.days_of(user, periods.against_last_month(today).now, totals_by_day)
    context = {
        "today": today,
        "recount_due": recount_due(staff),
        "waiting": _waiting(request),
        "comparisons": [
            {"now": now, "before": before, "figures": comparison.figures(user, now, before)}
            for now, before in comparison.sides(today, staff, totals_by_day)
        ],
        "changed": _changed(today, staff),
        "days": days,
        "best": month.best_of(days),
        "chart": month.frame(today),
        "entry_url": links.entry(user),
        "away": approved_on(today) if is_open(user, AWAY_AT) else None,
        "away_url": reverse(AWAY_AT),
    }
    return render_page(request, "dashboard/home.html", context, part="figures")


def _changed(today: date, staff: ObjectId | None) -> list[date]:
    """The closed months of which something is compared that were changed since."""
    year, month_before = periods.against_last_year(today), periods.against_last_month(today).before
    compared = (year.before, year.now, month_before)
    changed = changed_months(year.before.start, today, staff)
    return [
        first for first in changed if any(days.meets(first, last_day(first)) for days in compared)
    ]


def _waiting(request: Request) -> list[dict]:
    """What the person works off or, for staff, how many of their own deposits wait."""
    user = request.user
    if not user.is_admin:
        count = approval.pending_count(user, badges.LIMIT)
        return [
            {"label": _("Waiting for approval"), "count": count, "url": links.waiting_records(user)}
        ]
    counts = sidebar_of(request).counts
    return [
        {"label": queue.label, "count": counts[queue.key], "url": queue.url}
        for queue in badges.queues(user)
    ]
