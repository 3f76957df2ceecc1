"""Challenges of a programme: their list, a new one, one that is corrected or ended (LP-18)."""

from bson import ObjectId
from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.staff.access import admins
from crm.staff.requests import Request
from crm.web.limits import WRITES, limited
from crm.web.lists.paging import page_of
from crm.web.partials import render_page
from loyalty.achievements.challenges import (
    correct_challenge,
    end_challenge,
    has_begun,
    is_over,
    plan_challenge,
)
from loyalty.achievements.forms import EVERY_MONTH, ONCE, ChallengeForm, EndForm
from loyalty.achievements.reached import count_reached
from loyalty.models import Challenge, Programme
from loyalty.programmes.errors import ProgrammeRefused
from loyalty.programmes.reads import terms_on
from loyalty.rules.programmes import earliest_beginning
from loyalty.views.choice import programme_choice
from loyalty.views.refusals import refuse

PAGE = "loyalty_challenges"


@require_safe
@admins(PAGE)
def challenges(request: Request) -> HttpResponse:
    """The challenges of the chosen programme, the last one to begin first."""
    choice, today = programme_choice(request), timezone.localdate()
    rows = Challenge.objects.filter(programme=choice.chosen)
    page = page_of(rows, request.GET.get("page", ""), by=("first", "id"))
    context = {
        "choice": choice,
        "programme": choice.chosen,
        "page": page,
        "rows": [(each, _state(each)) for each in page.rows],
        "today": today,
    }
    return render_page(request, "loyalty/challenges/list.html", context, part="challenges")


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(WRITES)
def new(request: Request) -> HttpResponse:
    """Plan a challenge of the chosen programme."""
    choice = programme_choice(request)
    if choice.chosen is None:
        return redirect("loyalty:programmes")
    tomorrow = earliest_beginning(timezone.localdate())
    form = _form(choice.chosen, request, initial={"first": tomorrow, "points": 0})
    if form.is_valid():
        try:
            planned = plan_challenge(choice.chosen, form.terms(), by=request.user)
        except ProgrammeRefused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("The challenge %s is planned.") % planned)
            return redirect("loyalty:challenge", planned.pk)
    context = {"choice": choice, "programme": choice.chosen, "form": form}
    status = 422 if form.is_bound else 200
    return render_page(request, "loyalty/challenges/new.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(WRITES)
def challenge(request: Request, pk: ObjectId) -> HttpResponse:
    """One challenge and how many have reached it; a POST corrects it before it begins."""
    opened = get_object_or_404(Challenge.objects.select_related("programme"), pk=pk)
    form = _form(opened.programme, request, initial=_initial(opened))
    if form.is_valid():
        try:
            correct_challenge(pk, form.terms(), by=request.user)
        except ProgrammeRefused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Saved."))
            return redirect("loyalty:challenge", pk)
    return _page(request, opened, form, status=422 if form.is_bound else 200)


@require_POST
@admins(PAGE)
@limited(WRITES)
def end(request: Request, pk: ObjectId) -> HttpResponse:
    """Let today be the last day that counts."""
    opened = get_object_or_404(Challenge.objects.select_related("programme"), pk=pk)
    form = EndForm(request.POST)
    if form.is_valid():
        try:
            end_challenge(pk, by=request.user, reason=form.cleaned_data["reason"])
        except ProgrammeRefused as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("The challenge has ended."))
            return redirect("loyalty:challenge", pk)
    fields = _form(opened.programme, None, initial=_initial(opened))
    return _page(request, opened, fields, end_form=form, status=422)


def _form(programme: Programme, request: Request | None, initial: dict) -> ChallengeForm:
    posted = request.POST if request and request.method == "POST" else None
    return ChallengeForm(terms_on(programme, timezone.localdate()), posted, initial=initial)


def _initial(opened: Challenge) -> dict:
    names = ("name", "metric", "target", "points", "badge", "tier", "first", "last")
    rhythm = EVERY_MONTH if opened.is_monthly else ONCE
    return {name: getattr(opened, name) for name in names} | {"rhythm": rhythm}


def _page(
    request: Request,
    opened: Challenge,
    form: ChallengeForm,
    *,
    end_form: Form | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "challenge": opened,
        "programme": opened.programme,
        "state": _state(opened),
        "may_correct": not has_begun(opened, timezone.localdate()) and not opened.is_ended,
        "form": form,
        "end_form": end_form or EndForm(auto_id="id_end_%s"),
        "reached": count_reached(opened),
    }
    return render_page(request, "loyalty/challenges/challenge.html", context, status=status)


def _state(opened: Challenge) -> str:
    today = timezone.localdate()
    if is_over(opened, today):
        return "over"
    return "running" if has_begun(opened, today) else "planned"
