"""When the nightly work is due. Pure, so that the launcher can read it."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

JAKARTA = ZoneInfo("Asia/Jakarta")
# After midnight, when the day's last deposits have come in (OM-11).
AT = time(0, 5)


def next_night(now: datetime) -> datetime:
    """The first moment after `now` at which it is AT in Jakarta."""
    here = now.astimezone(JAKARTA)
    tonight = datetime.combine(here.date(), AT, JAKARTA)
    return tonight if tonight > here else tonight + timedelta(days=1)
