"""The working hours of each date, as the floor decided them (AT-3)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache

from crm.policies.reads import history
from crm.policies.rules import value_among
from crm.policies.units import shift_of_value
from crm.registry.policies import DatedValue
from leave.attendance.policies import DEFAULT_HOURS, WORKING_HOURS
from leave.rules.shifts import Hours, HoursOf, Shift, shift_of


def hours_reader(values: Sequence[DatedValue] | None = None) -> HoursOf:
    """What gives the working hours of a date; one command for all dates, none with `values`.

    `values` are all that were decided about them, if they were read before.
    """
    values = history(WORKING_HOURS) if values is None else values

    @cache
    def hours_of(day: date) -> Hours:
        return Hours(*shift_of_value(value_among(WORKING_HOURS, values, day)))

    return hours_of


def earliest_start(values: Iterable[DatedValue]) -> int:
    """When the earliest shift of all that were ever decided begins, in minutes after midnight."""
    starts = [shift_of_value(value.value)[0] for value in values]
    return min([shift_of_value(DEFAULT_HOURS)[0], *starts])


def shift_at(instant: datetime) -> Shift:
    """The shift to which an instant belongs; one command."""
    return shift_of(instant, hours_reader())
