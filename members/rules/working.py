"""How far a batch is worked, and when rows that nobody works go back. Pure."""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

# A row that one of these says something of was worked.
STATUS_COLUMNS = ("whatsapp", "response", "validation")
NO_STATUS: dict[str, Any] = dict.fromkeys(STATUS_COLUMNS, "")


def is_worked(row: Mapping[str, Any]) -> bool:
    """Whether whoever has the row has said anything of it."""
    return any(row[column] for column in STATUS_COLUMNS)


def is_hoarding(without: int, of: int, limit: Decimal) -> bool:
    """Whether more than `limit` percent of a batch have no status; 100 is no limit."""
    return without * 100 > limit * of


def days_here(since: date, today: date, away: Collection[date]) -> int:
    """The days from the day after `since` up to `today` on which somebody was not on leave."""
    days = (since + timedelta(days=number) for number in range(1, (today - since).days + 1))
    return sum(day not in away for day in days)


class Idle(StrEnum):
    """What becomes of a row that has no status yet."""

    STAYS = "stays"
    WARNED = "warned"
    GOES_BACK = "goes back"


def idle_state(since: date, today: date, away: Collection[date], limit: int) -> Idle:
    """What becomes today of a row assigned on `since`, if it has no status after `limit` days.

    Days of leave do not count; the staff member is warned the day before, whatever day that is, so
    `away` says of tomorrow too. 0 is no limit.
    """
    if not limit or days_here(since, today + timedelta(days=1), away) < limit:
        return Idle.STAYS
    return Idle.GOES_BACK if days_here(since, today, away) >= limit else Idle.WARNED
