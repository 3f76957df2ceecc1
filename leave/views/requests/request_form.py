"""Asking for leave: the form says what would be left, and who else is away, before it is sent."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from crm.staff.access import signed_in
from crm.staff.requests import Request
from crm.web.limits import SEARCHES, WRITES, limited
from crm.web.middleware.htmx import writes_nothing
from crm.web.partials import render_page
from crm.web.templatetags import formats
from leave.policies import PAGE
from leave.reads import month_balance
from leave.requests import asking
from leave.requests.forms import LeaveForm
from leave.requests.messages import refusal_text
from leave.requests.planning import plan_of

TEMPLATE = "leave/requests/new.html"
# What an address may fill in.
OFFERED = ("type", "first", "last", "starts", "ends")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(PAGE)
@limited(WRITES)
def new(request: Request) -> HttpResponse:
    """Ask for leave of one's own. A posted `look` only shows what would be left."""
    if request.method != "POST":
        offered = {name: request.GET[name] for name in OFFERED if name in request.GET}
        form = LeaveForm(initial={"first": timezone.localdate()} | offered)
        return _page(request, form)
    form = LeaveForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    if "look" in request.POST:
        return _page(request, form)
    submission = _ask(request, form)
    if submission is None:
        return _page(request, form, status=422)
    messages.success(request, _asked_text(submission))
    return redirect("leave:list")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(PAGE)
@writes_nothing
@limited(SEARCHES)
def forecast(request: Request) -> HttpResponse:
    """What the half-filled form would leave of the month; posted: a reason belongs in no address.

    Answers a fragment and never an error: what can not be read says nothing yet.
    """
    form = LeaveForm(request.POST or None)
    form.is_valid()
    return render_page(request, f"{TEMPLATE}#forecast", _forecast(request, form))


def _ask(request: Request, form: LeaveForm) -> asking.LeaveSubmission | None:
    chosen, user = form.cleaned_data, request.user
    try:
        return asking.ask(
            form.wish(user.pk),
            staff=user,
            reason=chosen["reason"],
            idempotency_key=chosen["idempotency_key"],
        )
    except asking.LeaveRefused as refused:
        form.add_error("first", [refusal_text(day) for day in refused.days])
    except asking.FormReused:
        form.send_anew()
        form.add_error(
            None,
            _(
                "This form was sent before, for other days or for some that are not asked for any "
                "more. Nothing was asked for now: send it again if you want these days too."
            ),
        )
    return None


def _page(request: Request, form: LeaveForm, status: int = 200) -> HttpResponse:
    context = {"form": form} | _forecast(request, form)
    return render_page(request, TEMPLATE, context, "entry", status)


def _forecast(request: Request, form: LeaveForm) -> dict[str, Any]:
    """What would become of the form; of an incomplete one only what there is of the month."""
    user = request.user
    if form.is_bound and form.is_valid():
        plan = plan_of(form.wish(user.pk))
        return {"plan": plan, "refused": [refusal_text(day) for day in plan.refused]}
    day = getattr(form, "cleaned_data", {}).get("first") or timezone.localdate()
    return {"month": day, "balance": month_balance(user.pk, day)}


def _asked_text(submission: asking.LeaveSubmission) -> str:
    days, crowded = len(submission.requests), submission.plan.crowded
    text = ngettext("%d day of leave is asked for.", "%d days of leave are asked for.", days) % days
    if submission.requests[0].is_unseen:
        text = _("Your leave is recorded, not seen by a second person.")
    if crowded:
        dates = ", ".join(formats.day(day) for day in crowded)
        text += " " + _("Many of the team are away: %s.") % dates
    return text
