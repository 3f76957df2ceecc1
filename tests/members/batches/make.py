"""Batches as assignments leave them, and what the floor decides about invalid rows."""

from decimal import Decimal

from django.utils import timezone

from crm.policies.verbs import decide
from members.batches import assignment
from members.batches.invalid_rows.policies import MOST, REPLACES
from members.conflicts.marks import mark_rows
from members.models import MemberRow
from tests.make import make_admin, make_reservation


def give(database, staff, count, *, by=None, batch_id=None):
    """The batch and its rows, drawn at random, in the order of their numbers."""
    batch, _draw = assignment.assign_random(
        database.pk, count, staff, by=by or make_admin(), batch_id=batch_id
    )
    return batch, rows_of(batch)


def rows_of(batch):
    return list(MemberRow.objects.filter(batch_id=batch.pk).order_by("number", "pk"))


def switch_on_replacement(kind, *, most=None):
    """Rows of this kind of database are replaced without an admin from today on."""
    master = make_admin()
    _decide(REPLACES[kind], 1, master)
    if most is not None:
        _decide(MOST[kind], most, master)


def _decide(policy, value, by):
    decide(policy, Decimal(value), timezone.localdate(), by=by, reason="lantai")


def statuses(*databases):
    """How many rows of each status."""
    counts = {}
    for database in databases:
        for status in MemberRow.objects.of(database.pk).values_list("status", flat=True):
            counts[status] = counts.get(status, 0) + 1
    return counts


def reserve(staff, product, customer, *, by):
    """An approved reservation, which marks the rows of its customer."""
    reservation = make_reservation(staff, product, customer, by=by)
    mark_rows(reservation, by=by)
    return reservation


def users(count):
    """The customers user1, user2, ..."""
    return [f"user{number}" for number in range(1, count + 1)]
