"""Holidays of Indonesia as the package knows them, and how it differs from what is stored."""

from datetime import date

import pytest

from leave.rules.days import DaySource
from leave.rules.holidays import (
    Change,
    HolidayDifference,
    PublicHoliday,
    StoredHoliday,
    differences,
    holidays_of,
)

NYEPI = PublicHoliday(date(2027, 3, 8), DaySource.PUBLIC, "Nyepi", "Day of Silence", False)


def by_date(year):
    return {holiday.date: holiday for holiday in holidays_of(year)}


def test_a_year_has_public_and_joint_holidays_in_order():
    days = holidays_of(2027)
    assert {day.source for day in days} == {DaySource.PUBLIC, DaySource.JOINT}
    assert [day.date for day in days] == sorted({day.date for day in days})


def test_independence_day_is_named_in_both_languages():
    day = by_date(2027)[date(2027, 8, 17)]
    assert day.name == "Hari Kemerdekaan Republik Indonesia"
    assert day.english_name == "Independence Day"


def test_a_reckoned_date_is_an_estimate_and_not_called_one_twice():
    day = by_date(2027)[date(2027, 3, 10)]
    assert day.is_estimate
    assert day.name == "Hari Raya Idul Fitri"
    assert day.english_name == "Eid al-Fitr"


def test_two_holidays_on_one_date_are_one_day():
    day = by_date(2021)[date(2021, 5, 13)]
    assert day.name == "Hari Raya Idul Fitri · Kenaikan Yesus Kristus"
    assert not day.is_estimate


def test_a_date_that_one_of_two_holidays_makes_certain_is_certain():
    assert not by_date(2034)[date(2034, 6, 1)].is_estimate


def test_what_is_stored_as_the_package_has_it_is_no_difference():
    assert differences({NYEPI.date: StoredHoliday("Nyepi", False)}, [NYEPI]) == []


@pytest.mark.parametrize(
    ("stored", "package", "expected"),
    [
        ({}, [NYEPI], HolidayDifference(NYEPI.date, Change.ADDED, "", "Nyepi")),
        (
            {NYEPI.date: StoredHoliday("Nyepi", False)},
            [],
            HolidayDifference(NYEPI.date, Change.REMOVED, "Nyepi", ""),
        ),
        (
            {NYEPI.date: StoredHoliday("Hening", False)},
            [NYEPI],
            HolidayDifference(NYEPI.date, Change.RENAMED, "Hening", "Nyepi"),
        ),
        (
            {NYEPI.date: StoredHoliday("Nyepi", True)},
            [NYEPI],
            HolidayDifference(NYEPI.date, Change.CERTAIN, "Nyepi", "Nyepi"),
        ),
    ],
)
def test_how_the_package_differs(stored, package, expected):
    assert differences(stored, package) == [expected]
