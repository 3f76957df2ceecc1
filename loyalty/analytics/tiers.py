"""The cards of who is in a tier now: by the one ladder and the one spend (LP-9, LP-15)."""

import hashlib
from collections import defaultdict
from datetime import date
from decimal import Decimal

from bson import ObjectId
from django.core.cache import cache
from django.utils import timezone

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection
from loyalty.analytics.holders import holders_stamp, members_of_cards
from loyalty.models import BuyerNumber, Member, Programme
from loyalty.programmes.reads import terms_on
from loyalty.rules.achievements.tiers import spend_for_tier
from loyalty.rules.personal.figures import MemberPurchase, Opening, stated_opening
from loyalty.rules.programmes import Terms
from loyalty.rules.tiers import tier_of
from loyalty.segments.purchases import MEMBER, SOURCES, counted_purchases

KEPT_SECONDS = 24 * 3600
OPENING = {"opening_spend": True, "opening_points": True, "opening_day": True}


def cards_of_tier(programme: Programme, name: str) -> frozenset[str]:
    """The cards that have bought and whose member is in a tier now."""
    stamp = holders_stamp(programme).holders
    states = [source.state(programme) for source in SOURCES]
    today = timezone.localdate()
    terms = terms_on(programme, today)
    facts = repr((programme.pk, stamp, states, terms, today))
    key = f"loyalty-tiers:{hashlib.sha256(facts.encode()).hexdigest()}"
    of_tier = cache.get(key) if stamp else None
    if of_tier is None:
        of_tier = _cards_by_tier(programme, terms, today) if terms else {}
        cache.set(key, of_tier, KEPT_SECONDS)
    return frozenset(of_tier.get(name, ()))


def _cards_by_tier(programme: Programme, terms: Terms, today: date) -> dict[str, list[str]]:
    bought = collection(BuyerNumber).find({"programme_id": programme.pk}, {"card": True})
    members = members_of_cards(row["card"] for row in bought)
    spends = _spends(programme, terms, today, set(members.values()))
    of_tier: dict[str, list[str]] = defaultdict(list)
    for card, member_id in members.items():
        of_tier[tier_of(spends[member_id], terms.tiers).name].append(card)
    return dict(of_tier)


def _spends(
    programme: Programme, terms: Terms, today: date, member_ids: set[ObjectId]
) -> dict[ObjectId, Decimal]:
    """The spend of each of these members that decides on their tier."""
    purchases: dict[str, list[MemberPurchase]] = defaultdict(list)
    for sums in counted_purchases(programme, today):
        purchases[sums.buyer] += map(_purchase, sums.dated_amounts)
    rows = collection(Member).find({"_id": {"$in": list(member_ids)}}, OPENING)
    return {
        row["_id"]: spend_for_tier(purchases[f"{MEMBER}{row['_id']}"], terms, today, _opening(row))
        for row in rows
    }


def _purchase(dated_amount: str) -> MemberPurchase:
    day, cents = dated_amount.split(" ")
    return MemberPurchase(date.fromisoformat(day), Decimal(cents).scaleb(-2))


def _opening(row: dict) -> Opening | None:
    day, spend = row.get("opening_day"), row.get("opening_spend")
    return stated_opening(
        day.date() if day else None, to_decimal(spend) if spend else None, row.get("opening_points")
    )
