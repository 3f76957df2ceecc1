"""What /status says of the witness: the verdict now, the last entry, since when there is a file."""

from datetime import UTC
from typing import Any

from django.db import DatabaseError
from pymongo.errors import PyMongoError

from crm.registry.runs.witnessed import BATCHES
from crm.witness import alarms, counting, looking
from crm.witness.comparison import chain
from crm.witness.comparison.host_file import host_file
from crm.witness.reads import sentence
from crm.witness.rules.entries import Damaged


def witness_state() -> dict[str, Any]:
    """Plain facts; looks first."""
    judgement = looking.look()
    alarm, last = alarms.open_alarm(), chain.last_entry()
    return {
        "verdict": judgement.verdict.value,
        "alarm": sentence(alarm) if alarm else None,
        "last": last and {"number": last.number, "at": last.moment, "reason": last.reason},
        "counts": last.counts if last else {},
        "batches": [_batch(row) for row in counting.last_of_each_kind()],
        "since": _since(),
    }


def _batch(row: dict[str, Any]) -> dict[str, Any]:
    kind = BATCHES[row["kind"]].label if row["kind"] in BATCHES else row["kind"]
    at = row["counted_at"].replace(tzinfo=UTC)
    return {"kind": str(kind), "key": row["key"], "rows": row["rows"], "at": at}


def _since() -> dict[str, Any] | None:
    """With which entry this host's file begins; None where there is no file, or none to be read."""
    file = host_file()
    try:
        first = file.first() if file else None
    except (Damaged, OSError, DatabaseError, PyMongoError):
        return None
    return {"number": first.number, "at": first.moment} if first else None
