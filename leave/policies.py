"""What the floor decides about leave (LV-1) and about the hours of a shift (AT-3)."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId
from django.utils.translation import gettext_lazy as _

from crm.policies.reads import HeldValues, histories
from crm.registry.policies import DatedValue, Policy, Unit, switch
from leave.attendance.hours import hours_reader
from leave.attendance.policies import WORKING_HOURS
from leave.rules.shifts import HoursOf

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


class LeaveDecisions:
    """All that the floor has ever decided about leave and about the hours of a shift."""

    def __init__(self, values: dict[str, list[DatedValue]]) -> None:
        self._values = values

    def settings_of(self, months: Iterable[date]) -> dict[date, LeaveSettings]:
        """Quota and cost of an off day of each month, as of its first day."""
        return {month: _settings(HeldValues(self._values, month)) for month in months}

    def limits_of(self, days: Iterable[date], product_id: ObjectId | None) -> dict[date, AwayLimit]:
        """How many of the team may be away on each of these days."""
        return {day: _away_limit(HeldValues(self._values, day), product_id) for day in days}

    @property
    def has_limits(self) -> bool:
        """Whether there was ever a team of which not all may be away."""
        return any(each.value for each in self._values[MOST_AWAY.key])

    @property
    def hours_of(self) -> HoursOf:
        """What gives the working hours of a date."""
        return hours_reader(self._values[WORKING_HOURS.key])


def leave_decisions() -> LeaveDecisions:
    """They are read at each use, in the current transaction; one command."""
    return LeaveDecisions(histories((*POLICIES, WORKING_HOURS)))


def settings_of_months(months: Iterable[date]) -> dict[date, LeaveSettings]:
    """Quota and cost of an off day of each month, as of its first day; one command."""
    return leave_decisions().settings_of(months)


def _settings(held: HeldValues) -> LeaveSettings:
    return LeaveSettings(
        quota=int(held.of(LEAVE_QUOTA)) * MINUTES, off_day=int(held.of(OFF_DAY_HOURS)) * MINUTES
    )


def _away_limit(held: HeldValues, product_id: ObjectId | None) -> AwayLimit:
    most, blocks = held.of(MOST_AWAY, product_id), held.of(MOST_AWAY_BLOCKS)
    return AwayLimit(most=int(most) or None, blocks=bool(blocks))
