"""Erasing a member: nobody is named any more, and no total changes (LM-15)."""

from collections.abc import Iterable, Mapping
from typing import Any

from bson import ObjectId
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.audit.erasure import rewrite_history
from crm.audit.record import note_event
from crm.backups.erased import note_erased
from crm.mongo.rows import object_id
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.web.forms.reasons import fitting_reason
from loyalty.accounts.ending import end_account
from loyalty.imports.judging.notes import forget_cards
from loyalty.members.buyers import tell_buyers
from loyalty.members.entries import FACTS
from loyalty.members.errors import MemberRefused
from loyalty.members.locks import lock_member
from loyalty.members.merges import member_ids
from loyalty.members.own import refuse_own
from loyalty.members.search.terms import card_numbers, restate
from loyalty.models import (
    CardDispute,
    ConsentStatement,
    Member,
    MemberBefore,
    MemberNotice,
    MemberState,
    PointsAdjustment,
)
from loyalty.rules.identity import Sex

# Their kind in backups.
ERASED_MEMBER = "loyalty member"
NOTHING: dict[str, Any] = dict.fromkeys(FACTS, "") | {"sex": Sex.UNKNOWN.value, "birth_date": None}


@transactional
def erase(pk: ObjectId, *, by: User, reason: str) -> None:
    """Take name, contacts, address and birth date of a member out of everything stored.

    So of every record that merges have made hers. Cards, links and purchases stay with the numbers.
    Raises MemberRefused.
    """
    if not fitting_reason(reason):
        raise MemberRefused("reason", _("Say why."))
    member = lock_member(pk)
    refuse_own(by, member)
    if member.is_erased:
        raise MemberRefused("", _("The member was erased."))
    for each in member_ids(member)[1:]:
        _erase(lock_member(each), by)
    _erase(member, by)


def erase_members_again(erased: Iterable[Mapping[str, Any]]) -> int:
    """Erase those of them whom a restored backup still names (OP-5); how many."""
    pks = [pk for each in erased if (pk := object_id(each["key"]))]
    named = Member.objects.filter(pk__in=pks, is_erased=False).values_list("pk", flat=True)
    return sum(map(_erase_again, sorted(named)))


@transactional
def _erase_again(pk: ObjectId) -> int:
    _erase(lock_member(pk), None)
    return 1


def _erase(member: Member, by: User | None) -> None:
    pk = member.pk
    closed_on = member.closed_on or timezone.localdate()
    Member.objects.filter(pk=pk).update(
        is_erased=True, state=MemberState.CLOSED, closed_on=closed_on, **NOTHING
    )
    for name, value in NOTHING.items():
        setattr(member, name, value)
    restate(member)
    end_account(pk)
    CardDispute.objects.filter(member_id=pk).update(contact="", text="")
    ConsentStatement.objects.filter(member_id=pk).update(reason="")
    PointsAdjustment.objects.filter(member_id=pk).update(reason="")
    MemberBefore.objects.filter(member_id=pk).delete()
    MemberNotice.objects.filter(member_id=pk).delete()
    forget_cards(card_numbers(pk))
    rewrite_history({"subject": pk}, _without_facts)
    note_event(member, "erase", by=by, after={"number": member.number})
    note_erased(ERASED_MEMBER, str(pk))
    tell_buyers(member.programme, [member.pk], "erase", by=by)


def _without_facts(said: Any) -> Any:
    """What an event says, without what the member was called and reached by; no reasons either."""
    if isinstance(said, dict):
        return {name: "" if name in FACTS and it else it for name, it in said.items()}
    return ""
