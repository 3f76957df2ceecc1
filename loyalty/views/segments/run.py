"""A run of RFM: cards, charts, cells; choosing one, asking for a new one (LF-7, LF-9)."""

from bson import ObjectId
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from crm.staff.access import admins, signed_in
from crm.staff.requests import Request
from crm.web.limits import WRITES, limited
from crm.web.partials import render_page
from loyalty.segments.changes import has_changed
from loyalty.segments.forms import NewRunForm
from loyalty.segments.jobs import NoBuyers, ask_for_run
from loyalty.views.choice import programme_choice
from loyalty.views.segments.chosen_run import PAGE, chosen_run, runs_of
from loyalty.views.segments.tables import cell_table, segment_charts, segment_table

RUN, NONE_YET, NEW = (f"loyalty/segments/{name}.html" for name in ("run", "none", "new"))


@require_safe
@signed_in(PAGE)
def newest(request: Request) -> HttpResponse:
    """The newest run of the chosen programme; what segments are where there is none."""
    choice = programme_choice(request)
    runs = runs_of(choice.chosen) if choice.chosen else []
    if not runs:
        context = {"choice": choice, "programme": choice.chosen}
        return render_page(request, NONE_YET, context)
    return run(request, runs[0].pk)


@require_safe
@signed_in(PAGE)
def run(request: Request, pk: ObjectId) -> HttpResponse:
    """What a run says of the buyers whom this person may see."""
    chosen = chosen_run(request, pk)
    figures = chosen.figures
    context = {
        "choice": programme_choice(request),
        "chosen": chosen,
        "run": chosen.run,
        "programme": chosen.programme,
        "whole": figures.whole,
        "segments": segment_table(chosen.run, figures),
        "charts": segment_charts(chosen.run, figures),
        "cells": cell_table(figures),
    }
    return render_page(request, RUN, context)


@require_safe
@signed_in(PAGE)
def changed(request: Request, pk: ObjectId) -> HttpResponse:
    """Whether the numbers behind a run have changed since, which may take a second to read."""
    chosen = chosen_run(request, pk)
    context = {"run": chosen.run, "has_changed": has_changed(chosen.run)}
    return render_page(request, "loyalty/segments/changed.html", context, part="changed")


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(WRITES)
def new(request: Request) -> HttpResponse:
    """Ask for a run of the chosen programme; nothing else is changed."""
    choice = programme_choice(request)
    if choice.chosen is None:
        raise Http404
    form = NewRunForm(request.POST or None, initial={"day": timezone.localdate()})
    if form.is_valid():
        try:
            return _begun(request, choice.query, form)
        except NoBuyers:
            form.add_error("day", _("Nobody has bought up to that day."))
    context = {"choice": choice, "programme": choice.chosen, "form": form}
    return render_page(request, NEW, context, status=422 if form.is_bound else 200)


def _begun(request: Request, query: str, form: NewRunForm) -> HttpResponse:
    programme = programme_choice(request).chosen
    if programme is None:
        raise Http404
    day, months = form.cleaned_data["day"], form.cleaned_data["months"] or 0
    run = ask_for_run(programme, day, months=months, by=request.user)
    if run:
        return redirect("loyalty:segment_run", run.pk)
    messages.success(request, _("A worker scores the buyers; the run is here in a minute."))
    response = redirect("loyalty:segments")
    response["Location"] += query
    return response
