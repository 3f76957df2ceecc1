"""Plans: what pays from which month on, drafts of what will, and what a draft would change."""

from datetime import date
from itertools import pairwise

from bson import ObjectId
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from bonuses import schedule
from bonuses.models import BonusPlan, PlanStatus
from bonuses.plans import publishing
from bonuses.plans.diff import PlanDifference, differences
from bonuses.plans.form import PlanForm
from bonuses.plans.preview import preview_of
from bonuses.rules.rates import DEFAULT
from bonuses.views.chosen_month import months_of
from crm.calendar import first_day, next_month
from crm.staff.access import admins
from crm.staff.requests import Request
from crm.staff.sign_in.confirmation import asks_again
from crm.web import errors
from crm.web.partials import render_page
from crm.web.templatetags import formats
from crm.web.versions import posted_version

PAGE = "plans"
NO_DRAFT = gettext_lazy("This draft was published or discarded meanwhile. A published plan stays.")
STALE = gettext_lazy("Somebody changed this draft meanwhile. Look at it again, then publish.")
TOO_EARLY = gettext_lazy(
    "A plan cannot begin in the past: past months keep the plan they had. Choose this month or a "
    "later one."
)
UNSOUND = gettext_lazy("This plan has gaps or overlaps. Edit it first.")


@require_safe
@admins(PAGE)
def plans(request: Request) -> HttpResponse:
    """The default plan, the published ones by month, and the drafts."""
    all_plans, published = _all_plans()
    context = {
        "published": published,
        "drafts": [plan for plan in all_plans if plan.status == PlanStatus.DRAFT],
        "valid": next((plan for plan in published if plan.valid_from <= _this_month()), None),
        "replaced": _replaced(published),
    }
    return render_page(request, "bonuses/plans.html", context)


@require_safe
@admins(PAGE)
def default(request: Request) -> HttpResponse:
    """What holds before the first published plan (BO-3 to BO-5, LB-6)."""
    return render_page(request, "bonuses/plan.html", {"plan": DEFAULT})


@require_POST
@admins(PAGE)
def new(request: Request) -> HttpResponse:
    """Begin a draft from the plan that is valid now or, with `start=default`, from the default."""
    this_month = _this_month()
    is_reset = request.POST.get("start") == "default"
    start = DEFAULT if is_reset else schedule.plan_of(this_month)
    draft = publishing.save_draft(start, next_month(this_month), by=request.user)
    return redirect("bonuses:plan_edit", draft.pk)


@require_safe
@admins(PAGE)
def plan(request: Request, pk: ObjectId) -> HttpResponse:
    """A plan; of a draft also what it would have paid in a past month, and the way to publish."""
    all_plans, published = _all_plans()
    stored_plan = next((row for row in all_plans if row.pk == pk), None)
    if stored_plan is None:
        raise Http404
    context = {"row": stored_plan, "plan": stored_plan.plan}
    if stored_plan.status == PlanStatus.DRAFT:
        months = months_of(request)
        paid_by = schedule.valid_of(published, months.chosen)
        context |= {
            "months": months,
            "preview": preview_of(stored_plan.plan, months.chosen, paid_by),
            "rewritten": publishing.rewritten_by(stored_plan),
            "is_early": stored_plan.valid_from < _this_month(),
        }
    return render_page(request, "bonuses/plan.html", context, part="preview")


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
def edit(request: Request, pk: ObjectId) -> HttpResponse:
    """Change a draft; one that changed meanwhile is shown beside what was typed (409)."""
    draft = get_object_or_404(BonusPlan, pk=pk)
    if draft.status != PlanStatus.DRAFT:
        return errors.conflict(request, NO_DRAFT)
    form = PlanForm(draft, request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _form_page(request, form)
    if {"add", "remove"} & request.POST.keys():
        form.change_rows()
        return _form_page(request, form)
    return _save(request, form) if form.is_valid() else _form_page(request, form, status=422)


@require_POST
@admins(PAGE)
@asks_again()
def publish(request: Request, pk: ObjectId) -> HttpResponse:
    """Let a draft pay from its month on."""
    _draft_or_404(pk)
    try:
        published = publishing.publish(pk, by=request.user, version=posted_version(request))
    except publishing.NoDraft:
        return errors.conflict(request, NO_DRAFT)
    except publishing.StalePlan:
        return errors.conflict(request, STALE)
    except publishing.TooEarly:
        return errors.unprocessable(request, TOO_EARLY)
    except publishing.Unsound:
        return errors.unprocessable(request, UNSOUND)
    messages.success(
        request, _("Published. It pays from %s on.") % formats.month(published.valid_from)
    )
    return redirect("bonuses:plan", pk)


@require_POST
@admins(PAGE)
def discard(request: Request, pk: ObjectId) -> HttpResponse:
    """Delete a draft."""
    _draft_or_404(pk)
    try:
        publishing.discard(pk, by=request.user)
    except publishing.NoDraft:
        return errors.conflict(request, NO_DRAFT)
    messages.success(request, _("The draft is gone."))
    return redirect("bonuses:plans")


# Of one month: the published ones, the latest first, then the drafts.
PLANS_IN_ORDER = ("-valid_from", "-status", "-sequence", "-created_at")


def _all_plans() -> tuple[list[BonusPlan], list[BonusPlan]]:
    """All of them, and the published ones: one command. The latest month first."""
    plans = BonusPlan.objects.filter(status__in=PlanStatus.values)
    rows = list(plans.order_by(*PLANS_IN_ORDER))
    return rows, [plan for plan in rows if plan.status == PlanStatus.PUBLISHED]


def _replaced(published: list[BonusPlan]) -> set:
    """Of several plans from one month only the one published last ever pays."""
    pairs = pairwise(published)
    return {plan.pk for later, plan in pairs if plan.valid_from == later.valid_from}


def _save(request: Request, form: PlanForm) -> HttpResponse:
    head = form.head.cleaned_data
    facts = {"note": head["note"], "pk": form.draft.pk, "version": head["version"]}
    try:
        publishing.save_draft(form.plan(), form.valid_from(), by=request.user, **facts)
    except publishing.NoDraft:
        return errors.conflict(request, NO_DRAFT)
    except publishing.StalePlan as stale:
        changes = differences(stale.draft, form.plan(), form.valid_from(), head["note"])
        form.restate(stale.draft.version)
        return _form_page(request, form, plan_differences=changes, status=409)
    messages.success(request, _("Saved. It pays nobody until it is published."))
    return redirect("bonuses:plan", form.draft.pk)


def _form_page(
    request: Request,
    form: PlanForm,
    *,
    status: int = 200,
    plan_differences: list[PlanDifference] | None = None,
) -> HttpResponse:
    context = {"form": form, "row": form.draft, "differences": plan_differences}
    return render_page(request, "bonuses/plan_edit.html", context, part="plan", status=status)


def _draft_or_404(pk: ObjectId) -> None:
    """404 for a plan that never was; one that is published now is a matter for the verb."""
    get_object_or_404(BonusPlan, pk=pk)


def _this_month() -> date:
    return first_day(timezone.localdate())
