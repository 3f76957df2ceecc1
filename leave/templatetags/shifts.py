"""Lengths of breaks and times of shifts, as people read them."""

from datetime import datetime

from django import template

from crm.web.templatetags.formats import NO_VALUE, decimal
from leave.rules import shifts
from leave.rules.breaks import minutes_of

register = template.Library()


@register.filter
def minutes(seconds: int) -> str:
    """`15,5`: minutes, with two decimals at most (IZ-1)."""
    return decimal(minutes_of(seconds).normalize())


@register.filter
def stopwatch(seconds: int) -> str:
    """`04:05`, or `1:04:05` from an hour on."""
    rest, second = divmod(seconds, 60)
    hour, minute = divmod(rest, 60)
    return f"{hour}:{minute:02}:{second:02}" if hour else f"{minute:02}:{second:02}"


@register.filter
def time_of_day(minute: int) -> str:
    """`09:05`, of minutes after midnight."""
    return shifts.clock(minute)


@register.filter
def hour(value: datetime | None) -> str:
    """`09:05`, what a clock in Jakarta shows (G-1); a dash for None."""
    return shifts.clock_of(value) if value else NO_VALUE
