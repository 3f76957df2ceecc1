"""How old the newest backup and the last drill may be (OP-4). Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

AMBER_AFTER, RED_AFTER = timedelta(days=8), timedelta(days=15)


class Light(StrEnum):
    """How it stands."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


def light_of(last: datetime | None, now: datetime) -> Light:
    """Green up to 8 days, amber up to 15, then red; red too for what never was."""
    if last is None or now - last > RED_AFTER:
        return Light.RED
    return Light.AMBER if now - last > AMBER_AFTER else Light.GREEN
