"""A member's own pages: overview, profile, devices, password (LA-2, LA-7, LS-13)."""

from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form, ModelForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from loyalty.accounts import mails
from loyalty.accounts.access import MemberRequest, members, writes_seldom
from loyalty.accounts.actor import THE_MEMBER
from loyalty.accounts.contacts import contact_of, give_contact, held_contact
from loyalty.accounts.digital_cards import cards_of_member, first_name
from loyalty.accounts.one_time_links import change_password
from loyalty.accounts.sign_in import limits, sessions
from loyalty.members.consents import consents_of, say
from loyalty.members.entries import MemberFacts, edit
from loyalty.members.errors import MemberRefused, StaleMember
from loyalty.models import ContactSort
from loyalty.rules.consents import Consent, ConsentSource, ConsentSubject
from loyalty.rules.identity import Sex
from loyalty.views.me.answers import too_many_tries
from loyalty.views.me.forms import (
    ConsentsForm,
    ContactForm,
    OwnPasswordForm,
    ProfileForm,
    note_unknown_fields,
)
from loyalty.views.me.sign_in import enter


@require_safe
@members
def overview(request: MemberRequest) -> HttpResponse:
    """Who she is, and her cards."""
    member = request.signed_in.member
    context = {"name": first_name(member), "cards": cards_of_member(member.pk)}
    return _page(request, "overview", context)


@require_http_methods(["GET", "HEAD", "POST"])
@members
@writes_seldom
def profile(request: MemberRequest) -> HttpResponse:
    """What the programme knows of her; what she saves is what it shows (LA-7)."""
    member = request.signed_in.member
    if request.method != "POST":
        return _profile_page(request, _profile_form(request))
    form = ProfileForm(request.POST)
    note_unknown_fields(request, form)
    if not form.is_valid():
        return _profile_page(request, form, status=422)
    try:
        edit(
            member.pk, _facts_in(request, form), by=THE_MEMBER, version=form.cleaned_data["version"]
        )
    except StaleMember as error:
        request.signed_in = request.signed_in._replace(member=error.stored)
        text = _("This was changed meanwhile. What is stored now stands here; change it again.")
        form = _profile_form(request)
        return _profile_page(request, form, status=409, problem=text)
    except MemberRefused as error:
        form.add_error(error.field or None, str(error.reason))
        return _profile_page(request, form, status=422)
    messages.success(request, _("Saved."))
    return redirect("me:profile")


@require_POST
@members
@writes_seldom
def consents(request: MemberRequest) -> HttpResponse:
    """What she consents to; only what she changes is said (LM-6)."""
    form = ConsentsForm(request.POST)
    note_unknown_fields(request, form)
    if not form.is_valid():
        return _profile_page(request, _profile_form(request), status=422)
    pk = request.signed_in.member.pk
    before = consents_of(pk)
    for subject in ConsentSubject:
        consent = Consent(form.cleaned_data[subject.name.lower()])
        if consent != before[subject]:
            say(pk, subject, consent, source=ConsentSource.MEMBER)
    messages.success(request, _("Saved."))
    return redirect("me:profile")


@require_POST
@members
@writes_seldom
def contact(request: MemberRequest) -> HttpResponse:
    """Give a contact; a confirmed one changes when the new one is confirmed (LA-7, LS-8)."""
    form = ContactForm(request.POST)
    note_unknown_fields(request, form)
    member = request.signed_in.member
    try:
        given = contact_of(form.data.get("contact", ""), member.programme.phone_region)
    except ValidationError as error:
        form.add_error("contact", error)
        return _profile_page(request, _profile_form(request), contact_form=form, status=422)
    attempt = limits.confirmation_try(request, request.signed_in.account)
    if attempt.seconds_to_wait:
        return too_many_tries(request, attempt)
    is_stored = give_contact(member.pk, given)
    mails.send_confirmation(request, member, given)
    messages.success(request, _said_of_contact(given.sort, is_stored))
    return redirect("me:profile")


@require_safe
@members
def devices(request: MemberRequest) -> HttpResponse:
    """Where she is signed in."""
    here = request.signed_in
    return _page(request, "devices", {"devices": sessions.devices_of(here.account, here.session)})


@require_POST
@members
@writes_seldom
def end_device(request: MemberRequest, pk: ObjectId) -> HttpResponse:
    """Sign out on one of her devices."""
    if not sessions.end_device(request.signed_in, pk):
        messages.info(request, _("That session has ended already."))
    return redirect("me:devices")


@require_POST
@members
@writes_seldom
def end_other_devices(request: MemberRequest) -> HttpResponse:
    """Sign out everywhere but here."""
    here = request.signed_in
    ended = sessions.end_others(here.account, here.session)
    text = ngettext("%(count)d session ended.", "%(count)d sessions ended.", ended)
    messages.success(request, text % {"count": ended})
    return redirect("me:devices")


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("current", "password")
@members
@writes_seldom
def password(request: MemberRequest) -> HttpResponse:
    """Change her password; other devices are signed out."""
    account = request.signed_in.account
    if request.method != "POST":
        return _page(request, "password", {"form": OwnPasswordForm(account=account)})
    attempt = limits.sign_in_try(request, "", account)
    if attempt.seconds_to_wait:
        return too_many_tries(request, attempt)
    form = OwnPasswordForm(request.POST, account=account)
    note_unknown_fields(request, form)
    is_valid = form.is_valid()
    if "current" not in form.errors:
        attempt.give_back()
    if not is_valid:
        return _page(request, "password", {"form": form}, status=422)
    changed = change_password(account, form.cleaned_data["password"])
    messages.success(request, _("Your password is changed. Other devices are signed out."))
    return enter(request, changed)


def _profile_form(request: MemberRequest) -> ProfileForm:
    member = request.signed_in.member
    return ProfileForm(instance=member, initial={"version": member.version})


def _facts_in(request: MemberRequest, form: ModelForm) -> MemberFacts:
    """What was typed; contacts are changed by confirming them."""
    typed = {name: form.cleaned_data[name] for name in ProfileForm.Meta.fields}
    member = request.signed_in.member
    return MemberFacts(
        **typed | {"sex": Sex(typed["sex"]), "email": member.email, "phone": member.phone}
    )


def _said_of_contact(sort: ContactSort, is_stored: bool) -> str:
    if sort == ContactSort.PHONE or not mails.is_mail_set_up():
        return _("Saved. Have it confirmed at the counter.")
    if is_stored:
        return _("Saved. We have sent a link to confirm it.")
    return _("We have sent a link: the new address counts when it is confirmed.")


def _profile_page(
    request: MemberRequest,
    form: ModelForm,
    *,
    contact_form: Form | None = None,
    status: int = 200,
    problem: str = "",
) -> HttpResponse:
    account = request.signed_in.account
    said = consents_of(request.signed_in.member.pk)
    context: dict[str, Any] = {
        "form": form,
        "problem": problem,
        "contact_form": contact_form or ContactForm(),
        "contacts": [held_contact(account, sort) for sort in ContactSort],
        "account": account,
        "consents": ConsentsForm(
            initial={subject.name.lower(): consent.value for subject, consent in said.items()}
        ),
    }
    return _page(request, "profile", context, status=status)


def _page(
    request: MemberRequest, page: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    more = {"open": page, "programme": request.signed_in.member.programme}
    return render(request, f"loyalty/me/{page}.html", context | more, status=status)
