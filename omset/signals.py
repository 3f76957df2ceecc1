"""What the ledger tells the apps above. Sent inside the event's transaction."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId
from django.dispatch import Signal


class Deposit(NamedTuple):
    """What people call a deposit by, also when it is long gone."""

    pk: ObjectId
    customer_id: str
    date: date
    total: Decimal


class Cause(NamedTuple):
    """Why numbers changed: what was done, to which deposit, by whom."""

    verb: str
    deposit: Deposit | None = None
    actor: str = "system"


# A staff member's months were recounted: staff_id, months (their first days), cause, and day_rows,
# the sums of all their days for numbers.totals_by_day(), or None where those were not read.
# Only their tallies are right by now, not those of others.
months_recounted = Signal()

# The demo's people have reserved, recorded and decided: admin, one of those who decide.
demo_played = Signal()
