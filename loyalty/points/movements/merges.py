"""What two members have beside their purchases goes with a merge, and comes back (LM-14)."""

from collections.abc import Collection

from bson import ObjectId

from loyalty.models import MemberMerge, Programme
from loyalty.points.ledger.given import without_purchase
from loyalty.points.ledger.locks import lock_heads
from loyalty.points.ledger.posting import Cause, Ledger, posted_for
from loyalty.points.ledger.sources import MERGE
from loyalty.rules.points.entries import EntryReason


def transfer(programme: Programme, member_ids: Collection[ObjectId], cause: Cause) -> None:
    """After their purchases were posted: bring who was merged to exactly 0, or take back all that
    was brought over while they were one."""
    merged = _last_between(member_ids)
    if merged is None:
        return
    if merged.is_undone:
        _move(programme, merged, -moved_by(merged), cause)
    else:
        pass_on(programme, merged.from_member_id, cause)


def pass_on(programme: Programme, member_id: ObjectId, cause: Cause) -> None:
    """Bring a member who was merged to exactly 0, and what they had to whom it is now.

    Nothing for one who was not. Also of what is posted for them later: a refund.
    """
    while merged := _standing(member_id):
        head = lock_heads(programme, [member_id])[member_id]
        _move(programme, merged, head["balance"], cause)
        member_id = merged.into_member_id


def moved_by(merged: MemberMerge) -> int:
    """The points that a merge has brought to whom it was into, and that were not taken back."""
    source, receiver = f"{MERGE}{merged.pk}", merged.into_member_id
    posted = posted_for([receiver], source).get(receiver, {}).get(source)
    return posted.points if posted else 0


def _move(programme: Programme, merged: MemberMerge, points: int, cause: Cause) -> None:
    """One pair of entries."""
    if not points:
        return
    heads = lock_heads(programme, sorted((merged.from_member_id, merged.into_member_id)))
    ledger, source = Ledger(programme, heads, cause), f"{MERGE}{merged.pk}"
    for pk, part in ((merged.from_member_id, -points), (merged.into_member_id, points)):
        why = without_purchase(programme, part, ledger.today)
        ledger.add(pk, source, part, EntryReason.MERGED, why)
    ledger.store()


def _standing(member_id: ObjectId) -> MemberMerge | None:
    return MemberMerge.objects.filter(from_member_id=member_id, is_undone=False).first()


def _last_between(member_ids: Collection[ObjectId]) -> MemberMerge | None:
    ids = list(member_ids)
    between = MemberMerge.objects.filter(from_member_id__in=ids, into_member_id__in=ids)
    return between.order_by("-at", "-sequence").first()
