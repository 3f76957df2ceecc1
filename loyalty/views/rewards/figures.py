"""What redemptions come to; each figure opens exactly what it counts (LR-12)."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web.lists.tabs import PageTab
from crm.web.partials import render_page
from crm.web.templatetags import formats
from loyalty.models import Programme, Reward
from loyalty.rewards.redemptions.figures import FiguresOf, Grouping, figures_by, figures_in_all
from loyalty.rewards.redemptions.reads import ALL, ENDED, GRANTED, days_in
from loyalty.rules.analytics.ranges import DateRange
from loyalty.rules.rewards.figures import RedemptionFigures
from loyalty.views.choice import programme_choice
from loyalty.views.rewards.catalogue import PAGE


class CountedRedemptions(NamedTuple):
    """A number of redemptions, and the list of them."""

    label: str
    number: int
    url: str


class FiguresRow(NamedTuple):
    """The figures of a reward, a category or a day under its name."""

    name: str
    figures: RedemptionFigures
    counts: list[CountedRedemptions]


@require_safe
@admins(PAGE)
def figures(request: Request) -> HttpResponse:
    """The figures of a programme in all, and by reward, category or day."""
    choice = programme_choice(request)
    asked = request.GET.get("by", "")
    grouping = Grouping(asked) if asked in set(Grouping) else Grouping.REWARD
    context: dict[str, Any] = {
        "choice": choice,
        "programme": choice.chosen,
        "days": days_in(request.GET),
        "tabs": _tabs(request, grouping),
        "grouping": grouping,
    }
    if choice.chosen:
        context |= _figures(choice.chosen, context["days"], grouping)
    return render_page(request, "loyalty/rewards/figures.html", context)


def _figures(programme: Programme, days: DateRange, grouping: Grouping) -> dict[str, Any]:
    base = {"programme": str(programme.pk)} | _bounds(days)
    groups = figures_by(programme, days, grouping)
    if grouping == Grouping.DAY:
        groups.reverse()
    names = _names(programme, grouping, groups)
    every = figures_in_all(programme, days)
    return {
        "all": FiguresRow("", every, _counts(every, base)),
        "rows": [
            FiguresRow(names[each.key], each.figures, _counts(each.figures, base | more))
            for each in groups
            if (more := _narrowed(grouping, each.key))
        ],
    }


def _counts(figures: RedemptionFigures, base: dict[str, str]) -> list[CountedRedemptions]:
    """Each number with the address of exactly the redemptions that it counts."""
    counted = [
        (_("Requests"), figures.requests, ALL),
        (_("Waiting"), figures.pending, "pending"),
        (_("Decided"), figures.decided, ENDED),
        (_("Approved"), figures.approved, GRANTED),
        (_("Rejected"), figures.rejected, "rejected"),
        (_("Used"), figures.used, "used"),
        (_("Expired"), figures.expired, "expired"),
    ]
    where = reverse("loyalty:redemptions")
    return [
        CountedRedemptions(label, number, f"{where}?{urlencode(base | {'status': status})}")
        for label, number, status in counted
    ]


def _narrowed(grouping: Grouping, key: Any) -> dict[str, str]:
    """What an address says of one group."""
    if grouping == Grouping.DAY:
        day = key.date().isoformat()
        return {"first": day, "last": day}
    return {grouping.value: str(key)}


def _bounds(days: DateRange) -> dict[str, str]:
    bounds = {"first": days.first, "last": days.last}
    return {name: day.isoformat() for name, day in bounds.items() if day}


def _names(programme: Programme, grouping: Grouping, groups: list[FiguresOf]) -> dict[Any, str]:
    keys = [each.key for each in groups]
    if grouping == Grouping.REWARD:
        titles = Reward.objects.filter(programme=programme, pk__in=keys)
        return dict(titles.values_list("pk", "title"))
    if grouping == Grouping.DAY:
        return {key: formats.day(key.date()) for key in keys}
    return {key: key or _("without a category") for key in keys}


def _tabs(request: Request, grouping: Grouping) -> list[PageTab]:
    words = {
        Grouping.REWARD: _("By reward"),
        Grouping.CATEGORY: _("By category"),
        Grouping.DAY: _("By day"),
    }
    query = request.GET.copy()
    tabs = []
    for each, label in words.items():
        query["by"] = each.value
        tabs.append(PageTab(label, f"?{query.urlencode()}", each == grouping))
    return tabs
