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
    """After their purchases were posted: bring who was merged to exactly 0 by one pair of entries,
    or take that pair back."""
    merged = _last_between(member_ids)
    if merged is None:
        return
    heads = lock_heads(programme, member_ids)
    ledger, source = Ledger(programme, heads, cause), f"{MERGE}{merged.pk}"
    posted = posted_for(member_ids, source)
    before = {pk: theirs[source].points for pk, theirs in posted.items()}
    if merged.is_undone:
        moved = -before.get(merged.into_member_id, 0)
    else:
        moved = heads[merged.from_member_id]["balance"]
    if not moved:
        return
    for pk, points in ((merged.from_member_id, -moved), (merged.into_member_id, moved)):
        why = without_purchase(programme, points, ledger.today)
        ledger.add(pk, source, points, EntryReason.MERGED, why)
    ledger.store()


def _last_between(member_ids: Collection[ObjectId]) -> MemberMerge | None:
    ids = list(member_ids)
    between = MemberMerge.objects.filter(from_member_id__in=ids, into_member_id__in=ids)
    return between.order_by("-at", "-sequence").first()
