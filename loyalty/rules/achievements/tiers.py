"""Which tier a member is in on a day, since when, and by which spend (LP-15, LP-16). Pure."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from crm.calendar import add_months, months_between
from loyalty.rules.achievements.badges import values_over_time
from loyalty.rules.personal.figures import ZERO, MemberPurchase, Opening, lifetime_spend
from loyalty.rules.programmes import BadgeMetric, Terms, Version, version_on
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
    purchases: Iterable[MemberPurchase], terms: Terms, day: date, openings: Iterable[Opening] = ()
) -> Decimal:
    """The spend that decides on the tier of a day: what every page asks (LP-15).

    Of all time with the openings; or of the last calendar months, that of the day among them, and
    then what was bought in them, whether or not an opening knows it too.
    """
    if terms.tier_months is None:
        return lifetime_spend(purchases, openings, day)
    until = [each for each in purchases if each.day <= day]
    return _sum_since(first_of_window(terms.tier_months, day), until)


def progress_on(
    purchases: Iterable[MemberPurchase], terms: Terms, day: date, openings: Iterable[Opening] = ()
) -> TierProgress:
    """The tier of a day, and what is missing to the next."""
    return tier_progress(spend_for_tier(purchases, terms, day, openings), terms.tiers)


def first_of_window(months: int, day: date) -> date:
    """The first day of a window of so many calendar months that ends on a day."""
    return add_months(day, 1 - months)


def reached_tier(
    purchases: Iterable[MemberPurchase],
    versions: Sequence[Version],
    day: date,
    openings: Iterable[Opening] = (),
) -> ReachedTier | None:
    """The tier of a day, each day before it by the version of that day, and what has led to it.

    None before the programme's first version.
    """
    reached, bought, stated = None, list(purchases), list(openings)
    for first, last in _spans(versions, day):
        version = version_on(first, versions)
        if version is None:
            continue
        for moment in _within(first, bought, version.terms, last, stated):
            reached = _next(reached, moment, version.terms.tiers)
    return reached


def is_at_least(name: str, least: str, tiers: Ladder) -> bool:
    """Whether a tier is this one or a higher one; no tier of the ladder is at least any other."""
    names = [tier.name for tier in tiers]
    return least in names and name in names and names.index(name) >= names.index(least)


def _spans(versions: Sequence[Version], day: date) -> Iterator[tuple[date, date]]:
    """From each day on which another version begins to the last one before the next, or `day`."""
    begun = sorted({each.valid_from for each in versions if each.valid_from <= day})
    ends = [first - timedelta(days=1) for first in begun[1:]]
    return zip(begun, [*ends, day], strict=True) if begun else iter(())


def _next(before: ReachedTier | None, moment: SpendOfDay, tiers: Ladder) -> ReachedTier:
    name = tier_of(moment.spend, tiers).name
    if before is None and name == tiers[0].name:
        return ReachedTier(name, None)
    if before is not None and name == before.name:
        return before
    return ReachedTier(name, moment.day, moment.by_window)


def _within(
    first: date,
    purchases: Sequence[MemberPurchase],
    terms: Terms,
    last: date,
    openings: Sequence[Opening],
) -> Iterator[SpendOfDay]:
    """The spend with which terms begin on a day, whatever has led to it, and each one until
    their last day."""
    beginning, later = ZERO, list[SpendOfDay]()
    for moment in _spends_over_time(purchases, terms.tier_months, last, openings):
        if moment.day < first or (moment.day == first and moment.by_window):
            beginning = moment.spend
        else:
            later.append(moment)
    yield SpendOfDay(first, beginning, by_window=False)
    yield from later


def _spends_over_time(
    purchases: Sequence[MemberPurchase], months: int | None, day: date, openings: Sequence[Opening]
) -> Iterator[SpendOfDay]:
    until = [each for each in purchases if each.day <= day]
    if months is not None:
        yield from _windows_over_time(until, months, day)
        return
    begun = [each for each in openings if each.day <= day]
    for moment, spend in values_over_time(BadgeMetric.SPEND, until, begun):
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
        before = [each for each in every if each.day < start]
        spend = _sum_since(first_of_window(months, start), before)
        yield SpendOfDay(start, spend, by_window=True)
        for each in every:
            if start <= each.day < following and not each.is_late:
                spend += each.amount
                yield SpendOfDay(each.day, spend, by_window=False)


def _sum_since(first: date, purchases: Iterable[MemberPurchase]) -> Decimal:
    """What was bought from a day on; nothing of what is after a closing (LP-4)."""
    return sum((each.amount for each in purchases if each.day >= first and not each.is_late), ZERO)
