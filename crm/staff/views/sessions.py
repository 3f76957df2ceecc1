"""Where one is signed in, and ending it; admins end what people below them have open."""

from bson import ObjectId
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from crm.staff.access import admins, signed_in
from crm.staff.models import User
from crm.staff.requests import Request
from crm.staff.second_factor.requirement import before_second_factor
from crm.staff.sign_in import open_sessions
from crm.web import errors
from crm.web.limits import WRITES, limited


@require_safe
@before_second_factor
@signed_in()
def sessions(request: Request) -> HttpResponse:
    """Every browser in which one is signed in now."""
    own = open_sessions.open_sessions(request.user)
    context = {"sessions": own, "this": request.session.session_key}
    return render(request, "staff/sessions.html", context)


@require_POST
@before_second_factor
@signed_in()
@limited(WRITES)
def end(request: Request, pk: ObjectId) -> HttpResponse:
    """Sign out in one browser; 409 if that has happened meanwhile."""
    if not open_sessions.end_session(request.user, pk):
        return errors.conflict(request, _("That session has ended already."))
    messages.success(request, _("Signed out there."))
    return redirect("staff:sessions")


@require_POST
@before_second_factor
@signed_in()
@limited(WRITES)
def end_others(request: Request) -> HttpResponse:
    """Sign out everywhere but here."""
    ended = open_sessions.end_other_sessions(request.user, request.session.session_key)
    messages.success(request, _how_many(ended))
    return redirect("staff:sessions")


@require_POST
@admins("staff")
@limited(WRITES)
def end_all(request: Request, pk: ObjectId) -> HttpResponse:
    """Sign somebody below oneself out everywhere."""
    person = get_object_or_404(User, pk=pk)
    if not request.user.may_manage(person):
        raise PermissionDenied
    messages.success(request, _how_many(open_sessions.end_all_sessions(person, by=request.user)))
    return redirect("staff:edit", pk)


def _how_many(ended: int) -> str:
    text = ngettext("%(count)d session ended.", "%(count)d sessions ended.", ended)
    return text % {"count": ended}
