"""Who is away on which days, as the app that keeps leave says; nobody without one."""

from collections.abc import Callable, Iterable
from datetime import date

from bson import ObjectId

# Given people and the first and last of some Jakarta dates: the days on which each is away.
AbsenceReader = Callable[[Iterable[ObjectId], date, date], dict[ObjectId, set[date]]]

_readers: list[AbsenceReader] = []


def register(reader: AbsenceReader) -> None:
    """Let everybody who has to know ask `reader`."""
    _readers.append(reader)


def days_away(people: Iterable[ObjectId], first: date, last: date) -> dict[ObjectId, set[date]]:
    """The days from `first` to `last` on which each of these people has approved leave."""
    people = list(people)
    days: dict[ObjectId, set[date]] = {person: set() for person in people}
    for reader in _readers:
        for person, away in reader(people, first, last).items():
            days[person] |= away
    return days
