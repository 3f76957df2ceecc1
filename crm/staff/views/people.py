"""Managing accounts: the list, and what can be changed about one (RO-1 to RO-5)."""

from bson import ObjectId
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.registry.departures import in_hand_of
from crm.staff.access import admins, is_open
from crm.staff.accounts import people
from crm.staff.forms.accounts import EditPersonForm, PagesForm
from crm.staff.forms.people_filter import PeopleFilter
from crm.staff.models import User
from crm.staff.requests import Request
from crm.staff.rules import roles
from crm.staff.search import people_matching
from crm.staff.sign_in.confirmation import asks_again
from crm.staff.sign_in.open_sessions import open_sessions
from crm.staff.usage import InUse, uses_of
from crm.web import errors
from crm.web.limits import SEARCHES, limited
from crm.web.lists.chips import chips_of
from crm.web.lists.searches import chosen_in, leads_on, names_nobody
from crm.web.lists.sorting import sorted_by
from crm.web.partials import render_page

PAGE = "staff"
# What the list can be sorted by; without it active accounts come first, by username.
ORDERS = {
    "name": lambda person: person.name.casefold(),
    "username": lambda person: person.username_key,
    "role": lambda person: roles.LEVELS[person.role],
    "last_login": lambda person: person.last_login,
}


@require_safe
@admins(PAGE)
@names_nobody(PeopleFilter)
def people_list(request: Request) -> HttpResponse:
    """Everybody, active ones first; who may be managed has a link to do so."""
    chosen = PeopleFilter(chosen_in(request, PeopleFilter))
    accounts, sort = sorted_by(_chosen(chosen), request.GET.get("sort", ""), ORDERS)
    context = {
        "filter": chosen,
        "chips": chips_of(chosen),
        "rows": [(person, request.user.may_manage(person)) for person in accounts],
        "sort": sort,
    }
    return render_page(request, "staff/list.html", context, part="people")


@require_POST
@admins(PAGE)
@limited(SEARCHES)
def find(request: Request) -> HttpResponse:
    """Leads on to the list with what was sent, under an address that names nobody."""
    return leads_on(request, "staff:list", PeopleFilter)


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@asks_again()
def edit(request: Request, pk: ObjectId) -> HttpResponse:
    """One account: its data, its blocked pages, its end."""
    person = managed_person(request, pk)
    form = _edit_form(request, person, request.POST or None)
    if form.is_valid() and form.apply(people.edit, person.pk, by=request.user) is not None:
        messages.success(request, _("Saved."))
        return redirect("staff:edit", pk)
    return _person_page(request, person, status=422 if form.is_bound else 200, form=form)


@require_POST
@admins(PAGE)
def block_pages(request: Request, pk: ObjectId) -> HttpResponse:
    """Keep an admin from some pages: 400 unless a master admin does it to an admin (RO-5)."""
    person = get_object_or_404(User, pk=pk)
    form = PagesForm(request.POST)
    if not form.is_valid():
        return errors.bad_request(request)
    people.block_pages(person.pk, form.cleaned_data["blocked_pages"], by=request.user)
    messages.success(request, _("Saved."))
    return redirect("staff:edit", pk)


@require_POST
@admins(PAGE)
def deactivate(request: Request, pk: ObjectId) -> HttpResponse:
    """Keep somebody out, at once; what they have in hand is to be handed over next (RO-12)."""
    person = people.deactivate(managed_person(request, pk).pk, by=request.user)
    messages.success(request, _("%s cannot sign in any more.") % person)
    for belonging, _number in in_hand_of(pk):
        if is_open(request.user, belonging.view):
            return redirect(belonging.view, pk)
    return redirect("staff:edit", pk)


@require_POST
@admins(PAGE)
def activate(request: Request, pk: ObjectId) -> HttpResponse:
    """Let somebody in again."""
    person = people.activate(managed_person(request, pk).pk, by=request.user)
    messages.success(request, _("%s can sign in again.") % person)
    return redirect("staff:edit", pk)


@require_POST
@admins(PAGE)
def delete(request: Request, pk: ObjectId) -> HttpResponse:
    """Remove an account that was never used; else 409 with what refers to it."""
    person = managed_person(request, pk)
    try:
        people.delete(person.pk, by=request.user)
    except InUse as refusal:
        messages.error(request, _why_kept(person, refusal))
        return _person_page(request, person, status=409)
    messages.success(request, _("The account of %s is deleted.") % person)
    return redirect("staff:list")


def _chosen(form: Form) -> list[User]:
    if not form.is_valid() and "q" in form.errors:
        return []
    accounts = User.objects.order_by("username_key")
    if role := form.cleaned_data.get("role"):
        accounts = accounts.filter(role=role)
    if state := form.cleaned_data.get("active"):
        accounts = accounts.filter(is_active=state == "yes")
    matching = people_matching(accounts, form.cleaned_data.get("q") or "")
    return sorted(matching, key=lambda person: not person.is_active)


def managed_person(request: Request, pk: ObjectId) -> User:
    """The account, if `request.user` may manage it (RO-1); 404 or 403."""
    person = get_object_or_404(User, pk=pk)
    if not request.user.may_manage(person):
        raise PermissionDenied
    return person


def _edit_form(request: Request, person: User, data: QueryDict | None = None) -> EditPersonForm:
    return EditPersonForm(data, person=person, assignable=roles.below(request.user.role))


def _person_page(
    request: Request,
    person: User,
    *,
    status: int = 200,
    form: Form | None = None,
) -> HttpResponse:
    uses = uses_of(User, [person.pk])[person.pk]
    context = {
        "person": person,
        "form": form or _edit_form(request, person),
        "uses": uses,
        "may_delete": not uses and not person.last_login,
        "in_hand": in_hand_of(person.pk),
        "open_sessions": open_sessions(person),
    }
    if roles.pages_can_be_blocked(request.user.role, person.role):
        context["pages_form"] = PagesForm(initial={"blocked_pages": person.blocked_pages})
    return render(request, "staff/edit.html", context, status=status)


def _why_kept(person: User, refusal: InUse) -> str:
    if refusal.uses:
        return _("%(name)s cannot be deleted, only deactivated. In use: %(uses)s.") % {
            "name": person,
            "uses": refusal,
        }
    return _("%s cannot be deleted, only deactivated: the history names what this account did.") % (
        person
    )
