"""What is said of a member's purchases, in neutral words (LA-5). Where little is known, nothing."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from crm.calendar import add_months
from loyalty.analytics.averages import PurchaseSources, average_purchase
from loyalty.members.page.member import MemberPage
from loyalty.members.page.programme import ProgrammeFacts


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
    of_all = average_purchase(page.member.programme, page.activity.today, _sources(page.programme))
    return AverageBesideAll(own.value, of_all.value) if of_all.has_value else None


def _sources(programme: ProgrammeFacts) -> PurchaseSources:
    return PurchaseSources(
        frozenset(product.pk for product in programme.products),
        bool(programme.receipt_batches),
        {month: programme.line_batches[month] for month in programme.months_of_lines},
    )
