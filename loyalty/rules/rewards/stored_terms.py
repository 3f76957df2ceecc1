"""What a redemption keeps of its reward as it was on the request, and back (LR-4). Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from loyalty.rules.rewards.terms import ExpiryKind, RewardTerms, RewardType

_PLAIN = ("percent", "sku", "instructions", "uses", "expiry_days", "needs_approval")


@dataclass(frozen=True, kw_only=True)
class KeptTerms:
    """The terms by which a redemption goes, and the texts and limits that only people read."""

    terms: RewardTerms
    conditions: str = ""
    most_off: Decimal | None = None
    minimum_purchase: Decimal | None = None
    refunds_expired: bool = False


def as_stored(kept: KeptTerms) -> dict[str, Any]:
    """The terms as JSON values."""
    terms = kept.terms
    return {
        **{name: getattr(terms, name) for name in _PLAIN},
        "title": terms.title,
        "description": terms.description,
        "points": terms.points,
        "reward_type": terms.reward_type.value,
        "amount": _text(terms.amount),
        "expiry": terms.expiry.value,
        "expiry_day": terms.expiry_day.isoformat() if terms.expiry_day else None,
        "created_on": terms.created_on.isoformat(),
        "conditions": kept.conditions,
        "most_off": _text(kept.most_off),
        "minimum_purchase": _text(kept.minimum_purchase),
        "refunds_expired": kept.refunds_expired,
    }


def from_stored(stored: Mapping[str, Any]) -> KeptTerms:
    """The terms that as_stored() made these values of."""
    day = stored["expiry_day"]
    terms = RewardTerms(
        **{name: stored[name] for name in _PLAIN},
        title=stored["title"],
        description=stored["description"],
        points=stored["points"],
        reward_type=RewardType(stored["reward_type"]),
        amount=_amount(stored["amount"]),
        expiry=ExpiryKind(stored["expiry"]),
        expiry_day=date.fromisoformat(day) if day else None,
        created_on=date.fromisoformat(stored["created_on"]),
    )
    return KeptTerms(
        terms=terms,
        conditions=stored["conditions"],
        most_off=_amount(stored["most_off"]),
        minimum_purchase=_amount(stored["minimum_purchase"]),
        refunds_expired=stored["refunds_expired"],
    )


def _text(amount: Decimal | None) -> str | None:
    return None if amount is None else format(amount, "f")


def _amount(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
