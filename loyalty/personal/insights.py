"""What is said of a member's purchases, in neutral words (LA-5). Where little is known, nothing."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from crm.calendar import add_months
from loyalty.analytics.averages import average_purchase
from loyalty.members.page.member import MemberPage


class MonthChange(NamedTuple):
    """How the last completed month differs from the one before it."""

    month: date
    before: date
    # Above 0: it has so many percent more; below: so many less.
    percent: int

    @property
    def size(self) -> int:
        """The percent without the direction."""
        return abs(self.percent)


class AverageBesideAll(NamedTuple):
    """A member's average purchase, and that of the whole programme in the last twelve months."""

    own: Decimal
    of_all: Decimal


class Insights(NamedTuple):
    """What there is to say; None for what there is not."""

    change: MonthChange | None
    average: AverageBesideAll | None


def insights_of(page: MemberPage) -> Insights:
    """The insights of a member as of the page's day."""
    return Insights(_change(page), _average(page))


def _change(page: MemberPage) -> MonthChange | None:
    today, percent = page.activity.today, page.activity.change
    if percent is None:
        return None
    return MonthChange(add_months(today, -1), add_months(today, -2), percent)


def _average(page: MemberPage) -> AverageBesideAll | None:
    own = page.activity.figures.average
    if not own.has_value:
        return None
    loaded = page.programme.line_batches
    lines = {month: loaded[month] for month in page.programme.months_of_lines}
    of_all = average_purchase(page.member.programme, page.activity.today, lines)
    return AverageBesideAll(own.value, of_all.value) if of_all.has_value else None
