"""The three ways to an account: with a card, as somebody new, by a join link (LS-2)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from crm.web.requests import WebRequest
from loyalty.accounts import disputes, mails
from loyalty.accounts.access import visitors
from loyalty.accounts.claims import AlreadyClaimed, Newcomer, NotProven, claim, sign_up
from loyalty.accounts.contacts import Contact, contact_of, held_contact
from loyalty.accounts.ending import AccountEnded
from loyalty.accounts.join_links import Bringer, bringer_of
from loyalty.accounts.sign_in import limits
from loyalty.members.errors import MemberRefused
from loyalty.models import ContactSort, Member, MemberAccount
from loyalty.views.me.answers import gone, too_many_tries
from loyalty.views.me.forms import ClaimForm, DisputeForm, SignUpForm, note_unknown_fields
from loyalty.views.me.sign_in import enter

HIDDEN = ("password",)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters(*HIDDEN)
@visitors
def with_card(request: WebRequest) -> HttpResponse:
    """Way A: who has a card."""
    return _claimed(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters(*HIDDEN)
@visitors
def as_new(request: WebRequest) -> HttpResponse:
    """Way B: who is new."""
    return _signed_up(request, None)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters(*HIDDEN)
@visitors
def joined(request: WebRequest, token: str) -> HttpResponse:
    """Way C: somebody new, by the link of a till or a staff member."""
    bringer = bringer_of(token)
    return _signed_up(request, bringer, token) if bringer else gone(request)


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters(*HIDDEN)
@visitors
def joined_with_card(request: WebRequest, token: str) -> HttpResponse:
    """Way C for who has a card."""
    bringer = bringer_of(token)
    return _claimed(request, bringer, token) if bringer else gone(request)


@require_POST
@visitors
def dispute(request: WebRequest) -> HttpResponse:
    """Say that a taken card is one's own; the proof is in this very request (LS-3, LS-6)."""
    form = DisputeForm(request.POST)
    if not form.is_valid():
        return _dispute_page(request, form, status=422)
    attempt = limits.claim_try(request, form.cleaned_data["card"])
    if attempt.seconds_to_wait:
        return too_many_tries(request, attempt)
    note_unknown_fields(request, form)
    try:
        disputes.open_dispute(**form.cleaned_data)
    except NotProven:
        form.add_error(None, _not_proven())
        return _dispute_page(request, form, status=422)
    except (MemberRefused, ValidationError) as error:
        form.add_error(None, str(getattr(error, "reason", _("This cannot be disputed."))))
        return _dispute_page(request, form, status=422)
    return render(request, "loyalty/me/sign_up/disputed.html")


def _claimed(request: WebRequest, bringer: Bringer | None, token: str = "") -> HttpResponse:
    if request.method != "POST":
        return _claim_page(request, ClaimForm(), bringer, token)
    choice = limits.choice_try(request)
    if choice.seconds_to_wait:
        return too_many_tries(request, choice)
    form = ClaimForm(request.POST)
    if not form.is_valid():
        return _claim_page(request, form, bringer, token, status=422)
    attempt = limits.claim_try(request, form.cleaned_data["card"])
    if attempt.seconds_to_wait:
        return too_many_tries(request, attempt)
    note_unknown_fields(request, form)
    try:
        account = claim(**form.cleaned_data, brought_by=bringer)
    except NotProven:
        form.add_error(None, _not_proven())
        return _claim_page(request, form, bringer, token, status=422)
    except ValidationError as error:
        form.add_error("contact", error)
        return _claim_page(request, form, bringer, token, status=422)
    except AlreadyClaimed:
        return _dispute_page(request, _dispute_after(form), status=409)
    attempt.give_back()
    return _begun(request, account)


def _signed_up(request: WebRequest, bringer: Bringer | None, token: str = "") -> HttpResponse:
    programme = bringer.programme if bringer else None
    if request.method != "POST":
        return _sign_up_page(request, SignUpForm(programme=programme), bringer, token)
    choice = limits.choice_try(request)
    if choice.seconds_to_wait:
        return too_many_tries(request, choice)
    form = SignUpForm(request.POST, programme=programme)
    contact = _contact_in(form) if form.is_valid() else None
    if contact is None:
        return _sign_up_page(request, form, bringer, token, status=422)
    attempt = limits.sign_up_try(request)
    if attempt.seconds_to_wait:
        return too_many_tries(request, attempt)
    note_unknown_fields(request, form)
    data = form.cleaned_data
    newcomer = Newcomer(
        programme=form.chosen_programme,
        name=data["name"],
        surname=data["surname"],
        place=data["place"],
        contact=contact,
    )
    try:
        account = sign_up(newcomer, data["password"], brought_by=bringer)
    except MemberRefused as error:
        form.add_error(error.field if error.field in form.fields else None, str(error.reason))
        return _sign_up_page(request, form, bringer, token, status=422)
    return _begun(request, account)


def _begun(request: WebRequest, account: MemberAccount) -> HttpResponse:
    """She is in; a link to confirm her e-mail is on its way."""
    contact = held_contact(account, ContactSort.EMAIL)
    try:
        if contact:
            _send_confirmation(request, account, contact)
        return enter(request, account)
    except AccountEnded:
        return redirect("me:login")


def _send_confirmation(request: WebRequest, account: MemberAccount, contact: Contact) -> None:
    """A mailbox to which enough was sent gets no more; she has an account all the same (LS-12)."""
    if limits.confirmation_try(request, account, contact.key).seconds_to_wait:
        text = _("No link to confirm your e-mail was sent: there were too many. Ask for it later.")
        messages.info(request, text)
        return
    member = Member.objects.select_related("programme").get(pk=account.pk)
    mails.send_confirmation(request, member, account, contact)


def _contact_in(form: SignUpForm) -> Contact | None:
    """The contact as it is read in the programme; None, and an error, for what is none there."""
    try:
        region = form.chosen_programme.phone_region
        return contact_of(form.cleaned_data["contact"], region)
    except ValidationError as error:
        form.add_error("contact", error)
        return None


def _not_proven() -> str:
    return _(
        "This card and this surname do not belong together, or the card cannot be claimed here. "
        "Ask at the counter."
    )


def _dispute_after(form: ClaimForm) -> DisputeForm:
    """The form for a dispute with what was typed to claim the card."""
    typed = form.cleaned_data
    return DisputeForm(initial={name: typed[name] for name in ("card", "surname", "contact")})


def _claim_page(
    request: WebRequest, form: Form, bringer: Bringer | None, token: str, status: int = 200
) -> HttpResponse:
    context = {"form": form, "bringer": bringer, "token": token}
    return render(request, "loyalty/me/sign_up/with_card.html", context, status=status)


def _sign_up_page(
    request: WebRequest, form: Form, bringer: Bringer | None, token: str, status: int = 200
) -> HttpResponse:
    context = {"form": form, "bringer": bringer, "token": token}
    return render(request, "loyalty/me/sign_up/as_new.html", context, status=status)


def _dispute_page(request: WebRequest, form: DisputeForm, status: int) -> HttpResponse:
    return render(request, "loyalty/me/sign_up/dispute.html", {"form": form}, status=status)
