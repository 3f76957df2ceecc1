"""Which days are closed."""

from datetime import date

from leave.rules.days import ClosedDay


def closed_days(first: date, last: date) -> dict[date, ClosedDay]:
    """The days from `first` to `last` that are not like the others; one command."""
    return {}
