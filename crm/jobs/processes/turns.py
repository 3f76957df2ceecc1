"""Whose turn it is: the next job for one worker, past those that an open transaction holds.

A worker that is killed within a transaction leaves it open: the database ends it after a minute or
more, and until then waits for it whoever would take the job. No other job shall.
"""

import time

from bson import ObjectId
from pymongo.errors import ExecutionTimeout

from crm.jobs import leases
from crm.jobs.leases import Lease

PASSED_BY_SECONDS = 10


class Turns:
    """What the worker `owner` takes."""

    def __init__(self, owner: str) -> None:
        self.owner = owner
        # Until when a job is passed by.
        self._held: dict[ObjectId, float] = {}

    def take(self, names: list[str]) -> Lease | None:
        """The next job of these names; None if there is none, or if it could not be had in time."""
        now = time.monotonic()
        self._held = {pk: until for pk, until in self._held.items() if until > now}
        try:
            return leases.take(self.owner, names, past=list(self._held))
        except ExecutionTimeout:
            held = leases.first_in_turn(names, past=list(self._held))
            self._held |= dict.fromkeys(held, now + PASSED_BY_SECONDS)
            return None
