"""What members have bought, as tiers, badges and challenges count it (LP-3, LP-9)."""

from collections.abc import Collection
from typing import NamedTuple

from bson import ObjectId

from loyalty.members.page.member import opening_of
from loyalty.models import Member, Programme
from loyalty.points.members import BuyerFacts, facts_of
from loyalty.points.purchases import purchases_by
from loyalty.rules.personal.figures import MemberPurchase, Opening
from loyalty.rules.points.deserved import Purchase, deserved
from loyalty.rules.programmes import Version


class Bought(NamedTuple):
    """A member's purchases and returns with their points, and what the registry stated before."""

    member: Member
    purchases: list[MemberPurchase]
    opening: Opening | None


def bought_by(
    programme: Programme, member_ids: Collection[ObjectId], versions: Collection[Version]
) -> list[Bought]:
    """What each of these members of the programme has bought, by whom posts their points, too."""
    facts = facts_of(member_ids)
    purchases = purchases_by(programme, facts)
    members = Member.objects.select_related("programme").filter(pk__in=list(member_ids))
    return [
        Bought(
            member, _counted(purchases[member.pk], versions, facts[member.pk]), opening_of(member)
        )
        for member in members.order_by("number")
        if member.programme_id == programme.pk
    ]


def _counted(
    purchases: Collection[Purchase], versions: Collection[Version], facts: BuyerFacts
) -> list[MemberPurchase]:
    return [
        MemberPurchase(each.day, each.amount, deserved(each, versions, facts.closed_on).points)
        for each in purchases
    ]
