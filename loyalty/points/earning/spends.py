"""What many members have spent, where one read of each would be too many (LP-9, LP-15)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from bson import ObjectId

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection
from loyalty.models import Member, Programme
from loyalty.points.earning.members import PostingFacts, merged_members
from loyalty.points.earning.purchases import purchases_by
from loyalty.programmes.reads import versions_of
from loyalty.rules.achievements.tiers import spend_for_tier
from loyalty.rules.personal.figures import MemberPurchase, Opening, stated_opening
from loyalty.rules.points.deserved import Purchase
from loyalty.rules.programmes import Terms
from loyalty.segments.purchases import MEMBER, counted_purchases

FIELDS = dict.fromkeys(("opening_spend", "opening_points", "opening_day", "closed_on"), True)
DatedAmount = tuple[date, Decimal]


class Spent(NamedTuple):
    """What a member has bought, without its points, and what registries have stated."""

    purchases: list[MemberPurchase]
    openings: list[Opening]


def spends_for_tiers(
    programme: Programme, member_ids: Collection[ObjectId], terms: Terms, day: date
) -> dict[ObjectId, Decimal]:
    """The spend that decides on the tier of a day of each of these members (LP-15).

    Who was merged is somebody else now. Each purchase of whom merges have made of more than one is
    judged by its own card (LM-14).
    """
    bought = _bought(programme, day)
    match = {"_id": {"$in": list(member_ids)}, "merged_into_id": None}
    rows = {row["_id"]: row for row in collection(Member).find(match, FIELDS)}
    every = {pk: _alone(row, bought[str(pk)]) for pk, row in rows.items()}
    every |= _merged(programme, every.keys())
    return {
        pk: spend_for_tier(each.purchases, terms, day, each.openings) for pk, each in every.items()
    }


def _bought(programme: Programme, until: date) -> dict[str, list[DatedAmount]]:
    bought: dict[str, list[DatedAmount]] = defaultdict(list)
    for sums in counted_purchases(programme, until):
        if sums.buyer.startswith(MEMBER):
            theirs = bought[sums.buyer.removeprefix(MEMBER)]
            theirs += (_dated_amount(text) for text in sums.dated_amounts)
    return bought


def _dated_amount(text: str) -> DatedAmount:
    day, cents = text.split(" ")
    return date.fromisoformat(day), Decimal(cents).scaleb(-2)


def _alone(row: dict[str, Any], bought: Collection[DatedAmount]) -> Spent:
    """Of whom nobody was merged into: all purchases are judged by the own opening."""
    own, closed_on = (
        row[name].date() if row[name] else None for name in ("opening_day", "closed_on")
    )
    spend = row["opening_spend"]
    opening = stated_opening(own, to_decimal(spend) if spend else None, row["opening_points"])
    dated = (Purchase("", day, amount, None, own, closed_on) for day, amount in bought)
    return Spent([MemberPurchase.of(each, ()) for each in dated], [opening] if opening else [])


def _merged(programme: Programme, member_ids: Collection[ObjectId]) -> dict[ObjectId, Spent]:
    found = merged_members(programme).items()
    buyers = {pk: facts for pk, facts in found if pk in member_ids}
    if not buyers:
        return {}
    bought = purchases_by(programme, PostingFacts(buyers, versions_of(programme)))
    return {
        pk: Spent([MemberPurchase.of(each, ()) for each in bought[pk]], [*facts.openings.values()])
        for pk, facts in buyers.items()
    }
