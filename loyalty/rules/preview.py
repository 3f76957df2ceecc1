"""What terms would have done in a month, for whoever is about to publish them (LM-3). Pure."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from loyalty.rules.personal.figures import MemberPurchase
from loyalty.rules.tiers import Ladder, tier_of


@dataclass(frozen=True)
class MonthOutcome:
    """What the purchases of a month earn by some terms, and in which tiers its end finds members.

    `without_points` counts the purchases that earn nothing.
    """

    purchases: int = 0
    points: int = 0
    without_points: int = 0
    # By the names of the ladder, the lowest first; empty where no version was valid.
    tiers: dict[str, int] = field(default_factory=dict)


def month_outcome(purchases: Iterable[MemberPurchase]) -> MonthOutcome:
    """What these purchases of members come to; a return takes points, and is no purchase."""
    own = list(purchases)
    visits = [each for each in own if each.is_visit]
    return MonthOutcome(
        purchases=len(visits),
        points=sum(each.points for each in own),
        without_points=sum(not each.points for each in visits),
    )


def members_by_tier(spends: Iterable[Decimal], tiers: Ladder) -> dict[str, int]:
    """How many of these spends are in which tier, the lowest tier first, empty ones too."""
    counts = Counter(tier_of(spend, tiers).name for spend in spends)
    return {tier.name: counts[tier.name] for tier in tiers}
