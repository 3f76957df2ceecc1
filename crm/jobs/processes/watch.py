"""The thread of a worker that keeps its lease alive while the job runs."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from django.conf import settings
from pymongo.errors import PyMongoError

from crm.jobs.leases import NOW, HandBack, Lease, Stop

# So often a cancellation is looked for; a quarter of the lease where that is less.
BEAT_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Watch:
    """Renews the lease each second, stores the progress with it, and hears when to stop."""

    def __init__(self) -> None:
        self._lease: Lease | None = None
        self._stop: Stop | None = None
        self._ending = False
        self._done: tuple[int, int | None] | None = None
        self._is_on = threading.Event()
        # Renewing and the end of a job take turns: no renewal comes after the end.
        self._turn = threading.Lock()
        threading.Thread(target=self._beat, name="lease", daemon=True).start()

    @contextmanager
    def over(self, lease: Lease) -> Iterator[None]:
        """Watch over the job while the block runs."""
        self._done = None
        self._stop = HandBack() if self._ending else None
        with self._turn:
            self._lease = lease
        self._is_on.set()
        try:
            yield
        finally:
            self._is_on.clear()
            with self._turn:
                self._lease = None

    def check(self) -> None:
        """Raise the Stop that has been heard of, if any."""
        if self._stop is not None:
            raise self._stop

    def progress(self, done: int, total: int | None) -> None:
        """Note it for the next beat; raises Stop."""
        self._done = (done, total)
        self.check()

    def hand_back(self) -> None:
        """Let this and each further job stop at its next check. Safe in a signal handler."""
        self._ending = True
        self._stop = self._stop or HandBack()

    def progress_fields(self) -> dict[str, Any]:
        """What is to be stored of the progress."""
        if self._done is None:
            return {}
        done, total = self._done
        return {"done": done, "total": total, "progressed_at": NOW}

    def _beat(self) -> None:
        while True:
            self._is_on.wait()
            time.sleep(min(BEAT_SECONDS, settings.JOB_LEASE_SECONDS / 4))
            with self._turn:
                if self._lease is not None:
                    self._renew(self._lease)

    def _renew(self, lease: Lease) -> None:
        try:
            lease.renew(self.progress_fields())
        except Stop as stop:
            self._stop = stop
        except PyMongoError as error:
            # The next beat tries again; whether the lease has ended meanwhile, the server knows.
            log.warning("lease not renewed", reason=type(error).__name__)
