"""Nobody decides about a member record that is their own (LM-18)."""

from django.utils.translation import gettext as _

from crm.staff.models import User
from loyalty.members.errors import MemberRefused
from loyalty.models import Member
from loyalty.rules.identity import email_key


def is_own(member: Member, person: User) -> bool:
    """Whether the record is marked as the person's, or has the e-mail of their account."""
    if member.staff_id is not None and member.staff_id == person.pk:
        return True
    return bool(member.email_key) and member.email_key == email_key(person.email or "")


def refuse_own(person: User, *members: Member) -> None:
    """Raise MemberRefused if one of these records is the person's own."""
    if any(is_own(member, person) for member in members):
        raise MemberRefused("", _("Nobody decides about their own member record."))
