"""What is said of the last two completed months, in neutral words (LA-5). Pure."""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from crm.calendar import add_months

# The last month is worth saying beyond these percent of the one before.
MORE_THAN, LESS_THAN = 120, 80


def change_in_percent(by_month: Mapping[date, Decimal], today: date) -> int | None:
    """By how many percent the last completed month's spend is above the one before it, or below.

    `by_month` has the spend by the first day of each month; the running month is never looked at.
    None for a change between -20 % and 20 %, and where one of the two months has nothing.
    """
    last, before = (by_month.get(add_months(today, -back)) for back in (1, 2))
    if not last or not before or last < 0 or before < 0:
        return None
    percent = last * 100 / before
    if LESS_THAN <= percent <= MORE_THAN:
        return None
    return int((percent - 100).quantize(Decimal(1), ROUND_HALF_UP))
