"""What members have bought, as tiers, badges and challenges count it (LP-3, LP-9)."""

from operator import attrgetter
from typing import NamedTuple

from loyalty.models import Member, Programme
from loyalty.points.earning.members import PostingFacts
from loyalty.points.earning.purchases import purchases_by
from loyalty.rules.personal.figures import MemberPurchase, Opening


class Bought(NamedTuple):
    """A member's purchases and returns with their points, and what registries stated before."""

    member: Member
    purchases: list[MemberPurchase]
    openings: list[Opening]


def bought_by(programme: Programme, known: PostingFacts) -> list[Bought]:
    """What each of these members of the programme has bought, by whom posts their points, too."""
    purchases = purchases_by(programme, known)
    buyers = sorted(known.buyers.values(), key=attrgetter("member.number"))
    return [
        Bought(
            buyer.member,
            [MemberPurchase.of(each, known.versions) for each in purchases[buyer.member.pk]],
            [*buyer.openings.values()],
        )
        for buyer in buyers
        if buyer.member.programme_id == programme.pk
    ]
