"""The points of a challenge, posted like those of a purchase: deserved less posted (LP-18)."""

from datetime import date

from bson import ObjectId

from crm.audit.record import SYSTEM
from crm.mongo.transaction import transactional
from loyalty.models import Member, MemberMerge, PointsEntry
from loyalty.points.ledger.given import without_purchase
from loyalty.points.ledger.locks import lock_heads
from loyalty.points.ledger.posting import Cause, Ledger, posted_for
from loyalty.points.ledger.sources import CHALLENGE
from loyalty.rules.points.entries import EntryReason


@transactional
def post_challenge(
    member: Member,
    challenge: str,
    period: str,
    deserved: int,
    day: date,
    *,
    cause: str = "challenge",
    by_name: str = SYSTEM,
) -> int:
    """Bring what was posted for a member's challenge in a period to `deserved`; by how many points.

    `day` is the business date of the purchase that reached it.
    """
    ledger = Ledger(
        member.programme, lock_heads(member.programme, [member.pk]), Cause(cause, by_name)
    )
    source = f"{CHALLENGE}{challenge}:{period}"
    posted = posted_for([member.pk], source).get(member.pk, {}).get(source)
    delta = deserved - (posted.points if posted else 0)
    if not delta:
        return 0
    if delta < 0 and ledger.heads[member.pk]["expired"] and posted:
        ledger.give_back(member.pk, source, -delta, posted)
    why = without_purchase(member.programme, delta, ledger.today, day)
    first = _first_given(member.pk, source) if delta > 0 else None
    if first:
        why = why._replace(last_day=first.last_day)
    ledger.add(member.pk, source, delta, EntryReason.CHALLENGE, why)
    ledger.store()
    return delta


def _first_given(member_id: ObjectId, source: str) -> PointsEntry | None:
    """The entry that gave these points first, to her or to who is her now: their life is its own,
    whatever merges and undos post again (LM-14)."""
    given = PointsEntry.objects.filter(
        member_id__in=[member_id, *_merged_into(member_id)],
        source=source,
        reason=EntryReason.CHALLENGE.value,
        points__gt=0,
    )
    return given.order_by("posted_at", "sequence").first()


def _merged_into(member_id: ObjectId) -> list[ObjectId]:
    """Of whom merges have made this member."""
    standing = MemberMerge.objects.filter(is_undone=False)
    origins: list[ObjectId] = []
    latest = [member_id]
    while latest:
        latest = list(
            standing.filter(into_member_id__in=latest).values_list("from_member_id", flat=True)
        )
        origins += latest
    return origins
