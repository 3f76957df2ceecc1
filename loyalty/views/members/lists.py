"""Members of a programme: by state, by a search; who may be the same (LM-19, LM-14)."""

from itertools import chain
from typing import NamedTuple

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from crm.staff.access import admins, signed_in
from crm.staff.models import User
from crm.staff.requests import Request
from crm.web.limits import SEARCHES, WRITES, limited
from crm.web.lists.chips import chips_of, is_filtered
from crm.web.lists.paging import Page
from crm.web.lists.searches import chosen_in, leads_on, names_nobody
from crm.web.partials import render_page
from loyalty.members.entries import MemberFacts, register
from loyalty.members.errors import MemberRefused
from loyalty.members.forms import MemberFilter, NewMemberForm
from loyalty.members.lists import ListedMember, MembersWish, count_listed, listed_members
from loyalty.members.page.contacts import Contacts, contacts_of
from loyalty.members.reads import duplicates, suggested_member, unconfirmed_contacts
from loyalty.members.search.absent_cards import AbsentCard, known_of
from loyalty.members.visible import visible_match
from loyalty.models import Member, Programme
from loyalty.rules.cards import NotACardNumber, card_number
from loyalty.rules.search import SHORTEST
from loyalty.views.choice import ProgrammeChoice, programme_choice
from loyalty.views.refusals import refuse

PAGE = "loyalty_members"
LIST = "loyalty:members"


class MemberRow(NamedTuple):
    """A member as one person may see her in a list."""

    member: Member
    cards: list[str]
    contacts: Contacts


class Absence(NamedTuple):
    """What is said where a card is looked for that is no member's (LI-7)."""

    digits: str
    suggested: Member | None
    answers: list[AbsentCard]


@require_safe
@signed_in(PAGE)
@names_nobody(MemberFilter)
def members(request: Request) -> HttpResponse:
    """The members whom this person may see; staff, customers whom they hold."""
    choice = programme_choice(request)
    form = MemberFilter(chosen_in(request, MemberFilter))
    form.is_valid()
    context = {"choice": choice, "programme": choice.chosen, "filter": form}
    if choice.chosen:
        context |= _list(request, choice.chosen, form)
    return render_page(request, "loyalty/members/list.html", context, part="members")


@require_POST
@signed_in(PAGE)
@limited(SEARCHES)
def find(request: Request) -> HttpResponse:
    """Leads on to the list with what was sent, under an address that names nobody."""
    return leads_on(request, LIST, MemberFilter)


@require_http_methods(["GET", "HEAD", "POST"])
@admins(PAGE)
@limited(WRITES)
def new(request: Request) -> HttpResponse:
    """Register a member of the chosen programme."""
    choice = programme_choice(request)
    if choice.chosen is None:
        return redirect(LIST)
    form = NewMemberForm(request.POST or None)
    if form.is_valid() and (member := _registered(request, choice.chosen, form)):
        return redirect("loyalty:member", member.pk)
    context = {"choice": choice, "programme": choice.chosen, "form": form}
    status = 422 if form.is_bound else 200
    return render_page(request, "loyalty/members/new.html", context, status=status)


@require_safe
@admins(PAGE)
def same(request: Request) -> HttpResponse:
    """Members who share an e-mail, a phone, or name and birth date (LM-14)."""
    choice = programme_choice(request)
    groups = _groups(choice)
    context = {
        "choice": choice,
        "programme": choice.chosen,
        "groups": groups,
        "unconfirmed": unconfirmed_contacts(chain.from_iterable(groups)),
    }
    return render_page(request, "loyalty/members/same.html", context)


def _list(request: Request, programme: Programme, form: MemberFilter) -> dict:
    chosen = form.cleaned_data
    wish = MembersWish(
        programme=programme,
        text=chosen.get("q") or "",
        state=chosen.get("state") or "",
        visible=visible_match(request.user),
    )
    page = Page([]) if "q" in form.errors else listed_members(wish, request.GET.get("page", ""))
    return {
        "page": page,
        "rows": _rows(page.rows, request.user),
        "count": 0 if "q" in form.errors else count_listed(wish),
        "chips": chips_of(form),
        "is_filtered": is_filtered(request),
        "is_too_short": wish.is_too_short,
        "shortest": SHORTEST,
        "absence": None if page.rows else _absence(request.user, programme, wish.text),
    }


def _rows(listed: list[ListedMember], user: User) -> list[MemberRow]:
    return [MemberRow(each.member, each.cards, contacts_of(each.member, user)) for each in listed]


def _absence(user: User, programme: Programme, text: str) -> Absence | None:
    """For a text that is a card's number: it is nobody's, and what else is known of it. To staff,
    who see few members, nothing is said of the others."""
    if not user.is_admin:
        return None
    try:
        digits = card_number(text).digits
    except NotACardNumber:
        return None
    return Absence(digits, suggested_member(text), known_of(programme, digits))


def _groups(choice: ProgrammeChoice) -> list[list[Member]]:
    if choice.chosen is None:
        return []
    groups = duplicates(choice.chosen)
    ids = {pk for group in groups for pk in group}
    by_id = Member.objects.in_bulk(list(ids))
    return [[by_id[pk] for pk in group] for group in groups]


def _registered(request: Request, programme: Programme, form: NewMemberForm) -> Member | None:
    known = MemberFacts(**form.facts())
    try:
        return register(programme, known, by=request.user, card=form.cleaned_data["card"])
    except MemberRefused as refused:
        refuse(form, refused)
        return None
