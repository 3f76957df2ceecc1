"""One's own account (RO-8)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from crm.staff.access import signed_in
from crm.staff.accounts import people
from crm.staff.forms.accounts import ProfileForm
from crm.staff.requests import Request
from crm.staff.second_factor.requirement import is_offered
from crm.staff.sign_in.confirmation import asks_again
from crm.web.preferences import keep_in_cookie


def _changes_the_address(request: Request) -> bool:
    """Whoever has somebody's address can have their account."""
    return request.POST.get("email", "").strip().lower() != (request.user.email or "")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in()
@asks_again(when=_changes_the_address)
def profile(request: Request) -> HttpResponse:
    """Own name, e-mail, language, theme."""
    form = ProfileForm(request.POST or None, person=request.user)
    if form.is_valid():
        person = form.apply(people.edit_own_profile, request.user.pk)
        if person:
            translation.activate(person.language or translation.get_language())
            messages.success(request, _("Your profile is saved."))
            response = redirect("staff:profile")
            keep_in_cookie(response, "language", person.language)
            return response
    context = {"form": form, "offers_second_factor": is_offered()}
    return render(request, "staff/profile.html", context, status=422 if form.is_bound else 200)
