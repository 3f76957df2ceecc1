"""The log of conflicts: which rows of whom were taken by whose reservations (RS-25)."""

from typing import NamedTuple
from urllib.parse import urlencode

from bson import ObjectId
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web.lists.chips import chips_of, is_filtered
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from members.conflicts.forms import ConflictFilterForm
from members.conflicts.reads import (
    RowsOfStaff,
    conflict_events,
    first_of,
    statistics,
    still_in_conflict,
)
from members.models import ConflictChange, ConflictEvent
from members.views.reservations.tabs import CONFLICTS, tabs_for

TEMPLATE = "members/conflicts/list.html"
LABELS = {1: _("Today"), 7: _("Last 7 days"), 30: _("Last 30 days")}


class ConflictRow(NamedTuple):
    """An event of the log, and whether the conflict lasts."""

    event: ConflictEvent
    is_open: bool


class Figure(NamedTuple):
    """A number and the part of the log that it counts."""

    label: str | Promise
    rows: int
    url: str


@require_safe
@admins("conflicts")
def conflicts(request: Request) -> HttpResponse:
    """The log, newest first, and its statistics; every number opens what it counts."""
    form = ConflictFilterForm(request.GET)
    form.is_valid()
    page = page_of(conflict_events(form.chosen()), request.GET.get("page", ""), by=("at", "id"))
    lasting = still_in_conflict(page.rows)
    context = {
        "filter": form,
        "chips": chips_of(form),
        "page": page,
        "rows": [ConflictRow(event, event.pk in lasting) for event in page.rows],
        "tabs": tabs_for(request.user, CONFLICTS),
        "is_filtered": is_filtered(request),
        **_figures(form.staff_names),
    }
    return render_page(request, TEMPLATE, context, part="conflicts")


def _figures(names: dict[ObjectId, str]) -> dict[str, list[Figure]]:
    today = timezone.localdate()
    counted, month = statistics(today), first_of(today, 30)
    return {
        "totals": [
            Figure(LABELS[days], count, _log(start=first_of(today, days)))
            for days, count in counted.taken.items()
        ],
        "affected": [_of_person(row, names, "staff", month) for row in counted.affected],
        "reservers": [_of_person(row, names, "reserved_for", month) for row in counted.reservers],
    }


def _of_person(row: RowsOfStaff, names: dict[ObjectId, str], role: str, start: object) -> Figure:
    url = _log(start=start, **{role: row.staff_id})
    return Figure(names.get(row.staff_id, ""), row.rows, url)


def _log(**query: object) -> str:
    taken = {"change": ConflictChange.TAKEN.value} | query
    return f"{reverse(CONFLICTS)}?{urlencode(taken)}"
