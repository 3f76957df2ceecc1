"""What the ledger tells the modules that count, and the apps above. All inside the transaction."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId
from django.dispatch import Signal

from crm.audit.record import SYSTEM


class NamedDeposit(NamedTuple):
    """What people call a deposit by, also when it is long gone."""

    pk: ObjectId
    customer_id: str
    date: date
    total: Decimal


@dataclass(frozen=True, kw_only=True)
class LedgerEvent:
    """Why numbers change: what is done, by whom, to which deposit.

    A verb that has the per-staff lock already says so by its `sequence` among the staff member's
    events; without one, whoever writes takes the lock. `deposit` is filled in when it is written.
    """

    verb: str
    actor: str = SYSTEM
    sequence: int | None = None
    deposit: NamedDeposit | None = None


# What a bare record.save() or record.delete() is in the eyes of the numbers.
UNNAMED_CHANGE = LedgerEvent(verb="change")


# A record is about to be written or removed for good, and it has been: `write`, a
# RecordWrite (omset/models/records.py).
record_writing = Signal()
record_written = Signal()

# A staff member's months were recounted: staff_id, months (their first days), event (LedgerEvent),
# and day_rows, the sums of all their days for numbers.totals_by_day(), or None where those were
# not read. Only their tallies are right by now, not those of others.
months_recounted = Signal()

# A bulk import has ended, all its deposits are stored and counted, in no transaction: batch, which
# names its deposits, and by_name. Sent again when the same file is imported again.
deposits_imported = Signal()

# The demo's floor opens: since, the date of its first deposit, and master, who decides about plans.
demo_opened = Signal()

# The demo's people have reserved, recorded and decided: admin, one of those who decide.
demo_played = Signal()

# Deposits of a staff member have another customer, who is nobody: staff_id, before, for each of
# them its id and what it was (omset.reconciliation.fingerprint.FactsBefore), and months, in which
# they lie, by their firsts. No number has changed.
customer_erased = Signal()
