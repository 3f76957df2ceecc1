"""How far the targets are reached: everybody's for admins, one's own for staff (LB-12, LB-14)."""

from collections.abc import Callable
from datetime import date
from typing import NamedTuple

from bson import ObjectId
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from bonuses import progress
from bonuses.months.figures import closing_if_over, figures_of_closing
from bonuses.progress import PersonProgress
from bonuses.rules.targets import REQUIRED_DAYS, WARN_WITHIN, Level
from bonuses.views.chosen_month import months_of
from bonuses.views.target_texts import day_texts, person_texts
from crm.staff.access import signed_in
from crm.staff.models import Role, User
from crm.staff.requests import Request
from crm.web.lists.chips import Chip
from crm.web.lists.months import MonthChoice
from crm.web.lists.sorting import sorted_by
from crm.web.partials import render_page


class TargetGroup(NamedTuple):
    """Those of all staff whom a card counts and leads to."""

    label: str | Promise
    holds: Callable[[PersonProgress], bool]


GROUPS = {
    "achieved": TargetGroup(gettext_lazy("Achieved"), lambda row: row.progress.achieved),
    "warning": TargetGroup(
        gettext_lazy("Last month missed"),
        lambda row: row.progress.level == Level.LAST_MONTH_FAILED,
    ),
    "critical": TargetGroup(
        gettext_lazy("Two months missed"),
        lambda row: row.progress.level == Level.TWO_MONTHS_FAILED,
    ),
}
# What the list can be sorted by; without it the highest warning comes first (LB-14).
ORDERS = {
    "name": lambda row: row.staff.name.casefold(),
    "ndp": lambda row: row.today.ndp,
    "rdp": lambda row: row.today.rdp,
    "success_days": lambda row: row.progress.success_days,
    "projected": lambda row: row.progress.projected,
    "streak": lambda row: row.streak,
}


@require_safe
@signed_in("targets")
def everybody(request: Request) -> HttpResponse:
    """All staff, the highest warning first; for staff their own page."""
    if not request.user.is_admin:
        return _page_of(request, request.user)
    months = months_of(request)
    day = progress.seen_on(months.chosen)
    people = progress.of_everybody(day)
    group = GROUPS.get(request.GET.get("group", ""))
    rows = [row for row in people if group is None or group.holds(row)]
    rows, sort = sorted_by(rows, request.GET.get("sort", ""), ORDERS)
    context = (
        _month_context(months, day)
        | _closing_context(months.chosen, people)
        | {
            "people": person_texts(request.user, rows, day),
            "sort": sort,
            "summary": summary(people),
            "chips": [Chip(_("Status"), str(group.label), f"month={day:%Y-%m}")] if group else [],
        }
    )
    return render_page(request, "bonuses/targets.html", context, part="progress")


@require_safe
@signed_in("targets")
def person(request: Request, pk: ObjectId) -> HttpResponse:
    """One person's days; 404 for staff who ask for somebody else, and for who is not staff."""
    if request.user.is_admin:
        return _page_of(request, get_object_or_404(User, pk=pk, role=Role.STAFF))
    if request.user.pk != pk:
        raise Http404
    return _page_of(request, request.user)


@require_safe
@signed_in()
def banner(request: Request) -> HttpResponse:
    """What the page's banner fetches to stay up to date; 404 for whoever has none."""
    if request.user.is_admin:
        raise Http404
    return render(request, "banner.html")


def summary(people: list[PersonProgress]) -> dict[str, int]:
    """How many there are, and how many achieved it or were warned; one may be both (LB-14)."""
    counts = {name: sum(map(group.holds, people)) for name, group in GROUPS.items()}
    return counts | {"total": len(people)}


def _page_of(request: Request, user: User) -> HttpResponse:
    months = months_of(request)
    day = progress.seen_on(months.chosen)
    own = progress.of_person(user, day)
    context = (
        _month_context(months, day)
        | _closing_context(months.chosen, [own])
        | {"own": own, "staff": user, "days": day_texts(request.user, own)}
    )
    return render_page(request, "bonuses/targets_person.html", context, part="progress")


def _closing_context(month: date, people: list[PersonProgress]) -> dict:
    """Of a closed month: the closing, and whose successful days were others then; by name."""
    if (closing := closing_if_over(month)) is None:
        return {}
    only_one = people[0].staff.pk if len(people) == 1 else None
    month_figures = figures_of_closing(closing, only_one)
    return {
        "closing": closing,
        "changed_people": [
            (row.staff.name, before, row.progress.success_days)
            for row in people
            if (before := month_figures.of(row.staff.pk)["success_days"])
            != row.progress.success_days
        ],
    }


def _month_context(months: MonthChoice, day: date) -> dict:
    return {
        "months": months,
        "day": day,
        "is_over": day < timezone.localdate(),
        "required": REQUIRED_DAYS,
        "warn_within": WARN_WITHIN,
        "read_at": timezone.now(),
    }
