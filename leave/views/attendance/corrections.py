"""Corrections of check-ins: staff ask, admins decide, one or many (AT-4)."""

from functools import partial
from typing import Any, NamedTuple

from bson import ObjectId
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from crm.staff.access import admins, is_open, signed_in
from crm.staff.accounts.display_names import names_of_everybody
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.limits import WRITES, limited
from crm.web.lists import selection
from crm.web.lists.chips import is_filtered
from crm.web.lists.decisions import DecisionVerbs, approve_one, decide_selected, reject_one
from crm.web.lists.paging import page_of
from crm.web.lists.tabs import StateTab, state_tabs
from crm.web.partials import render_page
from crm.web.templatetags import formats
from leave.attendance import corrections
from leave.attendance.forms import CorrectionFilter, CorrectionForm
from leave.attendance.policies import PAGE
from leave.models import Correction, CorrectionStatus
from leave.views.attendance import tabs
from leave.views.attendance.tabs import tabs_for

TEMPLATE, NEW = "leave/attendance/corrections.html", "leave/attendance/correction_new.html"
# Who may decide about one may decide about many.
DECIDED_AT = "leave:approve_correction"


def label_of(correction: Correction) -> str:
    """A correction in a list of outcomes."""
    return f"{correction.staff_name}, {formats.day(correction.date)}"


DECISIONS = DecisionVerbs(
    model=Correction,
    approve=corrections.approve,
    reject=corrections.reject,
    refusals={
        corrections.NotPending: gettext_lazy(
            "This request does not wait any more: somebody else has decided."
        ),
        corrections.OwnRequest: gettext_lazy(
            "Nobody approves their own request: ask another admin."
        ),
    },
    label=label_of,
    nameless=gettext_lazy("A request"),
)


class CorrectionRow(NamedTuple):
    """A correction as one person may see it."""

    correction: Correction
    staff_name: str
    may_decide: bool


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(PAGE)
@limited(WRITES)
def corrections_page(request: Request) -> HttpResponse:
    """The corrections, newest first: one's own, for admins all of them.

    A POST approves or rejects the selected ones and shows what became of each.
    """
    if request.method != "POST":
        return _page(request)
    if not is_open(request.user, DECIDED_AT):
        raise PermissionDenied
    matching = _matching(CorrectionFilter(request.GET, request.user), CorrectionStatus.PENDING)
    decide = partial(decide_selected, request, DECISIONS, matching.order_by("-created_at", "-id"))
    return selection.page_with_outcomes(partial(_page, request), decide)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(PAGE)
@limited(WRITES)
def new(request: Request) -> HttpResponse:
    """A staff member says when they really came, and why the check-in says otherwise."""
    if request.user.is_admin:
        return redirect("leave:corrections")
    initial = {"date": request.GET.get("date", "")}
    form = CorrectionForm(request.POST or None, initial=initial)
    if form.is_valid() and _ask(request.user, form):
        messages.success(request, _("You have asked for the correction. An admin decides."))
        return redirect("leave:corrections")
    status = 422 if form.is_bound else 200
    return render_page(request, NEW, {"form": form}, part="entry", status=status)


@require_POST
@admins(PAGE)
@limited(WRITES)
def approve(request: Request, pk: ObjectId) -> HttpResponse:
    """Let the asked time count."""
    return approve_one(request, DECISIONS, pk, partial(_row_html, request, pk), tabs.CORRECTIONS)


@require_POST
@admins(PAGE)
@limited(WRITES)
def reject(request: Request, pk: ObjectId) -> HttpResponse:
    """Leave the check-in as it is, with the reason that whoever asked will read."""
    return reject_one(request, DECISIONS, pk, partial(_row_html, request, pk), tabs.CORRECTIONS)


def _ask(staff: User, form: CorrectionForm) -> bool:
    """Ask; False and an error beside the field where it cannot be."""
    chosen = form.cleaned_data
    try:
        corrections.ask(staff, chosen["date"], chosen["time"], reason=chosen["reason"])
    except corrections.NotYet:
        form.add_error("time", _("This time has not come yet."))
    except corrections.TooLongAgo:
        form.add_error("date", _("It is more than a year ago."))
    except corrections.AskedAlready:
        form.add_error("date", _("A correction of this date waits for an admin already."))
    except corrections.NoChange:
        form.add_error("time", _("That is the time which counts already."))
    return not form.errors


def _page(request: Request, status: int = 200, **outcome: Any) -> HttpResponse:
    form = CorrectionFilter(request.GET, request.user)
    matching = _matching(form)
    page = page_of(matching, request.GET.get("page", ""), by=("created_at", "id"))
    names, user = names_of_everybody(), request.user
    context = outcome | {
        "filter": form,
        "page": page,
        "rows": [_row(each, user, names) for each in page.rows],
        "pages": tabs_for(user, tabs.CORRECTIONS),
        "tabs": _tabs(form),
        "is_filtered": is_filtered(request),
    }
    if is_open(user, DECIDED_AT):
        pending = _matching(form, CorrectionStatus.PENDING)
        context |= selection.choice_of_all(request, pending)
    return render_page(request, TEMPLATE, context, part="corrections", status=status)


def _matching(form: CorrectionFilter, status: str = "") -> QuerySet[Correction]:
    rows = Correction.objects.filter(**form.conditions())
    status = status or form.chosen_status
    return rows.filter(status=status) if status else rows


def _tabs(form: CorrectionFilter) -> list[StateTab]:
    states = [
        ("", _("All")),
        (CorrectionStatus.PENDING, _("Pending")),
        (CorrectionStatus.APPROVED, _("Approved")),
        (CorrectionStatus.REJECTED, _("Rejected")),
    ]
    return state_tabs(states, form.chosen_status)


def _row(correction: Correction, user: User, names: dict[str, str]) -> CorrectionRow:
    return CorrectionRow(
        correction=correction,
        staff_name=names.get(str(correction.staff_id), correction.staff_name),
        may_decide=correction.is_pending and is_open(user, DECIDED_AT),
    )


def _row_html(request: Request, pk: ObjectId) -> str:
    row = _row(Correction.objects.get(pk=pk), request.user, names_of_everybody())
    return render_to_string(f"{TEMPLATE}#row", {"row": row}, request)
