"""Who moved from which segment to which between two runs, the new and the gone too (LF-9)."""

from typing import NamedTuple

from bson import ObjectId
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from crm.staff.access import signed_in
from crm.staff.requests import Request
from crm.web.partials import render_page
from loyalty.models import SegmentRun
from loyalty.rules.rfm.movement import ABSENT
from loyalty.rules.rfm.segments import Segment
from loyalty.segments.explaining import segment_name
from loyalty.segments.forms import place_text
from loyalty.segments.movements import earlier_runs, movement_between
from loyalty.views.segments.chosen_run import PAGE, ChosenRun, chosen_run
from loyalty.views.segments.tables import buyers_url

PLACES: list[Segment | None] = [*Segment, ABSENT]


class MovementCell(NamedTuple):
    """How many went from one place to another, and what that is called."""

    place: str
    buyers: int
    url: str
    # Where they were before.
    stayed: bool


class MovementOfPlace(NamedTuple):
    """Where those went who were in one place."""

    name: str
    cells: list[MovementCell]


@require_safe
@signed_in(PAGE)
def movement(request: Request, pk: ObjectId) -> HttpResponse:
    """The run of the address, compared with an earlier one of the same window."""
    chosen = chosen_run(request, pk)
    runs = earlier_runs(chosen.run)
    asked = request.GET.get("before", "")
    before = next((each for each in runs if str(each.pk) == asked), next(iter(runs), None))
    context = {
        "run": chosen.run,
        "programme": chosen.programme,
        "runs": runs,
        "before": before,
        "heads": [segment_name(each) for each in Segment] + [_("gone")],
        "places": _matrix(chosen, before) if before else [],
    }
    return render_page(request, "loyalty/segments/movement.html", context)


def _matrix(chosen: ChosenRun, before: SegmentRun) -> list[MovementOfPlace]:
    moves = movement_between(before, chosen.run, chosen.keys)
    return [
        MovementOfPlace(
            segment_name(was) if was else _("new"),
            [
                MovementCell(
                    segment_name(became) if became else _("gone"),
                    moves.get((was, became), 0),
                    buyers_url(
                        chosen.run,
                        before=str(before.pk),
                        was=place_text(was),
                        became=place_text(became),
                    ),
                    was == became,
                )
                for became in PLACES
            ],
        )
        for was in PLACES
    ]
