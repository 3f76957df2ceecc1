"""The cards of who is in a tier now: by the one ladder and the one spend (LP-9, LP-15)."""

import hashlib
from collections import defaultdict
from datetime import date

from django.core.cache import cache
from django.utils import timezone

from crm.mongo.rows import collection
from loyalty.analytics.holders import holders_stamp, members_of_cards
from loyalty.models import BuyerNumber, Programme
from loyalty.points.earning.spends import spends_for_tiers
from loyalty.programmes.reads import terms_on
from loyalty.rules.programmes import Terms
from loyalty.rules.tiers import tier_of
from loyalty.segments.purchases import SOURCES

KEPT_SECONDS = 24 * 3600


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
    spends = spends_for_tiers(programme, set(members.values()), terms, today)
    of_tier: dict[str, list[str]] = defaultdict(list)
    for card, member_id in members.items():
        of_tier[tier_of(spends[member_id], terms.tiers).name].append(card)
    return dict(of_tier)
