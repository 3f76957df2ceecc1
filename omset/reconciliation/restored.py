"""What a backup says of the ledger, and what is proved of a restored one (OP-1, OP-3)."""

from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from pymongo.client_session import ClientSession

from crm.calendar import last_day, months_between
from crm.mongo.rows import collection
from omset.models import OmsetRecord
from omset.models.job_runs import Source
from omset.models.statuses import COUNTED
from omset.reconciliation.fingerprint import fingerprints
from omset.reconciliation.reconcile import LedgerComparison


def fingerprints_by_month(session: ClientSession | None) -> dict[str, str]:
    """For each month, as YYYY-MM, one hash over the fingerprints of everybody in it."""
    ends = [_end(session, order) for order in (1, -1)]
    if ends[0] is None or ends[1] is None:
        return {}
    said = {}
    for month in months_between(ends[0].date(), ends[1].date()):
        people = fingerprints(month, last_day(month), session)
        if people:
            lines = [f"{pk} {people[pk]}" for pk in sorted(people)]
            said[f"{month:%Y-%m}"] = sha256("\n".join(lines).encode()).hexdigest()
    return said


def faults_of_numbers() -> Iterator[str]:
    """Each number that is not what the ledger says, as `recount --dry-run` would print it."""
    comparison = LedgerComparison(Source.COMMAND)
    for what, where, field, stored, expected, _key in comparison:
        yield f"{what} {where}: {field} is {stored}, expected {expected}"
    comparison.store()


def _end(session: ClientSession | None, order: int) -> datetime | None:
    row = collection(OmsetRecord).find_one(
        COUNTED, {"date": True}, sort=[("date", order)], session=session
    )
    return row["date"] if row else None
