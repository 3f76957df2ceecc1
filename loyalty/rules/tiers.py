"""The one ladder of tiers of a programme, and the one function that reads it (LP-15). Pure."""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

ZERO = Decimal(0)
LONGEST_NAME = 40


class Tier(NamedTuple):
    """A step of the ladder: reached by a spend of `minimum`, the minimum included."""

    name: str
    minimum: Decimal


class TierProgress(NamedTuple):
    """The tier that a spend has reached, the next one, and what is missing to it."""

    tier: Tier
    following: Tier | None
    missing: Decimal

    @property
    def percent(self) -> int:
        """How far the way from this tier's minimum to the next one's is gone, in whole percent."""
        if self.following is None:
            return 100
        way = self.following.minimum - self.tier.minimum
        return max(0, int((way - self.missing) * 100 / way))


class NotALadder(ValueError):
    """The tiers are no ladder: none at all, the lowest not 0, not rising, or a name twice."""


Ladder = tuple[Tier, ...]


def ladder(tiers: Sequence[Tier]) -> Ladder:
    """These tiers as a ladder, lowest first. Raises NotALadder."""
    minima = [tier.minimum for tier in tiers]
    names = {tier.name.strip().casefold() for tier in tiers}
    if not tiers or minima[0] != ZERO or len(names) < len(tiers) or "" in names:
        raise NotALadder(tiers)
    if any(lower >= higher for lower, higher in pairwise(minima)):
        raise NotALadder(tiers)
    return tuple(tiers)


def tier_of(spend: Decimal, tiers: Ladder) -> Tier:
    """The highest tier whose minimum is at most the spend; the lowest for less than nothing.

    `spend` is what was bought less what was returned, in the programme's currency: never a balance
    of points, so that to redeem costs nobody their tier.
    """
    return tier_progress(spend, tiers).tier


def tier_progress(spend: Decimal, tiers: Ladder) -> TierProgress:
    """The tier that a spend has reached, and how much is missing to the next."""
    reached = max(1, sum(tier.minimum <= spend for tier in tiers))
    following = tiers[reached] if reached < len(tiers) else None
    missing = following.minimum - spend if following else ZERO
    return TierProgress(tiers[reached - 1], following, missing)
