"""Why a host is not to be sent requests, beside what the database itself says (SE-4)."""

from collections.abc import Callable
from typing import NamedTuple


class NotServing(NamedTuple):
    """A word for anybody, and a sentence for the log."""

    code: str
    detail: str

    def __str__(self) -> str:
        return f"{self.code}: {self.detail}"


# Asked at every probe: cheap, and it never raises.
Check = Callable[[], NotServing | None]

_checks: list[Check] = []


def register(check: Check) -> None:
    """Ask `check` at every probe, once the database is ready."""
    _checks.append(check)


def first_reason() -> NotServing | None:
    """The first reason of any app; None if there is none."""
    return next((reason for check in _checks if (reason := check())), None)
