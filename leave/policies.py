"""What the floor decides about leave (LV-1) and about the hours of a shift (AT-3)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId
from django.utils.translation import gettext_lazy as _

from crm.policies.reads import HeldValues, histories
from crm.registry.policies import Policy, Unit, switch

PAGE = "leave"
MINUTES = 60
DAY_MINUTES = 24 * MINUTES

LEAVE_QUOTA = Policy(
    key="leave-quota",
    label=_("Leave in a month"),
    help=_("So many hours of leave everybody has in each calendar month."),
    unit=Unit.HOURS,
    rule="LV-1",
    page=PAGE,
    most=Decimal(31 * 24),
    default=Decimal(24),
)
OFF_DAY_HOURS = Policy(
    key="leave-off-day",
    label=_("Hours of an off day"),
    help=_("So many hours of the month an off day costs."),
    unit=Unit.HOURS,
    rule="LV-1",
    page=PAGE,
    least=Decimal(1),
    most=Decimal(24),
    default=Decimal(12),
)
MOST_AWAY = Policy(
    key="leave-most-away",
    label=_("People away on one day"),
    help=_(
        "So many of a product's team may be away on one day; sick leave is never refused. "
        "0: no limit."
    ),
    unit=Unit.COUNT,
    rule="LV-4",
    page=PAGE,
    most=Decimal(1000),
    default=Decimal(0),
    per_product=True,
)
MOST_AWAY_BLOCKS = switch(
    key="leave-most-away-blocks",
    label=_("More people away than that are refused"),
    help=_("Otherwise whoever asks or decides is warned."),
    rule="LV-4",
    page=PAGE,
)
POLICIES = (LEAVE_QUOTA, OFF_DAY_HOURS, MOST_AWAY, MOST_AWAY_BLOCKS)


class LeaveSettings(NamedTuple):
    """What holds on a day, in whole minutes."""

    quota: int
    off_day: int


class AwayLimit(NamedTuple):
    """How many of a team may be away on a day; None: as many as want to."""

    most: int | None
    blocks: bool


def settings_of_months(months: Iterable[date]) -> dict[date, LeaveSettings]:
    """Quota and cost of an off day of each month, as of its first day; one command."""
    values = histories((LEAVE_QUOTA, OFF_DAY_HOURS))
    return {month: _settings(HeldValues(values, month)) for month in months}


def away_limits(days: Iterable[date], product_id: ObjectId | None) -> dict[date, AwayLimit]:
    """How many of the team may be away on each of these days; one command."""
    values = histories((MOST_AWAY, MOST_AWAY_BLOCKS))
    return {day: _away_limit(HeldValues(values, day), product_id) for day in days}


def _settings(held: HeldValues) -> LeaveSettings:
    return LeaveSettings(
        quota=int(held.of(LEAVE_QUOTA)) * MINUTES, off_day=int(held.of(OFF_DAY_HOURS)) * MINUTES
    )


def _away_limit(held: HeldValues, product_id: ObjectId | None) -> AwayLimit:
    most, blocks = held.of(MOST_AWAY, product_id), held.of(MOST_AWAY_BLOCKS)
    return AwayLimit(most=int(most) or None, blocks=bool(blocks))
