"""Whose work the machine does first."""

import os

# Of 19 at most; a process with it gets a tenth of what one without gets, while both want a core.
NICENESS = 10


def give_way_to_requests() -> None:
    """Let this process work when nobody waits for a page: an import halved the pages' speed."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)
