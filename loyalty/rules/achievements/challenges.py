"""Challenges: a target within some days, or in each calendar month (LP-18). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from crm.calendar import first_day, last_day
from loyalty.rules.personal.figures import MemberPurchase


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

    Without a range it begins anew with each calendar month.
    """

    metric: ChallengeMetric
    target: Decimal
    points: int
    dates: DateRange | None = None

    def __post_init__(self) -> None:
        if self.target <= 0 or self.points < 0:
            raise ValueError(self)

    def range_on(self, day: date) -> DateRange | None:
        """In which range a purchase of that day counts; None outside of all."""
        if self.dates is None:
            return DateRange(first_day(day), last_day(day))
        return self.dates if self.dates.first <= day <= self.dates.last else None


def progress(
    challenge: Challenge, purchases: Iterable[MemberPurchase], dates: DateRange
) -> Decimal:
    """How much of the target there is, never below 0: by business date, whenever approved."""
    within = [each for each in purchases if dates.first <= each.day <= dates.last]
    counted = {
        ChallengeMetric.PURCHASES: lambda: sum(each.is_visit for each in within),
        ChallengeMetric.SPEND: lambda: sum(each.amount for each in within),
        ChallengeMetric.POINTS: lambda: sum(each.points for each in within),
    }
    return max(Decimal(0), Decimal(counted[challenge.metric]()))


def deserved_by_challenge(
    challenge: Challenge, purchases: Iterable[MemberPurchase], dates: DateRange
) -> int:
    """The points that the challenge deserves in the range now: all of them, or none."""
    is_reached = progress(challenge, purchases, dates) >= challenge.target
    return challenge.points if is_reached else 0
