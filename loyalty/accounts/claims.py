"""How accounts begin: with a card of the registry, or as a new member (LS-2 to LS-5)."""

from dataclasses import dataclass

from bson import ObjectId
from django.contrib.auth.hashers import make_password

from crm.audit.record import note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.stored import document_of
from crm.mongo.transaction import transactional
from loyalty.accounts.actor import THE_MEMBER
from loyalty.accounts.contacts import Contact, contact_of
from loyalty.accounts.join_links import Bringer, attribute
from loyalty.accounts.network import network_of_request
from loyalty.members.entries import MemberFacts, register
from loyalty.members.locks import lock_member
from loyalty.models import Card, Member, MemberAccount, MemberState, Programme
from loyalty.models.accounts import ContactSort, LinkPurpose, OneTimeLink
from loyalty.rules.cards import NotACardNumber, card_number
from loyalty.rules.identity import name_key


class NotProven(Exception):
    """Card and surname do not belong together, or it cannot be claimed: which, nobody says."""


class AlreadyClaimed(Exception):
    """The card has an account. Said only to who typed the right surname."""

    def __init__(self, member_id: ObjectId) -> None:
        super().__init__(str(member_id))
        self.member_id = member_id


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """Who has no card yet, as typed."""

    programme: Programme
    name: str
    surname: str = ""
    place: str = ""
    contact: Contact


def proven_member(card: str, surname: str) -> Member:
    """Whose active card it is, for who knows her surname; the whole name if she has one only.

    Raises NotProven. As many commands and comparisons for a card that nobody has (LS-4).
    """
    try:
        digits = card_number(card).digits
    except NotACardNumber:
        digits = ""
    found = Card.objects.filter(pk=digits).select_related("member__programme").first()
    member = found.member if found else Member()
    typed, known = name_key(surname), name_key(member.surname or member.name)
    if not found or not typed or typed != known:
        raise NotProven
    if not found.is_active or member.state != MemberState.ACTIVE:
        raise NotProven
    return member


def claim(
    card: str, surname: str, contact: str, password: str, *, brought_by: Bringer | None = None
) -> MemberAccount:
    """The account of the member whose card and surname these are; one hash whatever comes of it.

    Raises NotProven, AlreadyClaimed, ValidationError for a contact that is none where she is.
    """
    hashed = make_password(password)
    member = proven_member(card, surname)
    reached = contact_of(contact, member.programme.phone_region)
    return _claim(member.pk, hashed, reached, brought_by)


@transactional
def sign_up(
    newcomer: Newcomer, password: str, *, brought_by: Bringer | None = None
) -> MemberAccount:
    """The account of a new member with a minted number. Raises MemberRefused."""
    contact = newcomer.contact
    known = MemberFacts(
        name=newcomer.name,
        surname=newcomer.surname,
        place=newcomer.place,
        email=contact.typed if contact.sort == ContactSort.EMAIL else "",
        phone=contact.typed if contact.sort == ContactSort.PHONE else "",
    )
    store = brought_by.store if brought_by else None
    member = register(newcomer.programme, known, by=THE_MEMBER, store=store)
    if brought_by:
        attribute(member, brought_by)
    return open_account(member, make_password(password), contact, is_new=True)


@transactional
def _claim(
    member_id: ObjectId, hashed: str, contact: Contact, brought_by: Bringer | None
) -> MemberAccount:
    member = lock_member(member_id)
    if member.state != MemberState.ACTIVE:
        raise NotProven
    if brought_by:
        attribute(member, brought_by)
    return open_account(member, hashed, contact)


def open_account(
    member: Member, hashed: str, contact: Contact | None, *, is_new: bool = False
) -> MemberAccount:
    """The one account of a locked or new member, in one conditional update (LS-5).

    Links to a password that were sent before choose none for it. Raises AlreadyClaimed.
    """
    opened = MemberAccount(
        member_id=member.pk,
        programme_id=member.programme_id,
        password=hashed,
        created_from=network_of_request(),
        registry_email_key=member.email_key,
        registry_phone_key=member.phone_key,
        is_proven=is_new,
        **(contact.stored if contact else {}),
    )
    document = document_of(opened)
    pk = document.pop("_id")
    written = collection(MemberAccount).update_one(
        {"_id": pk}, {"$setOnInsert": document}, upsert=True, session=current_session()
    )
    if written.upserted_id is None:
        raise AlreadyClaimed(member.pk)
    OneTimeLink.objects.filter(member_id=member.pk, purpose=LinkPurpose.PASSWORD).delete()
    note_event(member, "open account", by=THE_MEMBER, after={"network": opened.created_from})
    return opened
