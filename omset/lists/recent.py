"""The quick choice of a day for staff (OM-28)."""

from dataclasses import replace
from datetime import date
from typing import NamedTuple

from omset import numbers
from omset.lists import links
from omset.lists.filter_forms import SumsForm
from omset.lists.filters import Filter, FilterPeriod


class RecentDay(NamedTuple):
    date: date
    # The filter of this day, with the product that is chosen.
    query: str
    is_chosen: bool


def recent_days(form: SumsForm) -> list[RecentDay]:
    """The 10 last days with data of a staff member in the chosen product; none for admins.

    Only after validation.
    """
    chosen = form.chosen()
    if form.user.is_admin:
        return []
    products = 1 if chosen.product else len(form.offered["product"])
    days = numbers.recent_days(form.user.pk, chosen.product, products=products)
    return [_recent_day(chosen, day) for day in days]


def _recent_day(chosen: Filter, day: date) -> RecentDay:
    period = FilterPeriod(day, day)
    query = links.query(replace(chosen, period=period, staff=None))
    return RecentDay(day, query, chosen.period == period)
