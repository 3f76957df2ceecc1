"""A reservation's life: who holds a customer, and every verb that changes it (RS-1 to RS-24).

errors      why a verb refuses;  holders: who holds a customer, which the ledger asks (OM-3)
requests    request, approve, reject;  additions: add, by an admin at once, one or many
beginning   what they share: how one begins to count;  evidence: what an admin sees before deciding
moving      another owner, permanence;  extensions: more time, once
endings/    how one ends, the run of 00:01, who leaves, the archive, back again
last_deposits  what the ledger says of each;  standings: until when each is protected
"""

from members.reservations.additions import add
from members.reservations.endings.ending import release
from members.reservations.endings.restoring import restore
from members.reservations.errors import (
    AlreadyReserved,
    NotApproved,
    NotPending,
    NotStaff,
    OwnRequest,
)
from members.reservations.extensions import ask_extension, grant_extension, refuse_extension
from members.reservations.holders import active_of, holder_of, holders_of, pending_count
from members.reservations.moving import move, set_permanent
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
    "ask_extension",
    "grant_extension",
    "holder_of",
    "holders_of",
    "move",
    "pending_count",
    "refuse_extension",
    "reject",
    "release",
    "request",
    "restore",
    "set_permanent",
]
