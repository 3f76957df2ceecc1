"""One's own second factor: set up with a phone, recovery codes, removed (issue 15, item 3)."""

from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.staff.access import admins, signed_in
from crm.staff.forms.second_factor import CodeForm
from crm.staff.models import User
from crm.staff.requests import Request
from crm.staff.second_factor import verbs
from crm.staff.second_factor.authenticator_codes import new_secret, picture_of, uri_of
from crm.staff.second_factor.requirement import (
    before_second_factor,
    is_offered,
    is_required_of,
)
from crm.staff.sign_in.confirmation import asks_again
from crm.web import errors
from crm.web.limits import WRITES, limited

# Of the session, until a code of it was right.
SECRET = "second_factor_secret"
# An app lists the sign-in beside the check-in.
ISSUER = "Omset CRM (sign-in)"


@require_safe
@before_second_factor
@signed_in()
def second_factor(request: Request) -> HttpResponse:
    """Whether one has a second factor, and what can be done about it."""
    _offered_or_404()
    stored = verbs.factor_of(request.user.pk)
    context = {
        "factor": stored,
        "since": request.user.factor_since,
        "is_required": is_required_of(request.user),
    }
    return render(request, "staff/second_factor.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("code")
@before_second_factor
@signed_in()
@limited(WRITES)
@asks_again(reads=True)
def set_up(request: Request) -> HttpResponse:
    """A secret for a phone, shown until one of its codes is right; then the recovery codes."""
    _offered_or_404()
    if request.method != "POST":
        request.session.setdefault(SECRET, new_secret())
        return _set_up_page(request, CodeForm())
    if SECRET not in request.session:
        return redirect("staff:second_factor_new")
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _set_up_page(request, form, status=422)
    try:
        secret = request.session[SECRET]
        codes = verbs.set_up(request.user.pk, secret, form.cleaned_data["code"])
    except verbs.WrongCode:
        form.add_error(
            "code", _("This is not the code of this moment. Type the next one that the app shows.")
        )
        return _set_up_page(request, form, status=422)
    del request.session[SECRET]
    return _codes_page(request, codes)


@require_POST
@signed_in()
@limited(WRITES)
@asks_again()
def renew_codes(request: Request) -> HttpResponse:
    """Ten new recovery codes, shown once."""
    _offered_or_404()
    try:
        return _codes_page(request, verbs.renew_recovery_codes(request.user.pk))
    except verbs.NotSetUp:
        return errors.conflict(request, _("There is no second factor."))


@require_POST
@signed_in()
@limited(WRITES)
@asks_again()
def remove(request: Request) -> HttpResponse:
    """Go on without one, where nobody asks for it."""
    if is_required_of(request.user):
        return errors.unprocessable(request, _("Admins sign in with a second factor here."))
    try:
        verbs.remove(request.user.pk)
    except verbs.NotSetUp:
        return errors.conflict(request, _("There is no second factor."))
    messages.success(request, _("Your password alone signs you in from now on."))
    return redirect("staff:second_factor")


@require_POST
@admins("staff")
@limited(WRITES)
@asks_again()
def reset(request: Request, pk: ObjectId) -> HttpResponse:
    """Forget the second factor of somebody below oneself who has lost it; they are told."""
    person = get_object_or_404(User, pk=pk)
    if not request.user.may_manage(person):
        raise PermissionDenied
    try:
        verbs.reset(pk, by=request.user)
    except verbs.NotSetUp:
        return errors.conflict(request, _("There is no second factor."))
    text = _("The second factor of %s is reset; their sessions have ended.")
    messages.success(request, text % person)
    return redirect("staff:edit", pk)


def _set_up_page(request: Request, form: CodeForm, status: int = 200) -> HttpResponse:
    secret = request.session[SECRET]
    uri = uri_of(secret, request.user, ISSUER)
    context: dict[str, Any] = {"form": form, "secret": secret, "uri": uri}
    context["picture"] = picture_of(uri)
    return render(request, "staff/second_factor_new.html", context, status=status)


def _codes_page(request: Request, codes: list[str]) -> HttpResponse:
    return render(request, "staff/recovery_codes.html", {"codes": codes})


def _offered_or_404() -> None:
    if not is_offered():
        raise Http404
