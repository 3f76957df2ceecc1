"""What a tier that goes by a window is about to lose, while there is time to buy (LP-16). Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from crm.calendar import next_month
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
    """The loss within thirty days that the calendar alone brings; None for none.

    A window moves on the first day of a month. What other terms bring is no loss by a window.
    """
    day, bought = next_month(today), list(purchases)
    now, then = version_on(today, versions), window_ahead(versions, today)
    if now is None or then is None:
        return None
    tier = tier_of(spend_for_tier(bought, now.terms, today, openings), now.terms.tiers).name
    spend = spend_for_tier(bought, then.terms, day, openings)
    lower = tier_of(spend, then.terms.tiers).name
    if lower == tier or not is_at_least(tier, lower, then.terms.tiers):
        return None
    return TierLoss(day, tier, lower, _minimum(tier, then.terms.tiers) - spend)


def window_ahead(versions: Sequence[Version], today: date) -> Version | None:
    """The version by which a window moves within thirty days; None where none does."""
    day = next_month(today)
    then = version_on(day, versions)
    is_near = (day - today).days <= DAYS_BEFORE
    return then if then and then.terms.tier_months and is_near else None


def _minimum(name: str, tiers: Ladder) -> Decimal:
    return next(tier.minimum for tier in tiers if tier.name == name)
