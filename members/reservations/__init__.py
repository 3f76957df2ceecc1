"""A reservation's life: who holds a customer, and every verb that changes it (RS-1 to RS-24).

errors      why a verb refuses;  holders: who holds a customer, which the ledger asks (OM-3)
requests    request, approve, reject;  additions: add, by an admin at once, one or many
beginning   what they share: how one begins to count;  ending: how one ends, whatever the cause
archive     what has ended;  last_deposits: what the ledger says of each;  standings: until when
"""

from members.reservations.additions import add
from members.reservations.ending import release
from members.reservations.errors import (
    AlreadyReserved,
    NotApproved,
    NotPending,
    NotStaff,
    OwnRequest,
)
from members.reservations.holders import active_of, holder_of, holders_of, pending_count
from members.reservations.requests import approve, reject, request

__all__ = [
    "AlreadyReserved",
    "NotApproved",
    "NotPending",
    "NotStaff",
    "OwnRequest",
    "active_of",
    "add",
    "approve",
    "holder_of",
    "holders_of",
    "pending_count",
    "reject",
    "release",
    "request",
]
