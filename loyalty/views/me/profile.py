"""A member's profile: what is known of her, how she is reached, what she agrees to (LA-7)."""

from typing import Any

from bson import ObjectId
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form, ModelForm
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from loyalty.accounts import mails
from loyalty.accounts.access import MemberRequest, members, writes_seldom
from loyalty.accounts.actor import THE_MEMBER
from loyalty.accounts.contacts import contact_of, give_contact, held_contact
from loyalty.accounts.ending import while_hers
from loyalty.accounts.own_identity import fixed_facts
from loyalty.accounts.sign_in import limits
from loyalty.members.consents import consents_of, last_statements, say
from loyalty.members.entries import MemberFacts, edit
from loyalty.members.errors import MemberRefused, StaleMember
from loyalty.models import ContactSort
from loyalty.rules.consents import Consent, ConsentSource, ConsentSubject
from loyalty.rules.identity import Sex
from loyalty.views.me.answers import own_page, too_many_tries
from loyalty.views.me.forms import ConsentsForm, ContactForm, ProfileForm, note_unknown_fields


@require_http_methods(["GET", "HEAD", "POST"])
@members
@writes_seldom
def profile(request: MemberRequest) -> HttpResponse:
    """What the programme knows of her; what she saves is what it shows (LA-7)."""
    if request.method != "POST":
        return _profile_page(request, _profile_form(request))
    form = ProfileForm(request.POST, fixed=_fixed(request))
    note_unknown_fields(request, form)
    if not form.is_valid():
        return _profile_page(request, form, status=422)
    try:
        _save(request, form)
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
    here = request.signed_in
    while_hers(here.account, lambda: _say_changed(here.member.pk, form))
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
    account = request.signed_in.account
    attempt = limits.confirmation_try(request, account, given.key)
    if attempt.seconds_to_wait:
        return too_many_tries(request, attempt)
    is_stored = give_contact(account, given)
    mails.send_confirmation(request, member, account, given)
    messages.success(request, _said_of_contact(given.sort, is_stored))
    return redirect("me:profile")


def _save(request: MemberRequest, form: ModelForm) -> None:
    here, typed = request.signed_in, _facts_in(request, form)
    version = form.cleaned_data["version"]
    while_hers(here.account, lambda: edit(here.member.pk, typed, by=THE_MEMBER, version=version))


def _say_changed(pk: ObjectId, form: ConsentsForm) -> None:
    before = consents_of(pk)
    for subject in ConsentSubject:
        consent = Consent(form.cleaned_data[subject.name.lower()])
        if consent != before[subject]:
            say(pk, subject, consent, source=ConsentSource.MEMBER)


def _profile_form(request: MemberRequest) -> ProfileForm:
    member = request.signed_in.member
    initial = {"version": member.version}
    return ProfileForm(instance=member, initial=initial, fixed=_fixed(request))


def _fixed(request: MemberRequest) -> tuple[str, ...]:
    return fixed_facts(request.signed_in.member, request.signed_in.account)


def _facts_in(request: MemberRequest, form: ModelForm) -> MemberFacts:
    """What was typed; contacts are changed by confirming them, the rest by the counter."""
    member = request.signed_in.member
    stored = {name: getattr(member, name) for name in _fixed(request)}
    fields = [name for name in ProfileForm.Meta.fields if name not in stored]
    typed = stored | {name: form.cleaned_data[name] for name in fields}
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
    member, account = request.signed_in.member, request.signed_in.account
    said = last_statements(member.pk)
    context: dict[str, Any] = {
        "form": form,
        "member": member,
        "fixed": _fixed(request),
        "problem": problem,
        "contact_form": contact_form or ContactForm(),
        "contacts": [held_contact(account, sort) for sort in ContactSort],
        "account": account,
        "consents": ConsentsForm(said=said),
    }
    return own_page(request, "account/profile", context, status=status)
