"""Who is away on which days, as the app that keeps leave says; nobody without one."""

from collections.abc import Callable, Iterable
from datetime import date

from bson import ObjectId

# Given people and the first and last of some Jakarta dates: days on which each has approved leave.
AbsenceReader = Callable[[Iterable[ObjectId], date, date], dict[ObjectId, set[date]]]

# Given people, or None for everybody, and the first and last of some Jakarta dates: the minutes for
# which each is away on a day.
MinutesReader = Callable[[Iterable[ObjectId] | None, date, date], dict[ObjectId, dict[date, int]]]

_readers: list[AbsenceReader] = []
_part_readers: list[AbsenceReader] = []
_minutes_readers: list[MinutesReader] = []


def register(reader: AbsenceReader) -> None:
    """Let everybody who has to know ask `reader`."""
    _readers.append(reader)


def register_parts(reader: AbsenceReader) -> None:
    """Let everybody who has to know ask `reader` on which of these days the rest is worked."""
    _part_readers.append(reader)


def register_minutes(reader: MinutesReader) -> None:
    """Let everybody who has to know for how long ask `reader`."""
    _minutes_readers.append(reader)


def away_on(day: date) -> dict[ObjectId, int]:
    """Everybody who has approved leave on a day, and for how many minutes."""
    people: dict[ObjectId, int] = {}
    for reader in _minutes_readers:
        for person, days in reader(None, day, day).items():
            people[person] = people.get(person, 0) + days.get(day, 0)
    return people


def minutes_away(person: ObjectId, day: date) -> int:
    """For how many minutes of a day a person has approved leave."""
    readings = (reader([person], day, day) for reader in _minutes_readers)
    return sum(reading.get(person, {}).get(day, 0) for reading in readings)


def days_away(people: Iterable[ObjectId], first: date, last: date) -> dict[ObjectId, set[date]]:
    """The days from `first` to `last` on which each of these people has approved leave."""
    people = list(people)
    days: dict[ObjectId, set[date]] = {person: set() for person in people}
    for reader in _readers:
        for person, away in reader(people, first, last).items():
            days[person] |= away
    return days


def days_off(people: Iterable[ObjectId], first: date, last: date) -> dict[ObjectId, set[date]]:
    """The same without the days of which a part is worked."""
    people = list(people)
    days = days_away(people, first, last)
    if not any(days.values()):
        return days
    for reader in _part_readers:
        for person, worked in reader(people, first, last).items():
            days[person] -= worked
    return days
