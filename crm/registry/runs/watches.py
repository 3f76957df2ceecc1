"""What every process that stays looks after beside its work, whichever kinds of process run.

An app registers what is looked at and how often; web processes, workers and schedulers begin it.
"""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

from django.db import connection

# The longest that a thread sleeps: so a watch that is due is begun in time.
LONGEST_PAUSE = 5.0


class RegisteredWatch(NamedTuple):
    """`look` is called every so many seconds; it never raises."""

    seconds: float
    look: Callable[[], object]


WATCHES: dict[str, RegisteredWatch] = {}


def register(name: str, seconds: float, look: Callable[[], object]) -> None:
    """Have `look` called in every process that stays, at once and then every `seconds`."""
    WATCHES[name] = RegisteredWatch(seconds, look)


def begin() -> None:
    """Look after everything in a thread of its own, until the process ends."""
    threading.Thread(target=_go_round, name="watches", daemon=True).start()


def _go_round() -> None:
    due = dict.fromkeys(WATCHES, 0.0)
    while True:
        for name, watch in WATCHES.items():
            if time.monotonic() >= due[name]:
                due[name] = time.monotonic() + watch.seconds
                watch.look()
                connection.close()
        pause = min([LONGEST_PAUSE, *(at - time.monotonic() for at in due.values())])
        time.sleep(max(0.0, pause))
