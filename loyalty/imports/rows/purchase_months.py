"""Which rows of stores are the purchases of a month: receipts, or sales lines (LP-3)."""

from collections.abc import Iterable, Sequence
from datetime import date

from crm import calendar
from loyalty.imports.rows.counted import months_loaded
from loyalty.models import Programme
from loyalty.programmes.reads import versions_of
from loyalty.rules.programmes import StorePurchases, Version, version_on


def months_of_lines(programme: Programme) -> list[int]:
    """The loaded months (YYYYMM) whose lines are the purchases."""
    loaded = months_loaded(programme)
    return months_by_lines(loaded, versions_of(programme) if loaded else [])


def months_by_lines(loaded: Iterable[int], versions: Sequence[Version]) -> list[int]:
    """Those of the months, YYYYMM, in which the programme's versions say so."""
    in_force = {month: version_on(last_day(month), versions) for month in loaded}
    return [
        month
        for month, version in in_force.items()
        if version and version.terms.store_purchases == StorePurchases.LINES
    ]


def last_day(month: int) -> date:
    """The last day of a month, YYYYMM: its lines are dated so."""
    return calendar.last_day(date(*divmod(month, 100), 1))
