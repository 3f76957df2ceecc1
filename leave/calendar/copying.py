"""Copying the holidays of a year into the calendar, and how the package differs from it."""

from crm.audit.record import note_event
from crm.mongo.transaction import transactional
from crm.staff.models import User
from leave.models import CalendarDay
from leave.rules.days import DaySource
from leave.rules.holidays import (
    PACKAGE,
    HolidayDifference,
    PublicHoliday,
    StoredHoliday,
    differences,
    holidays_of,
)


@transactional
def copy_year(year: int, *, by: User) -> int:
    """Add the holidays of a year that the calendar has not; how many. No stored day is changed.

    They move nothing until somebody has confirmed them.
    """
    stored = set(CalendarDay.objects.of_year(year).values_list("date", flat=True))
    new = [_row(each) for each in holidays_of(year) if each.date not in stored]
    for row in new:
        row.save()
        note_event(row, "copy", by=by, after={"date": f"{row.date}", "name": row.name})
    return len(new)


def differences_of(year: int) -> list[HolidayDifference]:
    """Where the package differs from the calendar of a year; days of one's own are no difference
    unless the package has a holiday on one."""
    rows = CalendarDay.objects.of_year(year)
    package = holidays_of(year)
    named = {holiday.date for holiday in package}
    copied = (row for row in rows if row.source != DaySource.OWN or row.date in named)
    stored = {row.date: StoredHoliday(row.name, row.is_estimate) for row in copied}
    return differences(stored, package)


def _row(holiday: PublicHoliday) -> CalendarDay:
    return CalendarDay(
        date=holiday.date,
        name=holiday.name,
        english_name=holiday.english_name,
        source=holiday.source.value,
        is_estimate=holiday.is_estimate,
        copied_from=PACKAGE,
    )
