"""Two members who are one: merged, and parted again as they were (LM-14)."""

from typing import Any

from bson import ObjectId
from django.utils import timezone
from django.utils.translation import gettext as _

from crm.audit.record import note_event
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from crm.staff.models import User
from crm.web.forms.reasons import fitting_reason
from loyalty.accounts.ending import end_sign_in
from loyalty.members.buyers import tell_buyers
from loyalty.members.errors import MemberRefused
from loyalty.members.locks import lock_both
from loyalty.members.own import refuse_own
from loyalty.members.search.terms import card_numbers, restate
from loyalty.models import Card, CustomerLink, Member, MemberMerge, MemberState
from loyalty.programmes.verbs import lock_programme


@transactional
def merge(from_id: ObjectId, into_id: ObjectId, *, by: User, reason: str) -> MemberMerge:
    """Move cards and links of one member to another; the first stays, closed, and points there.

    Raises MemberRefused for one and the same, two programmes, a merged or erased member, without a
    reason, about one's own record.
    """
    if not fitting_reason(reason):
        raise MemberRefused("reason", _("Say why."))
    if from_id == into_id:
        raise MemberRefused("member", _("Choose two members."))
    source, target = lock_both(from_id, into_id)
    refuse_own(by, source, target)
    _check(source, target)
    merged = MemberMerge.objects.create(
        from_member_id=source.pk,
        into_member_id=target.pk,
        state_before=source.state,
        closed_on_before=source.closed_on,
        cards=card_numbers(source.pk),
        links=list(_links_of(source.pk)),
        sequence=MemberMerge.objects.filter(into_member_id=target.pk).count() + 1,
    )
    _move(merged, to=target.pk)
    lock_programme(target.programme)
    Member.objects.filter(pk=source.pk).update(
        state=MemberState.CLOSED, closed_on=timezone.localdate(), merged_into_id=target.pk
    )
    end_sign_in(source.pk)
    _tell("merge", source, target, by, reason)
    tell_buyers(target.programme, [source.pk, target.pk], "merge", by=by)
    return merged


@transactional
def undo(merge_id: ObjectId, *, by: User, reason: str) -> None:
    """Part two merged members: everything that moved goes back, and both are as they were.

    Whoever had an account signs in with its password again.

    Raises MemberRefused if it was undone already, if the other one was merged further, or if
    something of it has moved on since.
    """
    if not fitting_reason(reason):
        raise MemberRefused("reason", _("Say why."))
    merged = MemberMerge.objects.get(pk=merge_id)
    source, target = lock_both(merged.from_member_id, merged.into_member_id)
    refuse_own(by, source, target)
    if not MemberMerge.objects.filter(pk=merge_id, is_undone=False).update(is_undone=True):
        raise MemberRefused("", _("The merge was undone already."))
    if target.merged_into_id:
        raise MemberRefused("", _("The member was merged further: undo that merge first."))
    if source.is_erased or target.is_erased or not _is_together(merged):
        raise MemberRefused("", _("Some of what was merged has moved on since."))
    _move(merged, to=source.pk)
    lock_programme(source.programme)
    Member.objects.filter(pk=source.pk).update(
        state=merged.state_before, closed_on=merged.closed_on_before, merged_into_id=None
    )
    _tell("undo merge", source, target, by, reason)
    tell_buyers(source.programme, [source.pk, target.pk], "undo merge", by=by)


def member_ids(member: Member) -> list[ObjectId]:
    """Hers, and of all whom merges have made her: what they asked for is hers now (LM-14)."""
    in_force: dict[str, Any] = {"is_undone": False}
    further = {
        "from": MemberMerge._meta.db_table,
        "startWith": "$from_member_id",
        "connectFromField": "from_member_id",
        "connectToField": "into_member_id",
        "restrictSearchWithMatch": in_force,
        "as": "further",
    }
    steps = [{"$match": in_force | {"into_member_id": member.pk}}, {"$graphLookup": further}]
    merged = list(collection(MemberMerge).aggregate(steps, session=current_session()))
    every = (each for row in merged for each in (row, *row["further"]))
    return [member.pk, *sorted({each["from_member_id"] for each in every} - {member.pk})]


def _check(source: Member, target: Member) -> None:
    if source.programme_id != target.programme_id:
        raise MemberRefused("member", _("The two belong to different programmes."))
    for member in (source, target):
        if member.is_erased or member.merged_into_id:
            raise MemberRefused("member", _("The member was merged or erased."))


def _links_of(member_id: ObjectId) -> list[ObjectId]:
    links = CustomerLink.objects.in_force().filter(member_id=member_id)
    return list(links.values_list("pk", flat=True))


def _is_together(merged: MemberMerge) -> bool:
    """Whether all that was moved is still with the member it was moved to."""
    target = merged.into_member_id
    cards = set(card_numbers(target))
    return cards >= set(merged.cards) and set(_links_of(target)) >= set(merged.links)


def _move(merged: MemberMerge, *, to: ObjectId) -> None:
    Card.objects.filter(pk__in=merged.cards).update(member_id=to)
    CustomerLink.objects.filter(pk__in=merged.links).update(member_id=to)


def _tell(verb: str, source: Member, target: Member, by: User, reason: str) -> None:
    for member, other in ((source, target), (target, source)):
        restate(member)
        after = {"member": other.number}
        note_event(member, verb, by=by, after=after, reason=fitting_reason(reason))
