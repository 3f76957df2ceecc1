"""What members have bought, as tiers, badges and challenges count it (LP-3, LP-9)."""

from collections.abc import Collection
from operator import attrgetter
from typing import NamedTuple

from loyalty.members.page.member import opening_of
from loyalty.models import Member, Programme
from loyalty.points.earning.members import PostingFacts
from loyalty.points.earning.purchases import purchases_by
from loyalty.rules.personal.figures import MemberPurchase, Opening
from loyalty.rules.points.deserved import Purchase, deserved


class Bought(NamedTuple):
    """A member's purchases and returns with their points, and what the registry stated before."""

    member: Member
    purchases: list[MemberPurchase]
    opening: Opening | None


def bought_by(programme: Programme, known: PostingFacts) -> list[Bought]:
    """What each of these members of the programme has bought, by whom posts their points, too."""
    purchases = purchases_by(programme, known)
    members = sorted((buyer.member for buyer in known.buyers.values()), key=attrgetter("number"))
    return [
        Bought(member, _counted(purchases[member.pk], known, member), opening_of(member))
        for member in members
        if member.programme_id == programme.pk
    ]


def _counted(
    purchases: Collection[Purchase], known: PostingFacts, member: Member
) -> list[MemberPurchase]:
    judged = ((each, deserved(each, known.versions, member.closed_on)) for each in purchases)
    return [MemberPurchase(each.day, each.amount, worth.points) for each, worth in judged]
