"""What admins do to a member: state, cards, links, consents, own record, erasure."""

from collections.abc import Callable

from bson import ObjectId
from django.contrib import messages
from django.db import IntegrityError
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from crm.staff.access import admins, master_admins
from crm.staff.requests import Request
from crm.staff.sign_in.confirmation import asks_again
from crm.web import errors
from crm.web.limits import WRITES, limited
from loyalty.members import cards, consents, entries, links
from loyalty.members.erasure import erase
from loyalty.members.errors import MemberRefused
from loyalty.members.forms import CardForm, ConsentForm, LinkForm, OwnForm, ReasonForm, StateForm
from loyalty.models import Card, CustomerLink, Member, MemberState
from loyalty.programmes.lists import products_of
from loyalty.rules.consents import Consent, ConsentSource, ConsentSubject
from loyalty.views.members.lists import PAGE


@require_POST
@admins(PAGE)
@limited(WRITES)
def set_state(request: Request, pk: ObjectId) -> HttpResponse:
    """Block, close or open a member again."""
    get_object_or_404(Member, pk=pk)

    def verb(form: Form) -> None:
        state, reason = form.cleaned_data["state"], form.cleaned_data["reason"]
        entries.set_state(pk, MemberState(state), by=request.user, reason=reason)

    return done(request, pk, StateForm(request.POST), verb)


@require_POST
@admins(PAGE)
@limited(WRITES)
def attach_card(request: Request, pk: ObjectId) -> HttpResponse:
    """Give a member a card that nobody has (LM-13)."""
    get_object_or_404(Member, pk=pk)

    def verb(form: Form) -> None:
        typed, reason = form.cleaned_data["card"], form.cleaned_data["reason"]
        cards.attach(pk, typed, by=request.user, reason=reason)

    return done(request, pk, CardForm(request.POST), verb)


@require_POST
@admins(PAGE)
@limited(WRITES)
def detach_card(request: Request, pk: ObjectId) -> HttpResponse:
    """Take back a card that was attached by mistake."""
    number = request.GET.get("card", "")
    get_object_or_404(Card, pk=number, member_id=pk)

    def verb(form: Form) -> None:
        cards.detach(number, by=request.user, reason=form.cleaned_data["reason"])

    return done(request, pk, ReasonForm(request.POST), verb)


@require_POST
@admins(PAGE)
@limited(WRITES)
def link_customer(request: Request, pk: ObjectId) -> HttpResponse:
    """Say that a customer of the CRM is this member (LM-12)."""
    member = get_object_or_404(Member.objects.select_related("programme"), pk=pk)

    def verb(form: Form) -> None:
        typed = form.cleaned_data
        links.link(
            pk, typed["customer"], by=request.user, reason=typed["reason"], product=typed["product"]
        )

    return done(request, pk, LinkForm(products_of(member.programme), request.POST), verb)


@require_POST
@admins(PAGE)
@limited(WRITES)
def end_link(request: Request, pk: ObjectId) -> HttpResponse:
    """End a link; `pk` is the link's."""
    link = get_object_or_404(CustomerLink, pk=pk)

    def verb(form: Form) -> None:
        links.unlink(pk, by=request.user, reason=form.cleaned_data["reason"])

    return done(request, link.member_id, ReasonForm(request.POST), verb)


@require_POST
@admins(PAGE)
@limited(WRITES)
def say_consent(request: Request, pk: ObjectId) -> HttpResponse:
    """Write down what a member consents to, with the reason (LM-6)."""
    get_object_or_404(Member, pk=pk)

    def verb(form: Form) -> None:
        typed = form.cleaned_data
        consents.say(
            pk,
            ConsentSubject(typed["subject"]),
            Consent(typed["consent"]),
            source=ConsentSource.ADMIN,
            by=request.user,
            reason=typed["reason"],
        )

    return done(request, pk, ConsentForm(request.POST), verb)


@require_POST
@admins(PAGE)
@limited(WRITES)
def mark_own(request: Request, pk: ObjectId) -> HttpResponse:
    """Say which colleague's own record it is (LM-18)."""
    get_object_or_404(Member, pk=pk)

    def verb(form: Form) -> None:
        staff, reason = form.cleaned_data["username"], form.cleaned_data["reason"]
        entries.mark_own(pk, staff, by=request.user, reason=reason)

    return done(request, pk, OwnForm(request.POST), verb)


@require_POST
@master_admins(PAGE)
@asks_again()
@limited(WRITES)
def erase_member(request: Request, pk: ObjectId) -> HttpResponse:
    """Take everything that names a member out of what is stored (LM-15)."""
    get_object_or_404(Member, pk=pk)

    def verb(form: Form) -> None:
        erase(pk, by=request.user, reason=form.cleaned_data["reason"])

    return done(request, pk, ReasonForm(request.POST), verb)


def done(
    request: Request, member_id: ObjectId, form: Form, verb: Callable[[Form], object]
) -> HttpResponse:
    """Back on the member's page after the verb; else one sentence of why nothing was written."""
    if not form.is_valid():
        return errors.unprocessable(request, _first_error(form))
    try:
        verb(form)
    except MemberRefused as refused:
        return errors.unprocessable(request, refused.reason)
    except IntegrityError:
        return errors.conflict(request, _("Somebody else was faster. Look at it again."))
    messages.success(request, _("Saved."))
    return redirect("loyalty:member", member_id)


def _first_error(form: Form) -> str:
    name, texts = next(iter(form.errors.items()))
    label = form.fields[name].label if name in form.fields else ""
    return f"{label}: {texts[0]}" if label else str(texts[0])
