"""What others ask of the witness: to note what has happened, to look, to accept.

`witness()` is for the end of a batch, an undo or a run; it never stops what has called it.
"""

from functools import partial
from typing import Any

import structlog
from django.db import DatabaseError
from django.utils import timezone
from pymongo.errors import PyMongoError

from crm.audit.record import SYSTEM
from crm.mongo.rows import current_session
from crm.mongo.transaction import on_commit
from crm.staff.models import User
from crm.witness import alarms, counting, looking, outside
from crm.witness.comparison import chain
from crm.witness.counting import BatchKey
from crm.witness.models import WitnessAlarm
from crm.witness.rules.entries import ACCEPTED, PULSE, Entry
from crm.witness.rules.verdicts import Verdict

# The night has its own reason among the entries.
NIGHT = "night"
# For these the rows of append-only collections are counted: half a second a million.
COUNTED = {NIGHT, ACCEPTED}
# Of writers at once each but one counts on.
MOST_TRIES = 20

log = structlog.get_logger(__name__)


class NothingToAccept(Exception):
    """No alarm is open."""


def witness(reason: str, *ended: BatchKey) -> None:
    """Note what the database holds now that `reason` is done, and the batches that have ended.

    What goes wrong is logged: it never stops who calls.
    In a transaction it is done after the commit.
    """
    if current_session() is not None:
        on_commit(partial(witness, reason, *ended))
        return
    try:
        counting.note_batches(ended)
        add_entry(reason)
    except (DatabaseError, PyMongoError, OSError) as error:
        log.warning("not witnessed", reason=reason, error=type(error).__name__)


def rows_removed(batch: BatchKey, rows: int) -> None:
    """So many rows of a batch go by an undo, a purge or a replacement: no alarm about them.

    Called in the transaction that removes them, and where removing them changes nothing else.
    """
    counting.note_removed(batch, rows)


def pulse() -> Entry | None:
    """The small entry of every minute; None while an alarm is open. Raises PyMongoError, OSError.

    The caller holds the lease (crm/witness/watching.py).
    """
    return add_entry(PULSE)


def add_entry(reason: str) -> Entry | None:
    """Add an entry to database and file, tell it outside; None while an alarm is open.

    Looks first: what has fallen back is not written on. Raises PyMongoError, OSError.
    """
    if looking.look().is_alarming or alarms.open_alarm() is not None:
        return None
    entry = _stored(reason)
    looking.look()
    outside.tell(entry)
    return entry


def accept(reason: str, *, by: User | None) -> Entry:
    """Accept that what the open alarm names is given up: an entry in both places, the end of the
    alarm, an event of history (LW-4). Raises NothingToAccept, PyMongoError, OSError.
    """
    alarm = alarms.open_alarm()
    if alarm is None:
        raise NothingToAccept
    by_name = by.name if by else SYSTEM
    if alarm.verdict == Verdict.ROWS_GONE:
        for lost in alarm.batches:
            counting.note_batch(BatchKey(lost["kind"], lost["key"]))
    entry = _stored(ACCEPTED, accepts=_accepted(alarm, reason, by_name))
    alarms.end_alarm(alarm, reason, by, by_name)
    looking.look()
    outside.tell(entry)
    return entry


def _accepted(alarm: WitnessAlarm, reason: str, by_name: str) -> dict[str, Any]:
    facts = {"host": alarm.host, "by": by_name, "reason": reason}
    return alarms.facts_of(alarm) | facts | {"given_up": alarm.given_up}


def _stored(reason: str, accepts: dict[str, Any] | None = None) -> Entry:
    """A new entry in the database, behind the last one and behind what is given up."""
    is_pulse, is_counted = reason == PULSE, reason in COUNTED or chain.last_entry() is None
    facts: dict[str, Any] = {
        "counts": _counts(is_counted=is_counted),
        "server": "" if is_counted else counting.server_process(),
        "batches": [] if is_pulse else counting.newest_batches(),
        "roots": {} if is_pulse else counting.last_roots(),
        "accepts": accepts or {},
    }
    given_up = (accepts or {}).get("given_up") or {}
    for _attempt in range(MOST_TRIES):
        last = chain.last_entry()
        number = max(last.number if last else 0, given_up.get("last", 0)) + 1
        entry = Entry(
            number=number,
            at=timezone.now().isoformat(timespec="milliseconds"),
            reason=reason,
            before=last.hash if last else "",
            counted=number if is_counted or last is None else last.counted,
            **facts,
        )
        if chain.add(entry):
            return entry
    raise OSError("others add entries without end")


def _counts(*, is_counted: bool) -> dict[str, int]:
    counts = counting.estimated()
    return counts | counting.counted(counting.append_only()) if is_counted else counts
