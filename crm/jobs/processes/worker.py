"""A worker: takes one job after the other until it is told to end."""

import time
import traceback
from pathlib import Path
from typing import Any

import structlog
from django.conf import settings

from crm.jobs.backend import result_of
from crm.jobs.context import JobContext
from crm.jobs.leases import Cancelled, HandBack, Lease, Lost
from crm.jobs.models import State
from crm.jobs.pause import current_pause
from crm.jobs.processes.ending import Ending
from crm.jobs.processes.presence import Presence
from crm.jobs.processes.rounds import survives_outages
from crm.jobs.processes.turns import Turns
from crm.jobs.processes.watch import Watch
from crm.registry.runs.jobs import JOBS
from crm.web.files.temporary import clear_folders_of_the_dead

# Without work it asks after a moment, then less and less often: 0.7 times a second.
FIRST_PAUSE, LONGEST_PAUSE = 0.05, 1.5

log = structlog.get_logger(__name__)


class Worker:
    """One process' worth of work: a job at a time."""

    def __init__(self) -> None:
        self.presence = Presence("worker")
        self.turns = Turns(self.presence.name)
        self.watch = Watch()

    def run(self, ending: Ending) -> None:
        """Work until `ending`: then the current job is finished or handed back."""
        ending.on_signal(self.watch.hand_back)
        clear_folders_of_the_dead()
        pause = FIRST_PAUSE
        while not ending.begun:
            worked = self._try_once()
            pause = FIRST_PAUSE if worked else min(pause * 2, LONGEST_PAUSE)
            if not worked:
                ending.sleep(pause)
        self.presence.leave()

    def take_one(self) -> bool:
        """Do the job whose turn it is; False if there is none, or none may be done now.

        Raises PyMongoError.
        """
        if current_pause() is not None:
            return False
        lease = self.turns.take(list(JOBS))
        if lease is not None:
            self._do(lease)
        return lease is not None

    def _try_once(self) -> bool:
        """The same; an outage of the database is waited out."""
        with survives_outages():
            self.presence.say()
            return self.take_one()
        return False

    def _do(self, lease: Lease) -> None:
        job = {"job": lease.row["name"], "job_id": str(lease.row["_id"])}
        began = time.perf_counter()
        with structlog.contextvars.bound_contextvars(**job):
            state = self._attempt(lease)
            log.info("job", state=state, ms=round((time.perf_counter() - began) * 1000, 1))

    def _attempt(self, lease: Lease) -> str:
        """Run the job and write how it ended. Returns that in a word, for the log."""
        watch = self.watch
        try:
            with watch.over(lease):
                result = _call(lease, watch)
        except Lost:
            return "lost"
        except Cancelled:
            kept = lease.end(State.CANCELLED, watch.progress_fields())
            return "cancelled" if kept else "lost"
        except HandBack:
            return "handed back" if lease.hand_back(watch.progress_fields()) else "lost"
        except Exception as error:
            # A job may raise anything; the worker goes on, and the job is tried again.
            log.exception("job failed", attempt=lease.row["attempts"])
            return "failed" if lease.fail(_place(error), watch.progress_fields()) else "lost"
        return "done" if lease.end(State.DONE, watch.progress_fields(), result) else "lost"


def _call(lease: Lease, watch: Watch) -> Any:
    result = result_of(lease.row)
    context = JobContext(task_result=result, lease=lease, watch=watch)
    return result.task.func(context, *result.args, **result.kwargs)


def _place(error: Exception) -> str:
    """The error's class and where the product raised it; not its text, which may name people."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if _is_own(Path(frame.filename))] or list(frames)
    last = own[-1]
    return f"{type(error).__name__}, {Path(last.filename).name}:{last.lineno} {last.name}"


def _is_own(path: Path) -> bool:
    return path.is_relative_to(settings.BASE_DIR) and ".venv" not in path.parts
