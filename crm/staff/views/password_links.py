"""One-time addresses by which people choose their password: an admin never knows it (SE-1)."""

from bson import ObjectId
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST
from django_ratelimit.decorators import ratelimit

from crm.staff.access import admins, public
from crm.staff.accounts import people
from crm.staff.accounts.password_links import chooser_of
from crm.staff.forms.accounts import NewPersonForm
from crm.staff.forms.passwords import RepeatedPasswordForm
from crm.staff.models import User
from crm.staff.requests import Request
from crm.staff.rules import roles
from crm.staff.sign_in import known_devices
from crm.staff.sign_in.confirmation import asks_again
from crm.staff.views.people import PAGE, managed_person
from crm.web import errors
from crm.web.address import client_network
from crm.web.limits import WRITES, limited

# Somebody opens one and sends the form, a few times if a password is refused.
RATE = "30/5m"
SPENT = "staff/link_spent.html"


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@asks_again()
@limited(WRITES)
def new(request: Request) -> HttpResponse:
    """Create an account (RO-3), whose owner chooses the password."""
    assignable = roles.creatable_by(request.user.role)
    form = NewPersonForm(request.POST or None, assignable=assignable)
    if form.is_valid() and (invitation := form.apply(people.invite, by=request.user)):
        return _show_once(request, invitation)
    status = 422 if form.is_bound else 200
    return render(request, "staff/new.html", {"form": form}, status=status)


@require_POST
@admins(PAGE)
@asks_again()
@limited(WRITES)
def reset(request: Request, pk: ObjectId) -> HttpResponse:
    """End somebody's password, and show the address by which they choose a new one, this once."""
    person = managed_person(request, pk)
    return _show_once(request, people.reset_password(person.pk, by=request.user))


def _show_once(request: Request, invitation: people.Invitation) -> HttpResponse:
    """The page with the secret address; nothing keeps it."""
    path = reverse("staff:choose_password", args=[invitation.token])
    context = {"person": invitation.person, "address": request.build_absolute_uri(path)}
    return render(request, "staff/link.html", context)


# Who sends the form proves by its address who they are; no cookie has a part in it. A browser that
# keeps the address from other sites says no origin either, so the form's token could not help.
@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt
@public
@ratelimit(group="password-link", key=lambda _group, request: client_network(request), rate=RATE)
@sensitive_post_parameters("password", "repeated")
@sensitive_variables("token")
def choose(request: Request, token: str) -> HttpResponse:
    """Where the owner of an account chooses their password, once; 410 afterwards."""
    response = _chosen(request, token)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _chosen(request: Request, token: str) -> HttpResponse:
    chooser = chooser_of(token)
    if chooser is None:
        return render(request, SPENT, status=410)
    person, maker = chooser.person, chooser.maker
    if request.user.is_authenticated and request.user.pk != person.pk:
        text = _("This address is for somebody else: sign out before they use it here.")
        return errors.conflict(request, text)
    if maker and known_devices.knows(request, maker.username):
        return errors.conflict(request, _for_another_browser(maker))
    form = RepeatedPasswordForm(request.POST or None, person=person)
    if not form.is_valid():
        context = {"form": form, "person": person}
        return render(request, "staff/choose.html", context, status=422 if form.is_bound else 200)
    try:
        people.choose_password(token, form.cleaned_data["password"])
    except people.SpentToken:
        return render(request, SPENT, status=410)
    messages.success(request, _("Your password is chosen. Sign in with it."))
    return redirect("staff:login")


def _for_another_browser(maker: User) -> str:
    """Whoever made an address does not choose the password by it, signed out or not."""
    text = _(
        "%(name)s, who made this address, has signed in with this browser. "
        "Open it in another one, for example on your phone."
    )
    return text % {"name": maker.name}
