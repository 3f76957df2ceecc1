"""Since when a member is in a tier (LP-16). Pure."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from loyalty.rules.achievements.badges import values_over_time
from loyalty.rules.personal.figures import MemberPurchase, Opening
from loyalty.rules.programmes import BadgeMetric
from loyalty.rules.tiers import Ladder, tier_of


class ReachedTier(NamedTuple):
    """A tier by its name, and the day of the purchase that led to it; None for the lowest."""

    name: str
    since: date | None


def reached_tier(
    purchases: Iterable[MemberPurchase], tiers: Ladder, opening: Opening | None = None
) -> ReachedTier:
    """The tier that all of these have led to, by one ladder."""
    reached = ReachedTier(tiers[0].name, None)
    for day, spend in values_over_time(BadgeMetric.SPEND, purchases, opening):
        name = tier_of(spend, tiers).name
        if name != reached.name:
            reached = ReachedTier(name, day)
    return reached


def is_at_least(name: str, least: str, tiers: Ladder) -> bool:
    """Whether a tier is this one or a higher one; no tier of the ladder is at least any other."""
    names = [tier.name for tier in tiers]
    return least in names and name in names and names.index(name) >= names.index(least)
