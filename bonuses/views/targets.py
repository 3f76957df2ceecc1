"""How far the targets are reached: everybody's for admins, one's own for staff (LB-12, LB-14)."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from bonuses import progress
from bonuses.progress import PersonProgress
from bonuses.targets import REQUIRED_DAYS, WARN_WITHIN, Level
from bonuses.views.asked import months_of
from crm.staff.access import signed_in
from crm.staff.models import Role, User
from crm.web.partials import render_page


@require_safe
@signed_in("targets")
def everybody(request):
    """All staff, the highest warning first; for staff their own page."""
    if not request.user.is_admin:
        return _page_of(request, request.user)
    months = months_of(request)
    day = progress.seen_on(months.chosen)
    people = progress.of_everybody(day)
    context = _seen(months, day) | {"people": people, "summary": summary(people)}
    return render_page(request, "bonuses/targets.html", context, part="progress")


@require_safe
@signed_in("targets")
def person(request, pk):
    """One person's days; 404 for staff who ask for somebody else, and for who is not staff."""
    if request.user.is_admin:
        return _page_of(request, get_object_or_404(User, pk=pk, role=Role.STAFF))
    if request.user.pk != pk:
        raise Http404
    return _page_of(request, request.user)


@require_safe
@signed_in()
def banner(request):
    """What the page's banner fetches to stay up to date; 404 for whoever has none."""
    if request.user.is_admin:
        raise Http404
    return render(request, "banner.html")


def summary(people: list[PersonProgress]) -> dict[str, int]:
    """How many there are, and how many achieved it or were warned; one may be both (LB-14)."""
    levels = [row.progress.level for row in people]
    return {
        "total": len(people),
        "achieved": sum(row.progress.achieved for row in people),
        "warning": levels.count(Level.LAST_MONTH_FAILED),
        "critical": levels.count(Level.TWO_MONTHS_FAILED),
    }


def _page_of(request, user: User):
    months = months_of(request)
    day = progress.seen_on(months.chosen)
    context = _seen(months, day) | {"own": progress.of_person(user, day), "staff": user}
    return render_page(request, "bonuses/targets_person.html", context, part="progress")


def _seen(months, day) -> dict:
    return {
        "months": months,
        "day": day,
        "is_over": day < timezone.localdate(),
        "required": REQUIRED_DAYS,
        "warn_within": WARN_WITHIN,
        "read_at": timezone.now(),
    }
