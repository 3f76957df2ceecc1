"""What `manage.py doctor` looks at: each app registers the checks that it knows (issue 18, 4).

doctor.register(51, DoctorCheck("queue", _("Waiting jobs"), queue_is_short))

A check answers with a Diagnosis, by good(), warning(), failed() or unknown(): the words are for
people, in the language now active, and say numbers; `cure` says what to do. None: there is nothing
of the kind here, and no line about it. It may raise what the database raises: then nobody knows.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from django.utils.functional import Promise


class State(StrEnum):
    """Only FAILED makes the command fail. UNKNOWN: it could not be looked at."""

    GOOD = "good"
    WARNING = "warning"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Occasion(StrEnum):
    """When a check is made: at any time, not just before an upgrade, or just then alone."""

    ANY = "any"
    SERVING = "serving"
    UPGRADE = "upgrade"


class Diagnosis(NamedTuple):
    """What one check says: what is so, and what to do about it."""

    state: State
    text: str
    cure: str = ""


class DoctorCheck(NamedTuple):
    """Something that can be wrong. `name` is what scripts know it by."""

    name: str
    label: str | Promise
    read: Callable[[], Diagnosis | None]
    occasion: Occasion = Occasion.ANY
    asks_database: bool = True


_checks: list[tuple[int, DoctorCheck]] = []


def register(place: int, check: DoctorCheck) -> None:
    """Have it looked at; of two, the smaller `place` first. Raises ValueError for a second name."""
    if any(other.name == check.name for _place, other in _checks):
        raise ValueError(f"the check {check.name!r} is registered twice")
    _checks.append((place, check))
    _checks.sort(key=lambda pair: pair[0])


def checks(*, before_upgrade: bool = False) -> list[DoctorCheck]:
    """The checks of this occasion in their order."""
    left_out = Occasion.SERVING if before_upgrade else Occasion.UPGRADE
    return [check for _place, check in _checks if check.occasion != left_out]


def good(text: str) -> Diagnosis:
    """All is well."""
    return Diagnosis(State.GOOD, text)


def warning(text: str, cure: str) -> Diagnosis:
    """It goes on, and somebody should know."""
    return Diagnosis(State.WARNING, text, cure)


def failed(text: str, cure: str) -> Diagnosis:
    """It is wrong now, or will be soon."""
    return Diagnosis(State.FAILED, text, cure)


def unknown(text: str, cure: str) -> Diagnosis:
    """Nobody could look."""
    return Diagnosis(State.UNKNOWN, text, cure)
