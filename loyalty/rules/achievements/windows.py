"""What a tier that goes by a window is about to lose, while there is time to buy (LP-16). Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from crm.calendar import add_months
from loyalty.rules.achievements.tiers import is_at_least, spend_for_tier
from loyalty.rules.personal.figures import MemberPurchase, Opening
from loyalty.rules.programmes import Version, version_on
from loyalty.rules.tiers import Ladder, tier_of

DAYS_BEFORE = 30


class TierLoss(NamedTuple):
    """From `day` on a member is in a lower tier, unless she buys for what is missing before."""

    day: date
    tier: str
    lower: str
    missing: Decimal


def loss_ahead(
    purchases: Iterable[MemberPurchase],
    versions: Sequence[Version],
    today: date,
    openings: Sequence[Opening] = (),
) -> TierLoss | None:
    """The first loss within thirty days that the calendar alone brings; None for none.

    A window moves on the first day of a month. What other terms bring is no loss by a window.
    """
    now, bought = version_on(today, versions), list(purchases)
    if now is None:
        return None
    spend = spend_for_tier(bought, now.terms, today, openings)
    tier = tier_of(spend, now.terms.tiers).name
    losses = (
        _loss_on(day, tier, spend_for_tier(bought, then.terms, day, openings), then.terms.tiers)
        for day, then in windows_ahead(versions, today)
    )
    return next(filter(None, losses), None)


def windows_ahead(versions: Sequence[Version], today: date) -> list[tuple[date, Version]]:
    """The days within thirty on which a window moves, with the version by which it does.

    Two of them from the thirtieth of January on: March begins within thirty days too.
    """
    days = (add_months(today, 1), add_months(today, 2))
    near = [(day, version_on(day, versions)) for day in days if (day - today).days <= DAYS_BEFORE]
    return [(day, then) for day, then in near if then and then.terms.tier_months]


def _loss_on(day: date, tier: str, spend: Decimal, tiers: Ladder) -> TierLoss | None:
    lower = tier_of(spend, tiers).name
    if lower == tier or not is_at_least(tier, lower, tiers):
        return None
    return TierLoss(day, tier, lower, _minimum(tier, tiers) - spend)


def _minimum(name: str, tiers: Ladder) -> Decimal:
    return next(tier.minimum for tier in tiers if tier.name == name)
