"""Reserved members: who holds which customer, asking for one, deciding (RS-1 to RS-4, RS-7)."""

from functools import partial
from typing import Any, NamedTuple

from bson import ObjectId
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from crm.regions import HOME
from crm.staff.access import admins, is_open, signed_in
from crm.staff.accounts.display_names import names_of_everybody
from crm.staff.models import Product, User
from crm.staff.requests import Request
from crm.web import errors
from crm.web.limits import MANY, WRITES, limited
from crm.web.lists import selection
from crm.web.lists.chips import chips_of, is_filtered
from crm.web.lists.decisions import (
    DecisionVerbs,
    customer_for_staff,
    decide_selected,
    required_reason,
)
from crm.web.lists.outcomes import RefusedRow
from crm.web.lists.paging import page_of
from crm.web.lists.searches import names_nobody
from crm.web.next_url import next_url
from crm.web.partials import render_page
from crm.web.texts.masking import masked
from members import reservations
from members.customers.exclusions import listed_among
from members.forms import AddForm, RequestForm, ReservationFilter
from members.models import Reservation, ReservationQuerySet, ReservationStatus
from members.open_requests import TooManyOpen
from members.reservations.evidence import Evidence, evidence_about
from members.reservations.standings import standings_of
from members.rules.expiry import Standing
from members.search import ASKED, EXPIRING, reservations_matching
from members.views.reservations.searches import filter_of
from members.views.reservations.tabs import PAGE, tabs_for

TEMPLATE = "members/reserved.html"
# Who may decide about one may decide about many.
DECIDED_AT = "members:approve"
REQUESTS = DecisionVerbs(
    model=Reservation,
    approve=reservations.approve,
    reject=reservations.reject,
    refusals={
        reservations.NotPending: gettext_lazy(
            "This request does not wait any more: somebody else has decided."
        ),
        IntegrityError: gettext_lazy(
            "The customer is reserved already, under another spelling: reject this request."
        ),
        reservations.NotStaff: gettext_lazy(
            "Who asked works here as staff no more: reject this request."
        ),
        reservations.OwnRequest: gettext_lazy(
            "Nobody approves their own request: ask another admin."
        ),
    },
    label=lambda request: customer_for_staff(request.customer_id, request.staff_name),
    nameless=gettext_lazy("A request"),
)


class ReservationRow(NamedTuple):
    """A reservation as one person may see it: of a colleague's, that it is and whose (RO-7)."""

    reservation: Reservation
    staff_name: str
    phone: str
    is_mine: bool
    # Whether the viewer may see the phone, the deposits and the end of it.
    is_open: bool
    standing: Standing | None
    # Of one that waits for a decision of the viewer.
    evidence: Evidence | None
    may_decide: bool
    # Nobody calls or writes to the customer: no chat is offered.
    is_listed: bool
    # Where a phone without a country's code belongs.
    region: str


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(PAGE)
@limited(MANY)
@names_nobody(ReservationFilter)
def reservations_page(request: Request) -> HttpResponse:
    """All reservations, newest first; other people's phone numbers only for admins (RO-7).

    A POST approves or rejects the selected requests and shows what became of each.
    """
    return _decide(request) if request.method == "POST" else _page(request)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in(PAGE)
@limited(WRITES)
def new(request: Request) -> HttpResponse:
    """Staff ask for a customer (RS-1), admins reserve one for a staff member at once (RS-2)."""
    form = (AddForm if request.user.is_admin else RequestForm)(request.POST or None)
    if not form.is_valid():
        return _form_page(request, form, status=422 if form.is_bound else 200)
    reservation = _begin(request.user, form)
    if reservation is None:
        return _form_page(request, form, status=409)
    messages.success(request, _success_text(reservation))
    _warn_if_listed(request, reservation)
    return redirect("members:reserved")


@require_POST
@admins(PAGE)
@limited(WRITES)
def approve(request: Request, pk: ObjectId) -> HttpResponse:
    """Let a request count."""
    requested = _reservation(pk)
    try:
        reservation = REQUESTS.carry_out(reservations.approve, requested.pk, by=request.user)
    except RefusedRow as refused:
        return errors.outdated_row(request, str(refused), _row_html(request, requested))
    messages.success(request, _success_text(reservation))
    _warn_if_listed(request, reservation)
    if request.htmx:
        return HttpResponse(_row_html(request, reservation))
    return redirect(next_url(request, "members:reserved"))


@require_POST
@admins(PAGE)
@limited(WRITES)
def reject(request: Request, pk: ObjectId) -> HttpResponse:
    """Refuse a request, with the reason that its owner will read."""
    requested = _reservation(pk)
    try:
        reason = required_reason(request)
        REQUESTS.carry_out(reservations.reject, requested.pk, by=request.user, reason=reason)
    except selection.NothingDone as missing:
        return errors.unprocessable(request, missing.text)
    except RefusedRow as refused:
        return errors.outdated_row(request, str(refused), _row_html(request, requested))
    messages.success(request, _("Rejected: %s.") % requested.customer_id)
    return HttpResponse() if request.htmx else redirect(next_url(request, "members:reserved"))


def _decide(request: Request) -> HttpResponse:
    if not is_open(request.user, DECIDED_AT):
        raise PermissionDenied
    matching = _matching(filter_of(request), request.user).pending()
    decide = partial(decide_selected, request, REQUESTS, matching.order_by("-created_at", "-id"))
    return selection.page_with_outcomes(partial(_page, request), decide)


