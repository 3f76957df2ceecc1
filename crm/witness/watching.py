"""What every process that stays does for the witness: it looks, and one of them writes the pulse.

Web processes, workers and schedulers alike: whichever of them run (LW-2, LW-6).
"""

import os
import socket
from time import monotonic

import structlog
from django.conf import settings
from django.db import DatabaseError
from pymongo.errors import DuplicateKeyError, PyMongoError

from crm.mongo.rows import collection
from crm.registry.readiness import NotServing
from crm.witness import looking, verbs
from crm.witness.models import PulseLease
from crm.witness.reads import refusal

LOOK_SECONDS = 30
PULSE_SECONDS = 60
# A probe may come every second: it looks no more often than so.
PROBE_SECONDS = 5

_probed_at = float("-inf")

log = structlog.get_logger(__name__)


def look_after() -> None:
    """Compare, then write the pulse if it is due. Never raises for an outage."""
    looking.look()
    if not (settings.WITNESS_DIR or settings.WITNESS_WEBHOOK):
        return
    try:
        if take_pulse_lease():
            verbs.pulse()
    except (DatabaseError, PyMongoError, OSError) as error:
        log.warning("no pulse", reason=type(error).__name__)


def take_pulse_lease() -> bool:
    """Whether this process writes the pulse of this minute: one of all hosts does.

    Raises PyMongoError.
    """
    end = {"$add": ["$$NOW", PULSE_SECONDS * 1000]}
    # A little early: looks come every half minute, and one must not miss it by a moment.
    due = {"$lte": ["$until", {"$add": ["$$NOW", LOOK_SECONDS * 500]}]}
    changes = [{"$set": {"owner": f"{socket.gethostname()}:{os.getpid()}", "until": end}}]
    leases = collection(PulseLease)
    if leases.find_one({"_id": "pulse"}, {"_id": True}) is None:
        return _begin_lease(changes)
    return bool(leases.update_one({"_id": "pulse", "$expr": due}, changes).modified_count)


def _begin_lease(changes: list[dict]) -> bool:
    try:
        return collection(PulseLease).update_one({"_id": "pulse"}, changes, upsert=True).did_upsert
    except DuplicateKeyError:
        return False


def why_not_serving() -> NotServing | None:
    """A probe looks, too; with WITNESS_BLOCKS an open alarm keeps requests away. Never raises."""
    global _probed_at
    if monotonic() >= _probed_at + PROBE_SECONDS:
        _probed_at = monotonic()
        looking.look()
    if not settings.WITNESS_BLOCKS:
        return None
    try:
        reason = refusal()
    except (DatabaseError, PyMongoError):
        return None
    return NotServing("witness", reason) if reason else None
