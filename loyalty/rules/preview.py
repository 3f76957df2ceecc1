"""What terms would have done in a month, for whoever is about to publish them (LM-3). Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import NamedTuple

from loyalty.rules.programmes import Terms, deserved_points, excluded_amount
from loyalty.rules.rfm.purchases import ZERO
from loyalty.rules.tiers import Ladder, tier_of

TermsOfDay = Callable[[date], Terms | None]


class MonthPurchase(NamedTuple):
    """What a buyer bought at once, and what of it in which department, as far as it is known."""

    buyer: str
    day: date
    amount: Decimal
    by_department: Mapping[str, Decimal] = MappingProxyType({})


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


def month_outcome(
    purchases: Iterable[MonthPurchase], terms_of: TermsOfDay, openings: Mapping[str, date]
) -> MonthOutcome:
    """What these purchases of members deserve, each by the terms of its day (LP-4).

    `openings` are the days up to which a buyer's purchases are in their opening (LP-9). Amounts of
    0 are in no figure; a return takes points, and is no purchase.
    """
    count = without = points = 0
    for buyer, day, amount, by_department in purchases:
        is_in_opening = day <= openings.get(buyer, date.min)
        deserved = _deserved(amount, by_department, terms_of(day), is_in_opening=is_in_opening)
        points += deserved
        if amount > 0:
            count, without = count + 1, without + (not deserved)
    return MonthOutcome(count, points, without)


def members_by_tier(spends: Iterable[Decimal], tiers: Ladder) -> dict[str, int]:
    """How many of these spends are in which tier, the lowest tier first, empty ones too."""
    counts = Counter(tier_of(spend, tiers).name for spend in spends)
    return {tier.name: counts[tier.name] for tier in tiers}


def _deserved(
    amount: Decimal,
    by_department: Mapping[str, Decimal],
    terms: Terms | None,
    *,
    is_in_opening: bool,
) -> int:
    if terms is None or is_in_opening or amount == ZERO:
        return 0
    eligible = amount - excluded_amount(by_department, terms.earning)
    return deserved_points(eligible, terms.earning)
