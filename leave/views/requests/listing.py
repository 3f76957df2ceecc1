"""Requests for leave: staff see their own, admins all and decide (LV-6)."""

from functools import partial
from typing import Any, NamedTuple

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from crm.calendar import first_day
from crm.staff.access import is_open, signed_in
from crm.staff.accounts.display_names import names_of_everybody
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.limits import WRITES, limited
from crm.web.lists import selection
from crm.web.lists.chips import chips_of, is_filtered
from crm.web.lists.decisions import DecisionVerbs, decide_selected
from crm.web.lists.paging import page_of
from crm.web.lists.tabs import StateTab, state_tabs
from crm.web.partials import render_page
from crm.web.templatetags import formats
from leave.models import LeaveRequest, LeaveRequestQuerySet, LeaveStatus
from leave.policies import PAGE
from leave.reads import balances_of, month_balance
from leave.requests import deciding
from leave.requests.forms import ALL, LeaveFilter
from leave.rules.balance import Balance
from leave.rules.states import State

TEMPLATE = "leave/requests/list.html"
# Who may decide about one may decide about many.
DECIDED_AT = "leave:approve"


def label_of(request: LeaveRequest) -> str:
    """A request in a list of outcomes."""
    return f"{request.staff_name}, {formats.day(request.date)}"


REQUESTS = DecisionVerbs(
    model=LeaveRequest,
    approve=deciding.approve,
    reject=deciding.reject,
    refusals={
        deciding.TooLate: gettext_lazy("Its day has passed: it was not decided in time."),
        deciding.NotPending: gettext_lazy(
            "This request does not wait any more: somebody else has decided."
        ),
        deciding.OwnRequest: gettext_lazy("Nobody decides about their own leave: ask a colleague."),
        deciding.NoRoom: gettext_lazy(
            "The month has not so many hours left. Open it to approve it all the same, "
            "with a reason."
        ),
        deciding.TooManyAway: gettext_lazy(
            "Too many of the team are away that day. Open it to approve it all the same, "
            "with a reason."
        ),
    },
    label=label_of,
    nameless=gettext_lazy("A request"),
)


class LeaveRow(NamedTuple):
    """A request as one person may see it, with what there is of its month."""

    request: LeaveRequest
    staff_name: str
    balance: Balance
    may_decide: bool


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(PAGE)
@limited(WRITES)
def requests_page(request: Request) -> HttpResponse:
    """The requests, newest first: one's own, for admins all of them, first what waits.

    A POST approves or rejects the selected ones and shows what became of each.
    """
    return _decide(request) if request.method == "POST" else _page(request)


def row_html(request: Request, pk: object) -> str:
    """A row of the list as it is now."""
    leave = LeaveRequest.objects.get(pk=pk)
    [row] = _rows([leave], request.user, names_of_everybody())
    return render_to_string(f"{TEMPLATE}#row", {"row": row}, request)


def visible_to(user: User) -> LeaveRequestQuerySet:
    """Of staff only what is theirs, whatever they ask for."""
    rows = LeaveRequest.objects.all()
    return rows if user.is_admin else rows.filter(staff_id=user.pk)


def may_decide(leave: LeaveRequest, user: User) -> bool:
    """Whether it waits for this person among others."""
    waits = leave.state == State.PENDING and leave.staff_id != user.pk
    return waits and is_open(user, DECIDED_AT)


def _decide(request: Request) -> HttpResponse:
    if not is_open(request.user, DECIDED_AT):
        raise PermissionDenied
    form = LeaveFilter(request.GET)
    waiting = form.matching(visible_to(request.user), LeaveStatus.PENDING)
    decide = partial(decide_selected, request, REQUESTS, waiting.order_by("-created_at", "-id"))
    return selection.page_with_outcomes(partial(_page, request), decide)


def _page(request: Request, status: int = 200, **outcome: Any) -> HttpResponse:
    form, user = LeaveFilter(request.GET), request.user
    chosen = form.status_for(is_admin=user.is_admin)
    matching = form.matching(visible_to(user), chosen)
    page = page_of(matching, request.GET.get("page", ""), by=("created_at", "id"))
    today = timezone.localdate()
    context = outcome | {
        "filter": form,
        "chips": chips_of(form),
        "page": page,
        "rows": _rows(page.rows, user, form.staff_names),
        "tabs": _tabs(chosen),
        "is_filtered": is_filtered(request),
        "month": today,
        "balance": month_balance(user.pk, today),
    }
    if is_open(user, DECIDED_AT):
        waiting = form.matching(visible_to(user), LeaveStatus.PENDING)
        context |= selection.choice_of_all(request, waiting)
    return render_page(request, TEMPLATE, context, part="requests", status=status)


def _tabs(chosen: str) -> list[StateTab]:
    """What waits for a decision stands first: that is what the page opens with for admins."""
    states: list[tuple[str, str]] = [(LeaveStatus.PENDING.value, _("Pending")), (ALL, _("All"))]
    rest = [status for status in LeaveStatus if status != LeaveStatus.PENDING]
    states += [(status.value, str(status.label)) for status in rest]
    return state_tabs(states, chosen)


def _rows(requests: list[LeaveRequest], user: User, names: dict[str, str]) -> list[LeaveRow]:
    balances = balances_of((each.staff_id, first_day(each.date)) for each in requests)
    return [
        LeaveRow(
            request=each,
            # An account that was opened this very moment is not among the names.
            staff_name=names.get(str(each.staff_id), each.staff_name),
            balance=balances[each.staff_id, first_day(each.date)],
            may_decide=may_decide(each, user),
        )
        for each in requests
    ]
