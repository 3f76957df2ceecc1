"""What a day of the business calendar is, and what leave on it costs. Pure."""

from enum import StrEnum
from typing import NamedTuple

# The years that the calendar may have days in.
FIRST_YEAR, LAST_YEAR = 2000, 2100


class DayKind(StrEnum):
    """Whether the floor works on a day."""

    WORKS = "works"
    # Nobody works, and nobody's leave is charged.
    CLOSED_FREE = "closed_free"
    # Nobody works, and leave is charged as on any other day.
    CLOSED_CHARGED = "closed_charged"
    # So many minutes of it are closed and free.
    CLOSED_IN_PART = "closed_in_part"


class DaySource(StrEnum):
    """Where a day of the calendar comes from."""

    PUBLIC = "public"
    # Cuti bersama: announced by the government beside the public holidays.
    JOINT = "joint"
    # Decided by the floor itself.
    OWN = "own"


class ClosedDay(NamedTuple):
    """A day that is not like the others."""

    kind: DayKind
    # Closed and free, of a day that is closed in part.
    minutes: int = 0
    name: str = ""


WORKING_DAY = ClosedDay(DayKind.WORKS)


def charged_minutes(minutes: int, day: ClosedDay) -> int:
    """What leave of so many minutes costs on such a day."""
    if day.kind == DayKind.CLOSED_FREE:
        return 0
    if day.kind == DayKind.CLOSED_IN_PART:
        return max(0, minutes - day.minutes)
    return minutes


def name_in(language: str | None, name: str, english_name: str) -> str:
    """A day's name as people of this language read it; not each has an English one."""
    return english_name if language == "en" and english_name else name
