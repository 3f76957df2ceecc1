"""Contacts of members, which staff see masked; looking at them is in the member's history (1.5)."""

from dataclasses import dataclass

from bson import ObjectId

from crm.audit.record import note_event
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.web.texts.masking import MASK, masked
from loyalty.models import Member

SHOWN_LETTERS = 1


@dataclass(frozen=True)
class Contacts:
    """How a member is reached, as somebody may see it."""

    email: str
    phone: str
    street: str
    is_masked: bool


def contacts_of(member: Member, user: User, *, is_revealed: bool = False) -> Contacts:
    """Whole for admins and where they were revealed; else what is left of them."""
    street = " ".join(filter(None, (member.street, member.house_number)))
    if user.is_admin or is_revealed:
        return Contacts(member.email, member.phone, street, is_masked=False)
    hidden = MASK if street else ""
    return Contacts(masked_email(member.email), masked(member.phone), hidden, is_masked=True)


def masked_email(email: str) -> str:
    """The first letter and the domain behind four dots; nothing of nothing."""
    name, at, domain = email.strip().partition("@")
    return f"{name[:SHOWN_LETTERS]}{MASK}{at}{domain}" if email.strip() else ""


@transactional
def reveal(pk: ObjectId, *, by: User) -> Member:
    """The member, whose contacts this person looks at; it is noted. Raises Member.DoesNotExist."""
    member = Member.objects.select_related("programme").get(pk=pk)
    note_event(member, "reveal contacts", by=by)
    return member
