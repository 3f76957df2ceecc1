"""A feed as text (RFC 5545), written by icalendar."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from leave.rules.feed_entries import JAKARTA, FeedEntry, LeaveOfFeed

REFRESH = timedelta(hours=1)
PRODUCT = "-//CRM//Leave//EN"
DAY = timedelta(days=1)
END = b"END:VCALENDAR\r\n"


def feed_text(
    name: str, entries: Iterable[FeedEntry], names: Mapping[Any, str], types: Mapping[str, str]
) -> bytes:
    """The feed `name`; `names` are those of colleagues, `types` says what each own request is."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", REFRESH)
    events = [_event_text(entry, _summary(entry, names, types)) for entry in entries]
    return b"".join([calendar.to_ical().removesuffix(END), *events, END])


def _summary(entry: FeedEntry, names: Mapping[Any, str], types: Mapping[str, str]) -> str:
    """Of colleagues nothing but that they are away."""
    if entry.is_own:
        return types[entry.leave.request_id]
    return _("%s away") % names[entry.leave.staff_id]


@lru_cache(maxsize=8192)
def _event_text(entry: FeedEntry, summary: str) -> bytes:
    """Written once for all feeds that say it: of a feed that is read anew few entries are new."""
    return _event(entry, summary).to_ical()


def _event(entry: FeedEntry, summary: str) -> Event:
    leave, event = entry.leave, Event()
    starts, ends = _span(leave) if entry.is_own else _whole_day(leave)
    event.add("uid", f"{leave.request_id}@leave")
    event.add("sequence", leave.version)
    event.add("dtstamp", leave.changed_at.astimezone(UTC))
    event.add("last-modified", leave.changed_at.astimezone(UTC))
    event.add("dtstart", starts)
    event.add("dtend", ends)
    event.add("summary", summary)
    event.add("status", entry.status.value)
    event.add("transp", "TRANSPARENT")
    return event


def _whole_day(leave: LeaveOfFeed) -> tuple:
    """The end is the first day that it is no more."""
    return leave.date, leave.date + DAY


def _span(leave: LeaveOfFeed) -> tuple:
    """From when to when; what ends where it begins or before ends on the next day."""
    if leave.starts is None or leave.ends is None:
        return _whole_day(leave)
    midnight = datetime.combine(leave.date, time(), JAKARTA)
    over = DAY if leave.ends <= leave.starts else timedelta()
    starts, ends = timedelta(minutes=leave.starts), timedelta(minutes=leave.ends) + over
    return (midnight + starts).astimezone(UTC), (midnight + ends).astimezone(UTC)
