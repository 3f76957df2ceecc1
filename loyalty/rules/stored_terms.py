"""Terms as they are stored, and back, exactly: amounts are texts, never floats. Pure."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from loyalty.rules.programmes import Badge, BadgeMetric, Earning, StorePurchases, Terms
from loyalty.rules.tiers import Tier, ladder

_PLAIN = ("goal", "hold_days", "expiry_months", "adjustment_limit")


def as_stored(terms: Terms) -> dict[str, Any]:
    """The terms as JSON values."""
    earning = terms.earning
    return {
        "earning": {
            "unit": _text(earning.unit),
            "points": earning.points,
            "minimum": _text_or_none(earning.minimum),
            "cap": earning.cap,
            "excluded": list(earning.excluded),
        },
        "tiers": [[tier.name, _text(tier.minimum)] for tier in terms.tiers],
        "badges": [[badge.metric.value, _text(badge.least)] for badge in terms.badges],
        **{name: getattr(terms, name) for name in _PLAIN},
        "store_purchases": terms.store_purchases.value,
        "tier_months": terms.tier_months,
        "point_value": _text_or_none(terms.point_value),
    }


def from_stored(stored: Mapping[str, Any]) -> Terms:
    """The terms that as_stored() made these values of."""
    return Terms(
        earning=_earning(stored["earning"]),
        tiers=ladder([Tier(name, Decimal(minimum)) for name, minimum in stored["tiers"]]),
        badges=_badges(stored["badges"]),
        **{name: stored[name] for name in _PLAIN},
        store_purchases=StorePurchases(stored.get("store_purchases", StorePurchases.RECEIPTS)),
        tier_months=stored.get("tier_months"),
        point_value=_amount_or_none(stored.get("point_value")),
    )


def _earning(stored: Mapping[str, Any]) -> Earning:
    return Earning(
        unit=Decimal(stored["unit"]),
        points=stored["points"],
        minimum=_amount_or_none(stored["minimum"]),
        cap=stored["cap"],
        excluded=tuple(stored.get("excluded", ())),
    )


def _badges(stored: Sequence[Sequence[str]]) -> tuple[Badge, ...]:
    return tuple(Badge(BadgeMetric(metric), Decimal(least)) for metric, least in stored)


def _text_or_none(amount: Decimal | None) -> str | None:
    return None if amount is None else _text(amount)


def _amount_or_none(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _text(amount: Decimal) -> str:
    return format(amount, "f")
