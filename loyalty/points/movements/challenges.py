"""The points of a challenge, posted like those of a purchase: deserved less posted (LP-18)."""

from datetime import date

from crm.audit.record import SYSTEM
from crm.mongo.transaction import transactional
from loyalty.models import Member
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
    ledger.add(member.pk, source, delta, EntryReason.CHALLENGE, why)
    ledger.store()
    return delta
