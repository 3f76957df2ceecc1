"""Badges, dated by the purchase that reached them (LP-17). Pure."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise

from loyalty.rules.personal.figures import ZERO, MemberPurchase, Opening, frequency
from loyalty.rules.programmes import Badge, BadgeMetric


def awarded_on(
    badge: Badge, purchases: Iterable[MemberPurchase], openings: Iterable[Opening] = ()
) -> date | None:
    """The day of the purchase or opening that reached the badge; None while it does not hold.

    A return can take it below again: then the purchase counts that reached it since. Points that
    are spent take nothing away; those of the opening were earned.
    """
    reached: date | None = None
    for day, value in values_over_time(badge.metric, purchases, openings):
        if value < badge.least:
            reached = None
        elif reached is None:
            reached = day
    return reached


def values_over_time(
    metric: BadgeMetric, purchases: Iterable[MemberPurchase], openings: Iterable[Opening] = ()
) -> Iterator[tuple[date, Decimal]]:
    """The metric after each purchase, and after the openings of a day, in their order.

    Several of one day, after a merge, are one: between two of them nobody has the metric. What was
    bought after the member was closed is left out (LP-4).
    """
    visits: list[date] = []
    spend, points = ZERO, 0
    # By the day of an opening what was bought before and is in it.
    stated: defaultdict[date | None, Decimal] = defaultdict(Decimal)
    for each, following in pairwise([*_in_order(purchases, openings), None]):
        assert each is not None
        points += each.points
        if isinstance(each, Opening):
            spend += each.spend - stated.pop(each.day, ZERO)
        else:
            visits += [each.day] if each.is_visit else []
            spend += each.amount
            stated[each.stated_on] += each.amount
        if not (isinstance(each, Opening) and _is_opened_further(each.day, following)):
            yield each.day, _value(metric, visits, spend, points)


def _is_opened_further(day: date, following: MemberPurchase | Opening | None) -> bool:
    return isinstance(following, Opening) and following.day == day


def _value(metric: BadgeMetric, visits: Sequence[date], spend: Decimal, points: int) -> Decimal:
    if metric == BadgeMetric.FREQUENCY:
        return frequency(visits) or ZERO
    return {
        BadgeMetric.PURCHASES: Decimal(len(visits)),
        BadgeMetric.SPEND: spend,
        BadgeMetric.POINTS: Decimal(points),
    }[metric]


def _in_order(
    purchases: Iterable[MemberPurchase], openings: Iterable[Opening]
) -> list[MemberPurchase | Opening]:
    """By day; an opening ends its day, since it includes what was bought by then."""
    events: list[MemberPurchase | Opening] = [
        *(each for each in purchases if not each.is_late),
        *openings,
    ]
    return sorted(events, key=lambda each: (each.day, isinstance(each, Opening)))
