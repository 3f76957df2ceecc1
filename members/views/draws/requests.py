"""Requests for rows: staff see their own, admins all and decide (DB-3 to DB-8)."""

from functools import partial
from typing import Any, NamedTuple

from bson import ObjectId
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from crm.staff.access import admins, is_open, signed_in
from crm.staff.accounts.display_names import names_of_everybody
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.limits import MANY, WRITES, limited
from crm.web.lists import selection
from crm.web.lists.chips import chips_of, is_filtered
from crm.web.lists.decisions import DecisionVerbs, approve_one, decide_selected, reject_one
from crm.web.lists.paging import page_of
from crm.web.lists.tabs import StateTab, state_tabs
from crm.web.partials import render_page
from members.draws import requests
from members.draws.approval import approval_text, approval_today
from members.draws.forms import RequestFilter
from members.draws.held import NothingLeft
from members.draws.reads import PERIODS, counts_of, first_day_of, requests_matching
from members.draws.take import NoReceiver
from members.models import DatabaseRequest, MemberDatabase, RequestStatus

PAGE = "requests"
TEMPLATE = "members/requests/list.html"
# Who may decide about one may decide about many.
DECIDED_AT = "members:approve_request"


def label_of(request: DatabaseRequest) -> str:
    """A request in a list of outcomes."""
    words = {
        "count": request.count,
        "database": request.database_name,
        "staff": request.staff_name,
    }
    return _("%(count)d rows of %(database)s for %(staff)s") % words


REQUESTS = DecisionVerbs(
    model=DatabaseRequest,
    approve=requests.approve,
    reject=requests.reject,
    refusals={
        requests.NotPending: gettext_lazy(
            "This request does not wait any more: somebody else has decided."
        ),
        requests.OwnRequest: gettext_lazy("Nobody approves their own request: ask another admin."),
        NothingLeft: gettext_lazy(
            "The customers of all its rows are reserved by now, and no other row can be drawn: "
            "reject this request."
        ),
        NoReceiver: gettext_lazy("Who asked works here as staff no more: reject this request."),
        MemberDatabase.DoesNotExist: gettext_lazy(
            "The database was deleted meanwhile: reject this request."
        ),
    },
    label=label_of,
    nameless=gettext_lazy("A request"),
)


class RequestRow(NamedTuple):
    """A request as one person may see it."""

    request: DatabaseRequest
    staff_name: str
    may_decide: bool


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(PAGE)
@limited(MANY)
def requests_page(request: Request) -> HttpResponse:
    """The requests, newest first: one's own, for admins all of them.

    A POST approves or rejects the selected ones and shows what became of each.
    """
    return _decide(request) if request.method == "POST" else _page(request)


@require_POST
@admins(PAGE)
@limited(WRITES)
def approve(request: Request, pk: ObjectId) -> HttpResponse:
    """Assign what a request holds."""
    return approve_one(request, REQUESTS, pk, partial(_row_html, request, pk), "members:requests")


@require_POST
@admins(PAGE)
@limited(WRITES)
def reject(request: Request, pk: ObjectId) -> HttpResponse:
    """Put its rows back, with the reason that whoever asked will read."""
    return reject_one(request, REQUESTS, pk, partial(_row_html, request, pk), "members:requests")


def _decide(request: Request) -> HttpResponse:
    if not is_open(request.user, DECIDED_AT):
        raise PermissionDenied
    conditions = _conditions(RequestFilter(request.GET), request.user)
    pending = requests_matching(conditions, RequestStatus.PENDING)
    decide = partial(decide_selected, request, REQUESTS, pending.order_by("-created_at", "-id"))
    return selection.page_with_outcomes(partial(_page, request), decide)


def _page(request: Request, status: int = 200, **outcome: Any) -> HttpResponse:
    form, user = RequestFilter(request.GET), request.user
    conditions = _conditions(form, user)
    matching = requests_matching(conditions, form.chosen_status)
    page = page_of(matching, request.GET.get("page", ""), by=("created_at", "id"))
    context = outcome | {
        "filter": form,
        "chips": chips_of(form),
        "page": page,
        "rows": [_row(rows_request, user, form.staff_names) for rows_request in page.rows],
        "tabs": _tabs(form),
        "counts": counts_of(conditions),
        "periods": {name: first_day_of(days) for name, days in PERIODS.items()},
        "is_filtered": is_filtered(request),
        "approval": approval_text("", approval_today()),
    }
    if is_open(user, DECIDED_AT):
        pending = requests_matching(conditions, RequestStatus.PENDING)
        context |= selection.choice_of_all(request, pending)
    return render_page(request, TEMPLATE, context, part="requests", status=status)


def _conditions(form: RequestFilter, user: User) -> dict[str, Any]:
    """Of staff only what is theirs, whatever they ask for."""
    conditions = form.conditions()
    return conditions if user.is_admin else conditions | {"staff_id": user.pk}


def _tabs(form: RequestFilter) -> list[StateTab]:
    states = [
        ("", _("All")),
        (RequestStatus.PENDING, _("Pending")),
        (RequestStatus.APPROVED, _("Approved")),
        (RequestStatus.REJECTED, _("Rejected")),
    ]
    return state_tabs(states, form.chosen_status)


def _row(rows_request: DatabaseRequest, user: User, names: dict[str, str]) -> RequestRow:
    is_pending = rows_request.status == RequestStatus.PENDING
    return RequestRow(
        request=rows_request,
        # An account that was opened this very moment is not among the names.
        staff_name=names.get(str(rows_request.staff_id), rows_request.staff_name),
        may_decide=is_pending and is_open(user, DECIDED_AT),
    )


def _row_html(request: Request, pk: ObjectId) -> str:
    rows_request = DatabaseRequest.objects.get(pk=pk)
    row = _row(rows_request, request.user, names_of_everybody())
    return render_to_string(f"{TEMPLATE}#row", {"row": row}, request)
