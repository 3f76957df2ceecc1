"""Paying with points, and getting them back: exactly the price that was paid (LR-8, LR-9)."""

from bson import ObjectId
from django.utils.translation import gettext as _

from crm.audit.record import SYSTEM
from crm.mongo.transaction import transactional
from loyalty.models import Member
from loyalty.points.ledger.given import without_purchase
from loyalty.points.ledger.locks import lock_heads
from loyalty.points.ledger.posting import Cause, Ledger, posted_for
from loyalty.points.ledger.sources import REDEMPTION
from loyalty.points.movements.expiry import expire_due
from loyalty.points.movements.merges import pass_on
from loyalty.points.reads import points_in
from loyalty.rules.points.entries import EntryReason


class NotEnoughPoints(Exception):
    """The price is more than what can be spent today."""

    def __init__(self, available: int, balance: int) -> None:
        super().__init__(available)
        self.available, self.balance = available, balance

    @property
    def message(self) -> str:
        """In the reader's language."""
        if self.balance < 0:
            return _("The points are below zero.")
        return _("There are not enough points.")


@transactional
def redeem(member: Member, points: int, redemption_id: ObjectId, *, by_name: str = SYSTEM) -> None:
    """Take the price of a redemption, once; 0 posts nothing.

    Raises NotEnoughPoints if less can be spent today: what is due to expire is posted first.
    """
    heads = lock_heads(member.programme, [member.pk])
    heads = expire_due(member.programme, heads)
    source, head = f"{REDEMPTION}{redemption_id}", heads[member.pk]
    if posted_for([member.pk], source).get(member.pk):
        return
    ledger = Ledger(member.programme, heads, Cause("redeem", by_name))
    now = points_in(head, ledger.today)
    if points > max(now.available, 0) or now.balance < 0:
        raise NotEnoughPoints(now.available, now.balance)
    if points:
        why = without_purchase(member.programme, -points, ledger.today)
        ledger.add(member.pk, source, -points, EntryReason.REDEEMED, why)
        ledger.store()


@transactional
def refund(
    member: Member, redemption_id: ObjectId, *, by_name: str = SYSTEM, cause: str = "refund"
) -> int:
    """Give back what this redemption has paid and not got back yet; how many points.

    To who paid, and from there to whom merges have made of them: an undo parts it with the rest
    (LM-14).
    """
    source, programme = f"{REDEMPTION}{redemption_id}", member.programme
    heads = lock_heads(programme, [member.pk])
    posted = posted_for(heads, source).get(member.pk, {}).get(source)
    paid = -posted.points if posted else 0
    if paid <= 0:
        return 0
    ledger = Ledger(programme, heads, Cause(cause, by_name))
    why = without_purchase(programme, paid, ledger.today)
    ledger.add(member.pk, source, paid, EntryReason.REFUNDED, why)
    ledger.store()
    pass_on(programme, member.pk, ledger.cause)
    return paid


def current_member(member: Member) -> Member:
    """Whom merges have made of a member; the member where none has."""
    while member.merged_into_id:
        member = Member.objects.select_related("programme").get(pk=member.merged_into_id)
    return member
