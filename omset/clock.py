"""When the nightly work is due. Pure."""

from datetime import datetime, time

from crm.registry.runs.schedules import Daily

# After midnight, when the day's last deposits have come in (OM-11).
NIGHT = Daily(time(0, 5))


def next_night(now: datetime) -> datetime:
    """The first moment after `now` at which the nightly work is due."""
    return NIGHT.after(now)
