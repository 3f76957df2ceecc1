"""The working hours of each date, as the floor decided them (AT-3)."""

from datetime import date, datetime
from functools import cache

from crm.policies.reads import history
from crm.policies.rules import value_among
from crm.policies.units import shift_of_value
from leave.attendance.policies import WORKING_HOURS
from leave.rules.shifts import Hours, HoursOf, Shift, shift_of


def hours_reader() -> HoursOf:
    """What gives the working hours of a date; one command, for all dates."""
    values = history(WORKING_HOURS)

    @cache
    def hours_of(day: date) -> Hours:
        return Hours(*shift_of_value(value_among(WORKING_HOURS, values, day)))

    return hours_of


def shift_at(instant: datetime) -> Shift:
    """The shift to which an instant belongs; one command."""
    return shift_of(instant, hours_reader())
