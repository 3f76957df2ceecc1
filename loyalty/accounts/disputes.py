"""Whose card it is: somebody found hers taken, and an admin decides (LS-6)."""

from bson import ObjectId
from django.contrib.auth.hashers import make_password
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.audit.record import note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.web.forms.reasons import fitting_reason
from loyalty.accounts.actor import THE_MEMBER
from loyalty.accounts.claims import proven_member
from loyalty.accounts.contacts import contact_of
from loyalty.accounts.ending import end_account
from loyalty.accounts.network import network_of_request
from loyalty.accounts.one_time_links import new_link
from loyalty.accounts.sign_in.names import account_of
from loyalty.members.errors import MemberRefused
from loyalty.members.locks import lock_member
from loyalty.members.own import keep_own, refuse_own
from loyalty.members.search.terms import restate
from loyalty.models import Member
from loyalty.models.accounts import CardDispute, DisputeState, LinkPurpose, MemberAccount
from loyalty.rules.cards import card_number
from loyalty.rules.identity import email_key
from loyalty.signals import card_handed_over

# Of one card from one network, or with one contact; more of these say nothing new. Whoever took the
# card does not shut its owner out by them.
MOST_OPEN = 5


class AlreadyDecided(Exception):
    """Somebody else has decided it meanwhile."""


@transactional
def open_dispute(card: str, surname: str, contact: str, text: str) -> CardDispute:
    """Write that somebody says a taken card is hers, who knows its surname.

    Raises NotProven, MemberRefused if nobody has taken it, or the same person has said it often;
    ValidationError for a contact that is none.
    """
    member = proven_member(card, surname)
    contact_of(contact, member.programme.phone_region)
    address = network_of_request()
    lock_member(member.pk)
    if account_of(member.pk) is None:
        raise MemberRefused("", _("Nobody has this card yet: sign up with it."))
    if _is_enough(member, contact, address):
        raise MemberRefused("", _("This card is being looked at already."))
    dispute = CardDispute.objects.create(
        programme=member.programme,
        member=member,
        card=card_number(card).digits,
        contact=contact.strip(),
        text=text,
        address=address,
    )
    note_event(member, "open dispute", by=THE_MEMBER)
    return dispute


def open_disputes() -> QuerySet[CardDispute]:
    """What waits for an admin."""
    return CardDispute.objects.filter(state=DisputeState.OPEN)


@transactional
def note_questions(member: Member, *, by: User) -> None:
    """Write that somebody who decides has looked at what only its owner knows of a card (1.5)."""
    note_event(member, "look at questions", by=by)


@transactional
def hand_over(pk: ObjectId, *, by: User, reason: str) -> str:
    """End the account of whoever took the card; the token by which the other chooses a password.

    Every open dispute about the card is decided with it; what was asked for with it stays the
    card's, with new codes. Raises AlreadyDecided, MemberRefused.
    """
    dispute, member = _decide(pk, DisputeState.HANDED_OVER, by, reason)
    _take_from_the_first(member)
    others = CardDispute.objects.filter(member=member, state=DisputeState.OPEN)
    others.update(
        state=DisputeState.REFUSED, decided_at=dispute.decided_at, decided_by_name=by.name
    )
    note_event(member, "hand over card", by=by, reason=dispute.reason)
    card_handed_over.send(sender=Member, member=member, by=by)
    return new_link(member, LinkPurpose.PASSWORD, by=by)


@transactional
def refuse(pk: ObjectId, *, by: User, reason: str) -> None:
    """Leave the card with who has it. Raises AlreadyDecided, MemberRefused."""
    dispute, member = _decide(pk, DisputeState.REFUSED, by, reason)
    note_event(member, "refuse dispute", by=by, reason=dispute.reason)


def _is_enough(member: Member, contact: str, address: str) -> bool:
    opened = CardDispute.objects.filter(member=member, state=DisputeState.OPEN)
    pairs = list(opened.values_list("address", "contact"))
    from_there = sum(network == address for network, _typed in pairs)
    by_them = sum(email_key(typed) == email_key(contact) for _network, typed in pairs)
    return max(from_there, by_them) >= MOST_OPEN


def _take_from_the_first(member: Member) -> None:
    """End the account, and leave one that only the link of the hand-over opens.

    Without one the first could claim the card again; with the contact that they had confirmed,
    have a link sent to themselves.
    """
    first = account_of(member.pk)
    keep_own((member.pk, each.email_key) for each in (member, first) if each)
    end_account(member.pk)
    if first is None:
        return
    names = [name for name in ("email", "phone") if _is_of_account(member, first, name)]
    for name in names:
        setattr(member, name, "")
    if names:
        Member.objects.filter(pk=member.pk).update(**dict.fromkeys(names, ""))
        restate(member)
    MemberAccount.objects.create(
        member_id=member.pk,
        programme_id=member.programme_id,
        password=make_password(None),
        registry_email_key=first.registry_email_key,
        registry_phone_key=first.registry_phone_key,
        # A session or link of the first that is being made meanwhile opens nothing here.
        sign_outs=first.sign_outs + 1,
    )


def _is_of_account(member: Member, account: MemberAccount, name: str) -> bool:
    key = getattr(account, f"{name}_key")
    return bool(key) and getattr(member, f"{name}_key") == key


def _decide(pk: ObjectId, state: DisputeState, by: User, reason: str) -> tuple[CardDispute, Member]:
    """Of two decisions one is written."""
    if not fitting_reason(reason):
        raise MemberRefused("reason", _("Say why."))
    decided = {
        "state": state.value,
        "decided_at": timezone.now(),
        "decided_by_name": by.name,
        "reason": fitting_reason(reason),
    }
    written = collection(CardDispute).update_one(
        {"_id": pk, "state": DisputeState.OPEN.value}, {"$set": decided}, session=current_session()
    )
    if not written.matched_count:
        raise AlreadyDecided
    dispute = CardDispute.objects.get(pk=pk)
    member = lock_member(dispute.member_id)
    refuse_own(by, member, contact=dispute.contact)
    return dispute, member
