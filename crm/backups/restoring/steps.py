"""What one part of restoring came to."""

from typing import Any, NamedTuple


class Step(NamedTuple):
    """For a script, in a line, and whether all is well."""

    name: str
    line: str
    well: bool = True
    facts: dict[str, Any] = {}


class Refused(Exception):
    """Nothing was written. Says why."""
