"""Who may work on a job: taking it, holding it, its end. Each is one command of the server's."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bson import ObjectId
from django.conf import settings
from pymongo import ReturnDocument

from crm.jobs.models import IN_TURN, Job, State
from crm.mongo.rows import collection, current_session

MOST_ATTEMPTS = 3
NOW = "$$NOW"
# Before any job: so that the index is read from the first date, behind what is over.
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
# How long taking a job may wait for a transaction that holds it.
MOST_MS = 2_000
_ORDER = [(field, 1) for field in IN_TURN]
WORKER_GONE = "the worker ended or fell silent"


class Stop(BaseException):
    """The job must not go on here. No Exception: no job may take it for an error of its own."""


class Lost(Stop):
    """The lease has ended, or somebody else has taken the job."""


class Cancelled(Stop):
    """Somebody has cancelled the job."""


class HandBack(Stop):
    """The worker ends; another one goes on."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to work on one job. `row` is the job as it was taken."""

    row: dict[str, Any]

    @property
    def reached(self) -> Any:
        return self.row["reached"]

    def hold(self, reached: Any) -> None:
        """Make sure of the job in the current transaction, and store how far it is with it.

        Raises Lost or Cancelled.
        """
        changes = {"available_at": _lease_end(), "reached": {"$literal": reached}}
        self._change(changes, session=current_session())

    def renew(self, progress: dict[str, Any]) -> None:
        """Hold the job for another lease. For any thread; raises Lost or Cancelled."""
        self._change({"available_at": _lease_end()} | progress)

    def end(self, state: State, progress: dict[str, Any], result: Any = None) -> bool:
        """Write how the job ended; False, and nothing is written, if it is ours no more."""
        changes = {
            "state": state.value,
            "available_at": None,
            "finished_at": NOW,
            "result": {"$literal": result},
        }
        return self._put(changes | progress)

    def fail(self, error: str, progress: dict[str, Any]) -> bool:
        """Let it be tried again later, or never if this was the last attempt. Else as end()."""
        attempts = self.row["attempts"]
        changes: dict[str, Any]
        if attempts >= MOST_ATTEMPTS:
            changes = {"state": State.DEAD.value, "available_at": None, "finished_at": NOW}
        else:
            pause = settings.JOB_RETRY_SECONDS * 3 ** (attempts - 1)
            changes = {"state": State.READY.value, "available_at": after(pause)}
        return self._put(changes | {"error": {"$literal": error[:300]}} | progress)

    def hand_back(self, progress: dict[str, Any]) -> bool:
        """Leave it to the next worker, as if it had not been taken. Else as end()."""
        attempts = {"attempts": self.row["attempts"] - 1}
        changes = {"state": State.READY.value, "available_at": NOW}
        return self._put(changes | attempts | progress)

    def _change(self, changes: dict[str, Any], **options: Any) -> None:
        row = collection(Job).find_one_and_update(
            self._mine(), [{"$set": changes}], projection={"cancel_requested": True}, **options
        )
        if row is None:
            raise Lost
        if row["cancel_requested"]:
            raise Cancelled

    def _put(self, changes: dict[str, Any]) -> bool:
        return bool(collection(Job).update_one(self._mine(), [{"$set": changes}]).matched_count)

    def _mine(self) -> dict[str, Any]:
        return {
            "_id": self.row["_id"],
            "fence": self.row["fence"],
            "state": State.RUNNING.value,
            "$expr": {"$gt": ["$available_at", NOW]},
        }


def take(owner: str, names: list[str], *, past: list[ObjectId] | None = None) -> Lease | None:
    """The job that is due for the longest, now held by `owner`; None if there is nothing to do.

    Only jobs of these names: what a newer release has asked for is left to its workers. None of
    those in `past`. Raises ExecutionTimeout where a transaction holds the row for too long.
    """
    while row := _next(owner, _in_turn(names, past or [])):
        # One that was cancelled, or whose last worker was lost, is over by this.
        if row["state"] == State.RUNNING:
            return Lease(row)
    return None


def first_in_turn(names: list[str], *, past: list[ObjectId]) -> list[ObjectId]:
    """The one that take() would take, if any."""
    rows = collection(Job).find(_in_turn(names, past), {"_id": True}).sort(_ORDER).limit(1)
    return [row["_id"] for row in rows]


def _next(owner: str, in_turn: dict[str, Any]) -> dict[str, Any] | None:
    return collection(Job).find_one_and_update(
        in_turn,
        _taking(owner),
        sort=_ORDER,
        return_document=ReturnDocument.AFTER,
        maxTimeMS=MOST_MS,
    )


def _in_turn(names: list[str], past: list[ObjectId]) -> dict[str, Any]:
    due = {
        "available_at": {"$gt": LONG_AGO},
        "name": {"$in": names},
        "$expr": {"$lte": ["$available_at", NOW]},
    }
    return due | {"_id": {"$nin": past}} if past else due


def _taking(owner: str) -> list[dict[str, Any]]:
    """A ready job, or one whose worker is gone, begins; after the third attempt it is dead."""
    exhausted = {"$gte": ["$attempts", MOST_ATTEMPTS]}
    state = {
        "$switch": {
            "branches": [
                {"case": "$cancel_requested", "then": State.CANCELLED.value},
                {"case": exhausted, "then": State.DEAD.value},
            ],
            "default": State.RUNNING.value,
        }
    }
    begins = {
        "available_at": _if_running(_lease_end(), None),
        "attempts": _if_running({"$add": ["$attempts", 1]}, "$attempts"),
        "started_at": _if_running(NOW, "$started_at"),
        "finished_at": _if_running(None, NOW),
        "error": _if_running("$error", WORKER_GONE),
    }
    always = {
        "fence": {"$add": ["$fence", 1]},
        "owner": {"$literal": owner},
        "done_before": "$done",
    }
    return [{"$set": {"state": state}}, {"$set": begins | always}]


def _if_running(then: Any, otherwise: Any) -> dict[str, Any]:
    return {"$cond": [{"$eq": ["$state", State.RUNNING.value]}, then, otherwise]}


def _lease_end() -> dict[str, Any]:
    return after(settings.JOB_LEASE_SECONDS)


def after(seconds: float) -> dict[str, Any]:
    """So many seconds from now, as an expression of the server's."""
    return {"$add": [NOW, int(seconds * 1000)]}
