"""How a reward is on a day, and in which order rewards are shown (LR-4, LR-5). Pure."""

from datetime import date
from enum import StrEnum

from loyalty.rules.rewards.terms import RewardTerms


class OfferState(StrEnum):
    """How a reward is: computed, never set."""

    RETIRED = "retired"
    ENDED = "ended"
    EXPIRED = "expired"
    COMING = "coming"
    NONE_LEFT = "none left"
    OFFERED = "offered"


def offer_state(terms: RewardTerms, left: int | None, day: date, *, is_retired: bool) -> OfferState:
    """How a reward is on a day; `left` None is unlimited, 0 is none (LR-2)."""
    until = terms.offered_until
    asked = {
        OfferState.RETIRED: is_retired,
        OfferState.ENDED: terms.visible_to is not None and terms.visible_to < day,
        OfferState.EXPIRED: until is not None and until < day,
        OfferState.COMING: terms.visible_from is not None and terms.visible_from > day,
        OfferState.NONE_LEFT: left is not None and left < 1,
    }
    return next((state for state, is_so in asked.items() if is_so), OfferState.OFFERED)


def shown_order(
    *, is_featured: bool, sort_order: int, points: int, title: str
) -> tuple[bool, int, int, str]:
    """What rewards are sorted by: featured ones, their place, price, title (LR-5)."""
    return not is_featured, sort_order, points, title.casefold()
