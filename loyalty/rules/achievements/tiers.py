"""Which tier a member is in on a day, since when, and by which spend (LP-15, LP-16). Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from crm.calendar import add_months, months_between
from loyalty.rules.achievements.badges import values_over_time
from loyalty.rules.personal.figures import ZERO, MemberPurchase, Opening, lifetime_spend
from loyalty.rules.programmes import BadgeMetric, Terms
from loyalty.rules.tiers import Ladder, TierProgress, tier_of, tier_progress


class ReachedTier(NamedTuple):
    """A tier by its name, and the day of the purchase that led to it; None for the lowest.

    `by_window` says that no purchase led to it: an earlier one has left the window on that day.
    """

    name: str
    since: date | None
    by_window: bool = False


class SpendOfDay(NamedTuple):
    """The spend of a window that ends on a day, before or after what was bought on it."""

    day: date
    spend: Decimal
    by_window: bool


def spend_for_tier(
    purchases: Iterable[MemberPurchase], terms: Terms, day: date, opening: Opening | None = None
) -> Decimal:
    """The spend that decides on the tier of a day: what every page asks (LP-15).

    Of all time with the opening; or of the last calendar months, that of the day among them, and
    then what was bought in them, whether or not the opening knows it too.
    """
    until = [each for each in purchases if each.day <= day]
    if terms.tier_months is None:
        is_begun = opening is not None and opening.day <= day
        return lifetime_spend(until, opening if is_begun else None)
    first = first_of_window(terms.tier_months, day)
    return sum((each.amount for each in until if each.day >= first), ZERO)


def progress_on(
    purchases: Iterable[MemberPurchase], terms: Terms, day: date, opening: Opening | None = None
) -> TierProgress:
    """The tier of a day, and what is missing to the next."""
    return tier_progress(spend_for_tier(purchases, terms, day, opening), terms.tiers)


def first_of_window(months: int, day: date) -> date:
    """The first day of a window of so many calendar months that ends on a day."""
    return add_months(day, 1 - months)


def reached_tier(
    purchases: Iterable[MemberPurchase], terms: Terms, day: date, opening: Opening | None = None
) -> ReachedTier:
    """The tier of a day, by one ladder, and what has led to it."""
    reached = ReachedTier(terms.tiers[0].name, None)
    until = [each for each in purchases if each.day <= day]
    for moment in _spends_over_time(until, terms.tier_months, day, opening):
        name = tier_of(moment.spend, terms.tiers).name
        if name != reached.name:
            reached = ReachedTier(name, moment.day, moment.by_window)
    return reached


def is_at_least(name: str, least: str, tiers: Ladder) -> bool:
    """Whether a tier is this one or a higher one; no tier of the ladder is at least any other."""
    names = [tier.name for tier in tiers]
    return least in names and name in names and names.index(name) >= names.index(least)


def _spends_over_time(
    purchases: Sequence[MemberPurchase], months: int | None, day: date, opening: Opening | None
) -> Iterator[SpendOfDay]:
    if months is not None:
        yield from _windows_over_time(purchases, months, day)
        return
    begun = opening if opening and opening.day <= day else None
    for moment, spend in values_over_time(BadgeMetric.SPEND, purchases, begun):
        yield SpendOfDay(moment, spend, by_window=False)


def _windows_over_time(
    purchases: Sequence[MemberPurchase], months: int, day: date
) -> Iterator[SpendOfDay]:
    """A window loses a month on each first day, before anything is bought on it."""
    if not purchases:
        return
    every = sorted(purchases, key=lambda each: each.day)
    starts = [*months_between(every[0].day, day), add_months(day, 1)]
    for start, following in pairwise(starts):
        first = first_of_window(months, start)
        spend = sum((each.amount for each in every if first <= each.day < start), ZERO)
        yield SpendOfDay(start, spend, by_window=True)
        for each in every:
            if start <= each.day < following:
                spend += each.amount
                yield SpendOfDay(each.day, spend, by_window=False)
