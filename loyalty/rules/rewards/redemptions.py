"""Who may have a reward, and what becomes of a redemption (LR-2, LR-6, LR-7, LR-10). Pure."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from loyalty.rules.rewards.terms import RewardTerms
from loyalty.rules.tiers import Ladder, Tier

# Crockford's base 32: no letter that reads as another or as a digit.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", " ": None, "-": None})


class RedemptionState(StrEnum):
    """What has become of a claim on a reward."""

    PENDING = "pending"
    APPROVED = "approved"
    USED = "used"
    EXPIRED = "expired"
    REJECTED = "rejected"
    CANCELLED = "cancelled"


# Everything else is refused (LR-7).
NEXT_STATES = {
    RedemptionState.PENDING: {
        RedemptionState.APPROVED,
        RedemptionState.REJECTED,
        RedemptionState.CANCELLED,
    },
    RedemptionState.APPROVED: {RedemptionState.USED, RedemptionState.EXPIRED},
}
# What has its points and its piece back counts neither for the stock nor for a limit.
TAKEN_STATES = frozenset(RedemptionState) - {RedemptionState.REJECTED, RedemptionState.CANCELLED}


class Refusal(StrEnum):
    """Why a member may not have a reward, in the order in which it is asked (LR-6)."""

    MEMBER = "the member is not active"
    CONTACT = "no contact is confirmed"
    VISIBLE = "the reward is not offered"
    EXPIRED = "the reward has expired"
    STOCK = "out of stock"
    BELOW_ZERO = "points are below zero"
    POINTS = "too few points"
    TIER = "another tier is needed"
    LIMIT = "the limit is reached"


@dataclass(frozen=True)
class Claimant:
    """What is asked of a member who wants a reward."""

    is_active: bool
    has_confirmed_contact: bool
    available_points: int
    tier: Tier
    # The states of her redemptions of this reward.
    own: tuple[RedemptionState, ...] = ()


def left_in_stock(stock: int | None, states: Iterable[RedemptionState]) -> int | None:
    """How many are left; None for unlimited. A stock of 0 is none at all (LR-2)."""
    return None if stock is None else stock - sum(state in TAKEN_STATES for state in states)


def refusal(
    reward: RewardTerms, claimant: Claimant, ladder: Ladder, left: int | None, day: date
) -> Refusal | None:
    """The first reason for which she may not have the reward on that day; None if she may."""
    until, own = reward.offered_until, sum(state in TAKEN_STATES for state in claimant.own)
    points, limit = claimant.available_points, reward.limit_per_member
    asked = {
        Refusal.MEMBER: not claimant.is_active,
        Refusal.CONTACT: not claimant.has_confirmed_contact,
        Refusal.VISIBLE: not reward.is_visible(day),
        Refusal.EXPIRED: until is not None and until < day,
        Refusal.STOCK: left is not None and left < 1,
        Refusal.BELOW_ZERO: points < 0,
        Refusal.POINTS: points < reward.points,
        Refusal.TIER: not _has_tier(reward.tier, claimant.tier, ladder),
        Refusal.LIMIT: limit is not None and own >= limit,
    }
    return next((reason for reason, is_so in asked.items() if is_so), None)


def can_become(state: RedemptionState, following: RedemptionState) -> bool:
    """Whether a redemption may go from one state to the other."""
    return following in NEXT_STATES.get(state, set())


def new_code() -> str:
    """A random code that a till can type."""
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def read_code(typed: str) -> str:
    """The code that was meant: letters that look like digits are these, blanks nothing."""
    return typed.strip().upper().translate(_READ_AS)


def _has_tier(needed: str, tier: Tier, ladder: Ladder) -> bool:
    """A tier that the ladder does not have any more is nobody's."""
    minimum = next((each.minimum for each in ladder if each.name == needed), None)
    return not needed or (minimum is not None and tier.minimum >= minimum)
