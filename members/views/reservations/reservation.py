"""One reservation: what protects it, its history, what is done to it (RS-14 to RS-20)."""

from collections.abc import Callable
from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.audit.models import Event
from crm.staff.access import admins, is_open, signed_in
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web import errors
from crm.web.forms.reasons import posted_reason
from crm.web.limits import WRITES, limited
from crm.web.lists.outcomes import RefusedRow
from crm.web.lists.selection import NothingDone
from crm.web.next_url import next_url
from members.customers.exclusions import listed_among
from members.forms import MoveForm
from members.models import Reservation
from members.reservations import extensions, moving
from members.reservations.endings import ending
from members.reservations.errors import NotApproved, NotStaff, OwnRequest
from members.reservations.evidence import evidence_about
from members.reservations.standings import standings_of
from members.views.reservations.tabs import PAGE

TEMPLATE = "members/reservations/reservation.html"


@require_safe
@signed_in(PAGE)
def reservation(request: Request, pk: ObjectId) -> HttpResponse:
    """Its facts and history; 404 for a colleague's (RO-7)."""
    return _page(request, _own(pk, request.user))


@require_POST
@admins(PAGE)
@limited(WRITES)
def move(request: Request, pk: ObjectId) -> HttpResponse:
    """Give it to another staff member (RS-14)."""
    moved, form = _own(pk, request.user), MoveForm(request.POST)
    if form.is_valid():
        try:
            moved = moving.move(pk, by=request.user, **form.cleaned_data)
        except NotApproved:
            return errors.conflict(request, _gone())
        except (NotStaff, moving.SameOwner):
            form.add_error("staff", _("Choose another active staff account."))
    if not form.is_valid():
        return _page(request, moved, form, status=422)
    words = {"customer": moved.customer_id, "staff": moved.staff_name}
    messages.success(request, _("%(customer)s is reserved for %(staff)s now.") % words)
    return redirect("members:reservation", pk)


@require_POST
@admins(PAGE)
@limited(WRITES)
def permanent(request: Request, pk: ObjectId) -> HttpResponse:
    """Keep it from running out, or let it run out again (RS-15)."""
    is_permanent = request.POST.get("permanent") == "yes"
    text = _("It does not run out any more.") if is_permanent else _("It runs out again.")
    return _do(request, pk, lambda: moving.set_permanent(pk, is_permanent, by=request.user), text)


@require_POST
@admins(PAGE)
@limited(WRITES)
def release(request: Request, pk: ObjectId) -> HttpResponse:
    """Free the customer, with the reason that the owner will read (RS-16)."""
    try:
        reason = _reason(request)
        released = ending.release(pk, by=request.user, reason=reason)
    except NothingDone as missing:
        return errors.unprocessable(request, missing.text)
    except NotApproved:
        return errors.conflict(request, _gone())
    messages.success(request, _("Released: %s.") % released.customer_id)
    return redirect(next_url(request, "members:reserved"))


@require_POST
@signed_in(PAGE)
@limited(WRITES)
def ask_extension(request: Request, pk: ObjectId) -> HttpResponse:
    """The owner asks for more time, once."""
    if _own(pk, request.user).staff_id != request.user.pk:
        raise Http404
    text = _("You have asked for more time. An admin decides.")
    return _with_reason(request, pk, extensions.ask_extension, text)


@require_POST
@admins(PAGE)
@limited(WRITES)
def grant_extension(request: Request, pk: ObjectId) -> HttpResponse:
    """Give more time."""
    text = _("The reservation is extended.")
    return _do(request, pk, lambda: extensions.grant_extension(pk, by=request.user), text)


@require_POST
@admins(PAGE)
@limited(WRITES)
def refuse_extension(request: Request, pk: ObjectId) -> HttpResponse:
    """Give no more time, with the reason that the owner will read."""
    return _with_reason(request, pk, extensions.refuse_extension, _("No more time was given."))


def _with_reason(
    request: Request, pk: ObjectId, verb: Callable[..., Reservation], text: str
) -> HttpResponse:
    try:
        reason = _reason(request)
    except NothingDone as missing:
        return errors.unprocessable(request, missing.text)
    return _do(request, pk, lambda: verb(pk, by=request.user, reason=reason), text)


def _do(request: Request, pk: ObjectId, verb: Callable[[], Reservation], text: str) -> HttpResponse:
    """Carry out a verb and go back to the reservation; 409 in words if it is not as it was."""
    try:
        _carry_out(verb)
    except RefusedRow as refused:
        return errors.conflict(request, str(refused))
    messages.success(request, text)
    return redirect("members:reservation", pk)


def _carry_out(verb: Callable[[], Reservation]) -> None:
    try:
        verb()
    except NotApproved as refused:
        raise RefusedRow(_gone()) from refused
    except extensions.NotExtendable as refused:
        raise RefusedRow(_("More time is asked for once, for what can run out.")) from refused
    except extensions.NotAskedFor as refused:
        raise RefusedRow(_("Nobody waits for more time: somebody has decided.")) from refused
    except OwnRequest as refused:
        raise RefusedRow(_("Nobody decides about their own reservation.")) from refused


def _reason(request: Request) -> str:
    """The posted reason. Raises NothingDone without one that fits."""
    reason = posted_reason(request)
    if not reason:
        raise NothingDone(_("Say why (it is read by whoever it concerns)."), 422)
    return reason


def _gone() -> str:
    return _("This reservation does not count any more: it was released or has run out.")


def _own(pk: ObjectId, user: User) -> Reservation:
    stored = get_object_or_404(Reservation, pk=pk)
    if not user.is_admin and stored.staff_id != user.pk:
        raise Http404
    return stored


def _page(
    request: Request, reservation: Reservation, form: MoveForm | None = None, status: int = 200
) -> HttpResponse:
    may_decide = is_open(request.user, "members:move_reservation")
    listed = listed_among([reservation])
    context: dict[str, Any] = {
        "reservation": reservation,
        "standing": standings_of([reservation]).get(reservation.pk),
        "history": Event.objects.about(reservation),
        "may_decide": may_decide,
        "is_mine": reservation.staff_id == request.user.pk,
        "is_listed": bool(listed),
    }
    if may_decide:
        evidence = evidence_about([reservation], listed, request.user)[reservation.pk]
        context |= {"form": form or MoveForm(), "evidence": evidence}
    return render(request, TEMPLATE, context, status=status)
