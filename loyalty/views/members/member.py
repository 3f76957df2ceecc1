"""The page of one member, for staff and admins; what is known of one (LM-4, LM-8, LM-15)."""

from collections.abc import Sequence
from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.staff.access import admins, signed_in
from crm.staff.requests import Request
from crm.web import errors
from crm.web.limits import WRITES, limited
from crm.web.partials import render_page
from loyalty.members.entries import MemberFacts, edit
from loyalty.members.errors import MemberRefused, StaleMember
from loyalty.members.forms import (
    CardForm,
    ConsentForm,
    LinkForm,
    MemberFactsForm,
    OwnForm,
    StateForm,
    initial_of,
)
from loyalty.members.own import is_own
from loyalty.members.page.contacts import contacts_of, reveal
from loyalty.members.page.held_data import as_file, hand_out
from loyalty.members.page.member import MemberPage
from loyalty.members.page.purchases import ListedPurchase
from loyalty.members.visible import may_see, own_links
from loyalty.models import Member
from loyalty.personal.overview import overview_of
from loyalty.segments.explaining import explained_for_member
from loyalty.views.members.lists import PAGE
from loyalty.views.members.stale import facts_that_differ
from loyalty.views.refusals import refuse

SHOWN_PURCHASES, ALL = 10, "all"


@require_safe
@signed_in(PAGE)
def member(request: Request, pk: ObjectId) -> HttpResponse:
    """One member; 404 for staff who do not hold her as a customer (1.5)."""
    return _page(request, _seen(request, pk))


@require_POST
@signed_in(PAGE)
@limited(WRITES)
def show_contacts(request: Request, pk: ObjectId) -> HttpResponse:
    """The page with the contacts unmasked; that they were looked at is noted."""
    _seen(request, pk)
    return _page(request, reveal(pk, by=request.user), is_revealed=True)


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(WRITES)
def edit_member(request: Request, pk: ObjectId) -> HttpResponse:
    """Correct what is known of a member; of two editors the second sees both values (409)."""
    opened = _seen(request, pk)
    if request.method != "POST":
        return _form_page(request, opened, MemberFactsForm(initial=initial_of(opened)))
    form = MemberFactsForm(request.POST)
    if not form.is_valid():
        return _form_page(request, opened, form, status=422)
    version = form.cleaned_data["version"] or 0
    try:
        edit(pk, MemberFacts(**form.facts()), by=request.user, version=version)
    except MemberRefused as refused:
        refuse(form, refused)
        return _form_page(request, opened, form, status=422)
    except StaleMember as stale:
        return _stale_page(request, form, stale.stored)
    messages.success(request, _("Saved."))
    return redirect("loyalty:member", pk)


@require_POST
@admins(PAGE)
@limited(WRITES)
def held_data(request: Request, pk: ObjectId) -> HttpResponse:
    """A file with everything that is held about a member (LM-15)."""
    opened = _seen(request, pk)
    return as_file(opened, hand_out(opened, timezone.localdate(), by=request.user))


def _seen(request: Request, pk: ObjectId) -> Member:
    opened = Member.objects.select_related("programme", "store", "staff").filter(pk=pk).first()
    if opened is None or not may_see(request.user, opened):
        raise Http404
    return opened


def _page(request: Request, opened: Member, *, is_revealed: bool = False) -> HttpResponse:
    overview = overview_of(opened, timezone.localdate())
    page = overview.page
    own_record = is_own(request.user, opened)
    context: dict[str, Any] = {
        "overview": overview,
        "page": page,
        "member": opened,
        "programme": opened.programme,
        "contacts": contacts_of(opened, request.user, is_revealed=is_revealed),
        "purchases": _shown_purchases(request, page),
        "links": page.links,
        "is_own": own_record,
        "explained": explained_for_member(opened),
    }
    if request.user.is_admin:
        context |= _forms(page)
        context["may_change"] = not own_record and not opened.is_erased
    else:
        own = {link.pk for link in own_links(request.user)}
        context["links"] = [link for link in page.links if link.pk in own]
    return render_page(request, "loyalty/members/member.html", context)


def _shown_purchases(request: Request, page: MemberPage) -> Sequence[ListedPurchase]:
    if request.GET.get("purchases") == ALL:
        return page.activity.purchases
    return page.activity.newest(SHOWN_PURCHASES)


def _forms(page: MemberPage) -> dict[str, Any]:
    opened = page.member
    return {
        "state_form": StateForm(initial={"state": opened.state}, auto_id="id_state_%s"),
        "card_form": CardForm(auto_id="id_card_%s"),
        "link_form": LinkForm(page.products, auto_id="id_link_%s"),
        "consent_form": ConsentForm(auto_id="id_consent_%s"),
        "own_form": OwnForm(
            initial={"username": opened.staff.username if opened.staff else ""}, auto_id="id_own_%s"
        ),
    }


def _form_page(
    request: Request,
    opened: Member,
    form: MemberFactsForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    if opened.is_erased:
        return errors.conflict(request, _("The member was erased."))
    context = {"member": opened, "form": form} | more
    return render_page(request, "loyalty/members/edit.html", context, status=status)


def _stale_page(request: Request, form: MemberFactsForm, stored: Member) -> HttpResponse:
    """Both values are shown; who saves again does so over what is stored now."""
    differing = facts_that_differ(stored, form)
    data = request.POST.copy()
    data["version"] = str(stored.version)
    form.data = data
    return _form_page(request, stored, form, status=409, differing=differing)
