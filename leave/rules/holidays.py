"""The holidays of Indonesia as the package `holidays` knows them (docs/decisions/0016). Pure.

What counts is stored in the calendar (leave/models/calendar.py): nothing here moves a stored day.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from importlib.metadata import version
from typing import NamedTuple

from holidays.constants import GOVERNMENT, PUBLIC
from holidays.countries import Indonesia

from leave.rules.days import DaySource

PACKAGE = f"holidays {version('holidays')}"


class PublicHoliday(NamedTuple):
    """A day as the package names it, in Indonesian and in English."""

    date: date
    source: DaySource
    name: str
    english_name: str
    # Its date is reckoned, and announced by the government later.
    is_estimate: bool


class Change(StrEnum):
    """How the package differs from what is stored."""

    ADDED = "added"
    REMOVED = "removed"
    RENAMED = "renamed"
    CERTAIN = "certain"


class HolidayDifference(NamedTuple):
    """A day on which the package and the stored calendar do not agree."""

    date: date
    change: Change
    stored: str
    package: str


class StoredHoliday(NamedTuple):
    """What the calendar has of a day that was copied."""

    name: str
    is_estimate: bool


def holidays_of(year: int) -> list[PublicHoliday]:
    """The public and joint holidays of a year, each date once, in order."""
    joint = {each.date: each for each in _of_category(year, DaySource.JOINT)}
    public = {each.date: each for each in _of_category(year, DaySource.PUBLIC)}
    return sorted((joint | public).values())


def differences(
    stored: Mapping[date, StoredHoliday], package: Iterable[PublicHoliday]
) -> list[HolidayDifference]:
    """Where the package and the copied days of a year do not agree, in order of the days."""
    packaged = {holiday.date: holiday for holiday in package}
    days = sorted(stored.keys() | packaged.keys())
    pairs = ((day, stored.get(day), packaged.get(day)) for day in days)
    compared = (_difference(day, here, there) for day, here, there in pairs)
    return [difference for difference in compared if difference]


def _difference(
    day: date, here: StoredHoliday | None, there: PublicHoliday | None
) -> HolidayDifference | None:
    names = (here.name if here else "", there.name if there else "")
    if here is None:
        return HolidayDifference(day, Change.ADDED, *names)
    if there is None:
        return HolidayDifference(day, Change.REMOVED, *names)
    if here.is_estimate and not there.is_estimate:
        return HolidayDifference(day, Change.CERTAIN, *names)
    return HolidayDifference(day, Change.RENAMED, *names) if names[0] != names[1] else None


def _of_category(year: int, source: DaySource) -> Iterator[PublicHoliday]:
    category = PUBLIC if source == DaySource.PUBLIC else GOVERNMENT
    named = _package(year, category, "id")
    english = _package(year, category, "en_US")
    for day in named:
        names = [_without_label(named, name) for name in named.get_list(day)]
        translated = [_without_label(english, name).name for name in english.get_list(day)]
        yield PublicHoliday(
            date=day,
            source=source,
            name=" · ".join(each.name for each in names),
            english_name=" · ".join(translated),
            is_estimate=all(each.is_estimate for each in names),
        )


def _package(year: int, category: str, language: str) -> Indonesia:
    return Indonesia(years=year, categories=(category,), language=language)


class _Name(NamedTuple):
    name: str
    is_estimate: bool


def _without_label(package: Indonesia, name: str) -> _Name:
    """The package writes “(perkiraan)” behind the name of what it reckons."""
    label = package.tr(package.estimated_label).removeprefix("%s")
    return _Name(name.removesuffix(label), name.endswith(label))
