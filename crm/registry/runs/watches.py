"""What every process that stays looks after beside its work, whichever kinds of process run.

An app registers what is looked at and how often; web processes, workers and schedulers begin it.
"""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple

import structlog
from django.db import connection

# The longest that a thread sleeps: so a watch that is due is begun in time.
LONGEST_PAUSE = 5.0


class RegisteredWatch(NamedTuple):
    """`look` is called every so many seconds."""

    seconds: float
    look: Callable[[], object]


log = structlog.get_logger(__name__)

WATCHES: dict[str, RegisteredWatch] = {}


def register(name: str, seconds: float, look: Callable[[], object]) -> None:
    """Have `look` called in every process that stays, at once and then every `seconds`."""
    WATCHES[name] = RegisteredWatch(seconds, look)


def begin() -> None:
    """Look after everything in a thread of its own, until the process ends."""
    watches = dict(WATCHES)
    threading.Thread(target=_go_round, args=[watches], name="watches", daemon=True).start()


def _go_round(watches: dict[str, RegisteredWatch]) -> None:
    due = dict.fromkeys(watches, 0.0)
    while True:
        for name, watch in watches.items():
            if time.monotonic() >= due[name]:
                due[name] = time.monotonic() + watch.seconds
                _look(name, watch)
        pause = min([LONGEST_PAUSE, *(at - time.monotonic() for at in due.values())])
        time.sleep(max(0.0, pause))


def _look(name: str, watch: RegisteredWatch) -> None:
    try:
        watch.look()
    except Exception:
        # Whatever it is: the other watches go on, and this one the next time.
        log.exception("a watch failed", watch=name)
    finally:
        connection.close()
