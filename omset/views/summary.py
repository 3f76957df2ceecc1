"""A period in sums, and whose customers deposited in it (OM-19, OM-26)."""

from dataclasses import replace

from bson import ObjectId
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from django_ratelimit.decorators import ratelimit

from crm.staff.access import signed_in
from crm.staff.requests import Request
from crm.web.partials import render_page
from omset import numbers
from omset.lists import links
from omset.lists.chips import chips_of
from omset.lists.filter_forms import SumsForm
from omset.lists.filters import Filter
from omset.lists.summary import summary_of
from omset.lists.unique import CustomersOfKind, listings, unique_counts
from omset.locks import recount_due
from omset.models import DepositorKind

UNIQUE = "omset/unique.html"
# How long the database may count everybody's customers before the page asks for less.
PATIENCE_MS = 4000


@require_safe
@signed_in("omset")
def summary(request: Request) -> HttpResponse:
    """Cards and tables of the filter; every number opens its records."""
    form = SumsForm(request.GET, user=request.user)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        chosen = form.chosen()
        context |= {
            "chosen": chosen,
            "query": links.query(chosen),
            "chips": chips_of(form),
            "summary": summary_of(chosen, form.names()),
            "waiting": numbers.waiting(chosen.match()),
            "waiting_url": links.waiting(chosen),
            "recount_due": recount_due(chosen.staff),
        }
    return render_page(request, "omset/summary.html", context, part="summary")


@require_safe
@signed_in("omset")
@ratelimit(key="user", rate="30/m")
def unique(request: Request) -> HttpResponse:
    """How many customers each staff member had in the filter, whatever the number of days."""
    form = SumsForm(request.GET, user=request.user)
    context: dict[str, object] = {"form": form}
    if form.is_valid():
        chosen = form.chosen()
        query = links.query(chosen)
        context |= {"chosen": chosen, "query": query, "back": query, "names": form.names()}
        try:
            context["people"] = unique_counts(chosen.match(), within_ms=PATIENCE_MS)
        except numbers.TooManyRecords:
            context["too_many"] = True
    return render_page(request, UNIQUE, context, part="unique")


@require_safe
@signed_in("omset")
@ratelimit(key="user", rate="120/m")
def unique_of(request: Request, pk: ObjectId) -> HttpResponse:
    """A staff member's customers of both kinds; with `kind` and `after` more of one kind.

    Somebody else is 404 for staff (RO-6).
    """
    form = SumsForm(request.GET, user=request.user)
    name = form.people().get(str(pk))
    if not name:
        raise Http404
    context: dict[str, object] = {"form": form, "person": {"pk": pk, "name": name}}
    if form.is_valid():
        page_filter = form.chosen()
        chosen = replace(page_filter, staff=pk)
        context |= {
            "chosen": chosen,
            "query": links.query(chosen),
            "back": links.query(page_filter),
            "names": form.names(),
        }
        try:
            context["lists"] = _lists(request, chosen)
        except numbers.TooManyRecords:
            context["too_many"] = True
    part = _part(request, pk)
    return render(request, f"{UNIQUE}#{part}" if part else UNIQUE, context)


def _lists(request: Request, chosen: Filter) -> list[CustomersOfKind]:
    kind, after = request.GET.get("kind"), request.GET.get("after", "")
    if kind in DepositorKind.values:
        return listings(chosen.match(), [kind], after, within_ms=PATIENCE_MS)
    return listings(chosen.match(), DepositorKind.values, within_ms=PATIENCE_MS)


def _part(request: Request, pk: ObjectId) -> str | None:
    """Which part of the page htmx asks for: the section, an opened row or further customers."""
    target = request.htmx.target if request.htmx else None
    more = [f"more-{kind}-{pk}" for kind in DepositorKind.values]
    parts = {"unique": "unique", f"of-{pk}": "opened"} | dict.fromkeys(more, "more")
    return parts.get(target or "")
