"""What admins do for people: reset an authenticator, check somebody in (AT-1, AT-4)."""

from typing import NamedTuple

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import admins
from crm.staff.accounts.display_names import labels
from crm.staff.models import User
from crm.staff.requests import Request
from crm.staff.rules.roles import STAFF
from crm.web import errors
from crm.web.forms.reasons import posted_reason
from crm.web.limits import WRITES, limited
from crm.web.next_url import next_url
from crm.web.partials import render_page
from leave.attendance import check_in
from leave.attendance.authenticators import NotSetUp, reset_authenticator
from leave.attendance.policies import PAGE
from leave.models import Authenticator
from leave.views.attendance.tabs import AUTHENTICATORS, tabs_for

TEMPLATE = "leave/attendance/authenticators.html"


class PersonAuthenticator(NamedTuple):
    """Whether somebody's phone is set up."""

    staff_id: ObjectId
    name: str
    authenticator: Authenticator | None


@require_safe
@admins(PAGE)
def authenticators(request: Request) -> HttpResponse:
    """The authenticator of each staff member: set up or not, locked or not."""
    active = User.objects.active().filter(role=STAFF).values_list("pk", "name", "username")
    names = labels(active)
    rows = Authenticator.objects.filter(staff_id__in=list(names))
    by_person = {row.staff_id: row for row in rows}
    people = [
        PersonAuthenticator(pk, name, by_person.get(pk))
        for pk, name in sorted(names.items(), key=lambda item: item[1].casefold())
    ]
    return render_page(
        request,
        TEMPLATE,
        {"people": people, "tabs": tabs_for(request.user, AUTHENTICATORS)},
        part="authenticators",
    )


@require_POST
@admins(PAGE)
@limited(WRITES)
def reset(request: Request, pk: ObjectId) -> HttpResponse:
    """Forget the secret of a phone; its owner sets up a new one."""
    person, reason = _staff(pk), posted_reason(request)
    if not reason:
        return errors.unprocessable(request, _needs_reason())
    try:
        reset_authenticator(person, by=request.user, reason=reason)
    except NotSetUp:
        return errors.conflict(request, _("There is nothing to reset: no phone is set up."))
    messages.success(request, _("Reset: %s sets up the phone again.") % person.name)
    return redirect("leave:authenticators")


@require_POST
@admins(PAGE)
@limited(WRITES)
def check_in_somebody(request: Request, pk: ObjectId) -> HttpResponse:
    """Check somebody in now, whose phone is lost, say; with the reason."""
    person, reason = _staff(pk), posted_reason(request)
    if not reason:
        return errors.unprocessable(request, _needs_reason())
    try:
        check_in.check_in_for(person, by=request.user, reason=reason)
    except check_in.AlreadyCheckedIn:
        return errors.conflict(request, _("%s has checked in already.") % person.name)
    except check_in.NotStaff:
        return errors.conflict(request, _("%s is no active staff member.") % person.name)
    messages.success(request, _("Checked in: %s.") % person.name)
    return redirect(next_url(request, "leave:attendance"))


def _staff(pk: ObjectId) -> User:
    return get_object_or_404(User, pk=pk, role=STAFF)


def _needs_reason() -> str:
    return _("Say why (it is read by whoever it concerns).")
