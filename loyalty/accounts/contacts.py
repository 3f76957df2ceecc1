"""E-mails and phones of members' accounts: as typed, as compared, and confirmed (LS-8)."""

from typing import Any, NamedTuple

from bson import ObjectId
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.audit.record import note_event
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.web.texts.masking import masked
from loyalty.accounts.actor import THE_MEMBER
from loyalty.accounts.ending import lock_account
from loyalty.accounts.sign_in.names import account_of
from loyalty.members.errors import MemberRefused
from loyalty.members.locks import lock_member
from loyalty.members.own import keep_own, refuse_own
from loyalty.members.search.terms import restate
from loyalty.models import Member, MemberAccount, Programme
from loyalty.models.accounts import ContactSort, LinkPurpose, OneTimeLink
from loyalty.rules.identity import email_key, phone_key


class Contact(NamedTuple):
    """An e-mail or a phone as typed, and as it is compared."""

    sort: ContactSort
    typed: str
    key: str

    @property
    def stored(self) -> dict[str, Any]:
        """How an account holds it while nobody has confirmed it."""
        name = self.sort.value
        return {name: self.typed, f"{name}_key": self.key, f"{name}_confirmed_at": None}


def contact_of(typed: str, region: str) -> Contact:
    """What was typed: with an @ an e-mail, else a phone of this region. Raises ValidationError."""
    typed = typed.strip()
    if "@" in typed:
        validate_email(typed)
        return Contact(ContactSort.EMAIL, typed, email_key(typed))
    if key := phone_key(typed, region):
        return Contact(ContactSort.PHONE, typed, key)
    raise ValidationError(_("This is neither an e-mail address nor a phone number."))


def contact_somewhere(typed: str) -> None:
    """Raise ValidationError for what is no e-mail, and no phone where any programme is."""
    regions = set(Programme.objects.values_list("phone_region", flat=True))
    if "@" in typed or not any(phone_key(typed, region) for region in regions):
        contact_of(typed, "")


@transactional
def give_contact(seen: MemberAccount, contact: Contact) -> bool:
    """Let an account, as it was read, have a contact that nobody has confirmed.

    False, and nothing is written, in the place of a confirmed one: that stays until the new one
    is confirmed, too. Raises AccountEnded.
    """
    member, account = lock_account(seen)
    name = contact.sort.value
    if getattr(account, f"{name}_key") == contact.key:
        return True
    if getattr(account, f"{name}_confirmed_at"):
        return False
    if contact.sort == ContactSort.EMAIL:
        keep_own([(member.pk, account.email_key)])
    MemberAccount.objects.filter(pk=account.pk).update(**contact.stored)
    _note(member, "give contact", contact, THE_MEMBER)
    return True


@transactional
def confirm_contact(member_id: ObjectId, contact: Contact, *, by: User) -> None:
    """It is the member's for certain: her account's, and what the programme knows of her.

    `by` is the member who used a link that was sent there, or staff at the counter. Raises
    MemberRefused for one's own record, or if staff confirm what is another contact by now;
    MemberAccount.DoesNotExist.
    """
    member, account = _locked(member_id)
    name = contact.sort.value
    if by is not THE_MEMBER:
        refuse_own(by, member)
        if getattr(account, f"{name}_key") != contact.key:
            raise MemberRefused("", _("The contact is another one meanwhile."))
    if contact.sort == ContactSort.EMAIL:
        # Those that go, and the one that comes (LM-18).
        concerned = (member.email_key, account.email_key, contact.key)
        keep_own((member_id, key) for key in concerned)
    confirmed = contact.stored | {f"{name}_confirmed_at": timezone.now()}
    if getattr(account, f"registry_{name}_key") == contact.key:
        confirmed["is_proven"] = True
    MemberAccount.objects.filter(pk=account.pk).update(**confirmed)
    _end_links_elsewhere(member_id, contact)
    if getattr(member, f"{name}_key") != contact.key:
        Member.objects.filter(pk=member.pk).update(**{name: contact.typed})
        setattr(member, name, contact.typed)
        restate(member)
    _note(member, "confirm contact", contact, by)


def held_contact(account: MemberAccount, sort: ContactSort) -> Contact | None:
    """The account's contact of a sort; None if it has none."""
    name = sort.value
    typed = getattr(account, name)
    return Contact(sort, typed, getattr(account, f"{name}_key")) if typed else None


def _locked(member_id: ObjectId) -> tuple[Member, MemberAccount]:
    member, account = lock_member(member_id), account_of(member_id)
    if account is None:
        raise MemberAccount.DoesNotExist
    return member, account


def _end_links_elsewhere(member_id: ObjectId, contact: Contact) -> None:
    """Who reads what is sent to the contact before chooses no password any more."""
    links = OneTimeLink.objects.filter(member_id=member_id, purpose=LinkPurpose.PASSWORD)
    links.filter(contact_sort=contact.sort).exclude(contact=contact.typed).delete()


def _note(member: Member, verb: str, contact: Contact, by: User) -> None:
    """History does not repeat a contact: it may be a stranger's, and outlives an erasure."""
    note_event(member, verb, by=by, after={"contact": contact.sort.value})


def masked_contact(typed: str) -> str:
    """What is left of a contact for who need not write to it."""
    name, at, host = typed.partition("@")
    return f"{name[:1]}••••{at}{host}" if at else masked(typed)
