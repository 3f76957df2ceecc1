"""What becomes of the customers of somebody who leaves: released, moved, returned (RO-12)."""

from collections.abc import Callable
from functools import partial
from typing import Any

from bson import ObjectId
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.staff.access import admins, is_open
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.limits import MANY, limited
from crm.web.lists.outcomes import Outcomes, RefusedRow, one_by_one
from crm.web.lists.selection import MOST_ROWS
from crm.web.partials import render_page
from members.forms import MoveForm
from members.models import Reservation
from members.reservations import moving
from members.reservations.endings import leavers
from members.reservations.errors import NotApproved, NotStaff
from members.views.reservations.tabs import PAGE

TEMPLATE = "members/reservations/leaver.html"
# Who takes rows back and rejects what is asked for may do so one by one.
RETURNED_AT = ("members:batch_recall", "members:reject_request")


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(MANY)
def leaver(request: Request, pk: ObjectId) -> HttpResponse:
    """What a person has in hand; a POST hands it over, one by one, and says what became of each."""
    person = get_object_or_404(User, pk=pk)
    form = MoveForm(request.POST if request.POST.get("action") == "move" else None)
    context: dict[str, Any] = {"person": person, "form": form}
    if request.method == "POST":
        _refuse_unless_allowed(request.user, person, request.POST.get("action", ""))
        context |= _handed_over(request, person, form)
    context["in_hand"] = leavers.in_hand_of(pk)
    context["may_return"] = all(is_open(request.user, view) for view in RETURNED_AT)
    context["may_hand_over"] = _may_hand_over(request.user, person)
    status = 422 if form.is_bound and not form.is_valid() else 200
    return render_page(request, TEMPLATE, context, part="leaver", status=status)


def _may_hand_over(user: User, person: User) -> bool:
    """Who works here keeps what they have, but for who may deactivate them (RO-1, RO-12)."""
    return not person.is_active or user.may_manage(person)


def _refuse_unless_allowed(user: User, person: User, action: str) -> None:
    may_return = all(is_open(user, view) for view in RETURNED_AT)
    if not _may_hand_over(user, person) or (action == "return" and not may_return):
        raise PermissionDenied


def _handed_over(request: Request, person: User, form: MoveForm) -> dict[str, Any]:
    action, reason = request.POST.get("action"), _("%s has left.") % person.name
    if action == "return":
        returned = leavers.return_rows_of(person, by=request.user, reason=reason)
        return {"returned": returned}
    if action == "release":
        release = partial(leavers.release_of_leaver, by=request.user, reason=reason)
        return {"outcomes": _each(person, release, _("released"))}
    if action == "move" and form.is_valid():
        chosen = {"staff": form.cleaned_data["staff"], "by": request.user}
        move = partial(moving.move, reason=form.cleaned_data["reason"] or reason, **chosen)
        return {"outcomes": _each(person, move, _("moved"), approved_alone=True)}
    return {}


def _each(
    person: User,
    verb: Callable[[ObjectId], Reservation],
    done: str,
    *,
    approved_alone: bool = False,
) -> Outcomes:
    """Run the verb on each of the person's reservations; what waits is moved nowhere."""
    rows = leavers.reservations_of(person.pk).order_by("created_at", "pk")
    rows = rows.approved() if approved_alone else rows

    def carry_out(reservation: Reservation) -> str:
        try:
            verb(reservation.pk)
        except NotApproved as refused:
            raise RefusedRow(_("It has ended meanwhile.")) from refused
        except (NotStaff, moving.SameOwner) as refused:
            raise RefusedRow(_("Choose another active staff account.")) from refused
        return done

    return one_by_one(rows[:MOST_ROWS], carry_out, lambda reservation: (str(reservation), ""))
