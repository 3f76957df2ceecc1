"""Badges, dated by the purchase that reached them (LP-17). Pure."""

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from loyalty.rules.personal.figures import ZERO, MemberPurchase, Opening, frequency
from loyalty.rules.programmes import Badge, BadgeMetric


def awarded_on(
    badge: Badge, purchases: Iterable[MemberPurchase], opening: Opening | None = None
) -> date | None:
    """The day of the purchase or opening that reached the badge; None while it does not hold.

    A return can take it below again: then the purchase counts that reached it since. Points that
    are spent take nothing away; those of the opening were earned.
    """
    reached: date | None = None
    for day, value in values_over_time(badge.metric, purchases, opening):
        if value < badge.least:
            reached = None
        elif reached is None:
            reached = day
    return reached


def values_over_time(
    metric: BadgeMetric, purchases: Iterable[MemberPurchase], opening: Opening | None = None
) -> Iterator[tuple[date, Decimal]]:
    """The metric after each purchase, and after the opening, in their order."""
    visits: list[date] = []
    spend, points = ZERO, 0
    for each in _in_order(purchases, opening):
        if isinstance(each, Opening):
            spend, points = each.spend, points + each.points
        else:
            visits += [each.day] if each.is_visit else []
            spend, points = spend + each.amount, points + each.points
        yield (
            each.day,
            {
                BadgeMetric.PURCHASES: Decimal(len(visits)),
                BadgeMetric.SPEND: spend,
                BadgeMetric.POINTS: Decimal(points),
                BadgeMetric.FREQUENCY: frequency(visits) or ZERO,
            }[metric],
        )


def _in_order(
    purchases: Iterable[MemberPurchase], opening: Opening | None
) -> list[MemberPurchase | Opening]:
    """By day; the opening ends its day, and what it states includes what was bought by then."""
    events: list[MemberPurchase | Opening] = [*purchases, *([opening] if opening else [])]
    return sorted(events, key=lambda each: (each.day, isinstance(each, Opening)))