def _page(request: Request, status: int = 200, **outcome: Any) -> HttpResponse:
    form = filter_of(request)
    matching, tab = _matching(form, request.user), _open_tab(form)
    by_end = tab == EXPIRING
    order = ("grace_from", "id") if by_end else ("created_at", "id")
    page = page_of(matching, request.GET.get("page", ""), by=order, is_ascending=by_end)
    context = outcome | {
        "filter": form,
        "chips": chips_of(form),
        "page": page,
        "rows": _rows(page.rows, request.user, form.staff_names, form.regions),
        "tabs": tabs_for(request.user, tab),
        # What waits is protected by nothing yet.
        "waiting_alone": tab == ReservationStatus.PENDING,
        "is_filtered": is_filtered(request),
    }
    if is_open(request.user, DECIDED_AT):
        context |= selection.choice_of_all(request, matching.pending())
    return render_page(request, TEMPLATE, context, part="reservations", status=status)


def _reservation(pk: ObjectId) -> Reservation:
    return get_object_or_404(Reservation, pk=pk)


def _matching(form: ReservationFilter, user: User) -> ReservationQuerySet:
    """The reservations that the filter lets through, none if its search is too long."""
    if not form.is_valid() and "q" in form.errors:
        return Reservation.objects.none()
    chosen = form.cleaned_data
    status = chosen.get("status") or ""
    # When a colleague's runs out is nobody's business.
    only_own = chosen.get("mine") or (status in (EXPIRING, ASKED) and not user.is_admin)
    return reservations_matching(
        text=chosen.get("q") or "",
        status=status,
        product=chosen.get("product") or "",
        staff=str(user.pk) if only_own else chosen.get("staff") or "",
    )


def _open_tab(form: ReservationFilter) -> str:
    """The tab that is open."""
    chosen = form.cleaned_data
    return "mine" if chosen.get("mine") else chosen.get("status") or ""


def _rows(
    on_page: list[Reservation], user: User, names: dict[str, str], regions: dict[ObjectId, str]
) -> list[ReservationRow]:
    standings = standings_of(on_page)
    decided = [each for each in on_page if _may_decide(each, user)]
    listed = listed_among([each for each in on_page if _is_open(each, user)], regions)
    evidence = evidence_about(decided, listed, user)
    return [
        ReservationRow(
            reservation=each,
            # An account that was opened this very moment is not among the names.
            staff_name=names.get(str(each.staff_id), each.staff_name),
            phone=each.phone if (is_open_to := _is_open(each, user)) else masked(each.phone),
            is_mine=each.staff_id == user.pk,
            is_open=is_open_to,
            standing=standings.get(each.pk),
            evidence=evidence.get(each.pk),
            may_decide=_may_decide(each, user),
            is_listed=each.pk in listed,
            region=regions.get(each.product_id, HOME),
        )
        for each in on_page
    ]


def _is_open(reservation: Reservation, user: User) -> bool:
    return user.is_admin or reservation.staff_id == user.pk


def _may_decide(reservation: Reservation, user: User) -> bool:
    return reservation.is_pending and is_open(user, DECIDED_AT)


def _row_html(request: Request, reservation: Reservation) -> str:
    regions = Product.objects.all().region_by_id()
    [row] = _rows([reservation], request.user, names_of_everybody(), regions)
    # As many cells as the rows of the tab that it stands in.
    waiting_alone = "status=pending" in request.POST.get("next", "")
    context = {"row": row, "waiting_alone": waiting_alone}
    return render_to_string(f"{TEMPLATE}#row", context, request)


def _begin(user: User, form: Form) -> Reservation | None:
    """Ask or add; None and an error beside the customer if somebody holds them (RS-3)."""
    try:
        if user.is_admin:
            return reservations.add(by=user, **form.cleaned_data)
        return reservations.request(staff=user, **form.cleaned_data)
    except reservations.AlreadyReserved as other:
        form.add_error("customer_id", already_reserved(other.reservation))
    except reservations.NotStaff:
        form.add_error("staff", _("Choose an active staff account."))
    except TooManyOpen as many:
        form.add_error(None, str(many))
    return None


def _form_page(request: Request, form: Form, *, status: int) -> HttpResponse:
    return render_page(request, "members/new.html", {"form": form}, part="entry", status=status)


def already_reserved(reservation: Reservation) -> str:
    """Who has the customer, or has asked for them, in words (RS-3)."""
    words = {
        "customer": reservation.customer_id,
        "product": reservation.product_name,
        "staff": reservation.staff_name,
    }
    if reservation.is_pending:
        return _("%(staff)s has already asked for %(customer)s in %(product)s.") % words
    return _("%(customer)s is already reserved for %(staff)s in %(product)s.") % words


def _warn_if_listed(request: Request, reservation: Reservation) -> None:
    if listed_among([reservation]):
        text = _("%(customer)s must not be contacted: nobody calls or writes to them.")
        messages.warning(request, text % {"customer": reservation.customer_id})


def _success_text(reservation: Reservation) -> str:
    words = {
        "customer": reservation.customer_id,
        "product": reservation.product_name,
        "staff": reservation.staff_name,
    }
    if reservation.is_pending:
        return _("You have asked for %(customer)s in %(product)s. An admin decides.") % words
    return _("%(customer)s in %(product)s is reserved for %(staff)s now.") % words
