"""Challenges: a target within some days, or in each calendar month (LP-18). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from crm.calendar import first_day, last_day
from loyalty.rules.personal.figures import ZERO, MemberPurchase


class ChallengeMetric(StrEnum):
    """What is counted towards the target."""

    PURCHASES = "purchases"
    SPEND = "spend"
    POINTS = "points earned"


class DateRange(NamedTuple):
    """From a day to a day, both included."""

    first: date
    last: date


@dataclass(frozen=True)
class Challenge:
    """Reaching the target within the range gives the points once, a range and member.

    Without a range it begins anew with each calendar month, `since` a day and `until` another.
    """

    metric: ChallengeMetric
    target: Decimal
    points: int
    dates: DateRange | None = None
    since: date = date.min
    until: date = date.max

    def __post_init__(self) -> None:
        if self.target <= 0 or self.points < 0:
            raise ValueError(self)

    def range_on(self, day: date) -> DateRange | None:
        """In which range a purchase of that day counts; None outside of all."""
        if self.dates is not None:
            return self.dates if self.dates.first <= day <= self.dates.last else None
        if not self.since <= day <= self.until:
            return None
        return DateRange(max(first_day(day), self.since), min(last_day(day), self.until))

    def ranges_of(self, purchases: Iterable[MemberPurchase]) -> list[DateRange]:
        """The ranges in which any of these count, in order."""
        ranges = (self.range_on(each.day) for each in purchases)
        return sorted({dates for dates in ranges if dates is not None})


def reached_on(
    challenge: Challenge, purchases: Iterable[MemberPurchase], dates: DateRange
) -> date | None:
    """The day of the purchase that reached the target in the range; None while it is not.

    A return can take it below again: then the purchase counts that reached it since.
    """
    reached: date | None = None
    so_far = ZERO
    within = [each for each in purchases if dates.first <= each.day <= dates.last]
    for each in sorted(within, key=lambda each: each.day):
        so_far += _counts_for(challenge.metric, each)
        if so_far < challenge.target:
            reached = None
        elif reached is None:
            reached = each.day
    return reached


def progress(
    challenge: Challenge, purchases: Iterable[MemberPurchase], dates: DateRange
) -> Decimal:
    """How much of the target there is, never below 0: by business date, whenever approved."""
    within = (each for each in purchases if dates.first <= each.day <= dates.last)
    return max(ZERO, sum((_counts_for(challenge.metric, each) for each in within), ZERO))


def _counts_for(metric: ChallengeMetric, purchase: MemberPurchase) -> Decimal:
    """Nothing that is dated after the member was closed (LP-4)."""
    if purchase.is_late:
        return ZERO
    if metric == ChallengeMetric.SPEND:
        return purchase.amount
    if metric == ChallengeMetric.POINTS:
        return Decimal(purchase.points)
    return Decimal(purchase.is_visit)


def deserved_by_challenge(
    challenge: Challenge, purchases: Iterable[MemberPurchase], dates: DateRange
) -> int:
    """The points that the challenge deserves in the range now: all of them, or none."""
    is_reached = progress(challenge, purchases, dates) >= challenge.target
    return challenge.points if is_reached else 0
