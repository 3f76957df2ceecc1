"""Dates and times of a file: YYYYMMDD, ISO, or the day first, never the month first (LI-12). Pure.

Empty, 0 and 00000000 are no date; 905 is five past nine.
"""

import re
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext_lazy as _

from loyalty.rules.files.outcomes import Unreadable, text_of, unreadable
from omset.rules.amounts import Unreadable as UnreadableText
from omset.rules.dates import read_date

NO_DATE = _("“%(text)s” is not a date.")
NO_TIME = _("“%(text)s” is not a time.")
NO_MONTH = _("“%(text)s” is not a month: write YYYYMM.")
MISSING = _("There is no date.")
AFTER_TODAY = _("“%(text)s” is after today.")
OLDEST_YEAR = 1900
_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_NONE = re.compile(r"0*|0000-00-00|00/00/0000", re.ASCII)
_MONTH = re.compile(r"(\d{4})-?(0[1-9]|1[0-2])", re.ASCII)
_WITH_TIME = re.compile(r"(\S+)[T ](\d{2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(?:Z|[+-]\d\d:?\d\d)?")
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?", re.ASCII)
_HHMM = re.compile(r"\d{1,4}", re.ASCII)


def day_of(value: Any, today: date) -> date | None:
    """The day in a field; None for none. `today` is the store's. Raises Unreadable."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else _day(text_of(value), today)


def past_day_of(value: Any, today: date) -> date:
    """A day that must be there and not after today, as a receipt has it. Raises Unreadable."""
    day = day_of(value, today)
    if day is None:
        raise Unreadable(MISSING)
    if day > today:
        raise unreadable(AFTER_TODAY, text_of(value))
    return day


def instant_of(value: Any, today: date) -> datetime | None:
    """The day in a field with its time, midnight without one; None for none. Raises Unreadable."""
    if isinstance(value, datetime):
        return value
    text = text_of(value)
    match = _WITH_TIME.fullmatch(text)
    day = _day(match[1], today) if match else day_of(value, today)
    if day is None:
        return None
    hour, minute, second = match.group(2, 3, 4) if match else ("0", "0", "0")
    try:
        return datetime.combine(day, time(int(hour), int(minute), int(second or 0)))
    except ValueError as error:
        raise unreadable(NO_DATE, text) from error


def time_of(value: Any) -> time | None:
    """The time in a field: HHMM as a number, or HH:MM; None for an empty one. Raises Unreadable."""
    return _time(text_of(value))


def month_of(value: Any, today: date) -> date:
    """The first day of a month, YYYYMM, that must be there and have begun. Raises Unreadable."""
    return _month(value if type(value) is str else text_of(value), today)


@lru_cache(maxsize=1 << 12)
def _time(text: str) -> time | None:
    if not text:
        return None
    match = _TIME.fullmatch(text)
    if match:
        hour, minute = int(match[1]), int(match[2])
    elif _HHMM.fullmatch(text):
        hour, minute = divmod(int(text), 100)
    else:
        raise unreadable(NO_TIME, text)
    if hour > 23 or minute > 59:
        raise unreadable(NO_TIME, text)
    return time(hour, minute)


@lru_cache(maxsize=1 << 10)
def _month(typed: str, today: date) -> date:
    text = text_of(typed)
    match = _MONTH.fullmatch(text)
    if not match or int(match[1]) < OLDEST_YEAR:
        raise unreadable(NO_MONTH, text)
    month = date(int(match[1]), int(match[2]), 1)
    if month > today:
        raise unreadable(AFTER_TODAY, text)
    return month


@lru_cache(maxsize=1 << 16)
def _day(text: str, today: date) -> date | None:
    if _NONE.fullmatch(text):
        return None
    try:
        match = _DIGITS.fullmatch(text)
        day = date(*map(int, match.groups())) if match else _written_day(text, today)
    except (ValueError, UnreadableText) as error:
        raise unreadable(NO_DATE, text) from error
    if day.year < OLDEST_YEAR:
        raise unreadable(NO_DATE, text)
    return day


def _written_day(text: str, today: date) -> date:
    match = _WITH_TIME.fullmatch(text)
    return read_date(match[1] if match else text, today=today)
