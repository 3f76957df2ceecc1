"""Marks on rows: the approved reservation of their customer in their product (RS-8 to RS-13).

The only writer of MemberRow.reservation_id, reserved_for_id and reserved_since of rows that are
loaded. Every row that names the customer is written, whatever its status: so a draw, a return or an
assignment of the same row at the same moment and this never both commit without having seen each
other.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from crm.mongo.stored import all_stored
from crm.mongo.transaction import transactional
from crm.staff.models import User
from members.conflicts.log import MarkChange, log_conflicts
from members.databases.common import MOST_ROWS, common_keys
from members.databases.pool import BY_ID, lock_pool, lock_product, note_pool_event, write_rows
from members.models import IN_HAND, MemberRow, PoolVerb, Reservation, ReservationStatus, RowStatus
from members.rules.marks import Holding, holding_that_covers
from members.rules.terms import customer_keys_in, id_term

IN_POOL = (RowStatus.AVAILABLE, RowStatus.RESERVED)
# So many rows are looked at together, and stand in one event of their pool: their keys have to fit
# into one command.
ROWS_AT_ONCE = 1000
# So many rows of its customer an approval marks at most, in its one transaction.
MOST_MARKED = 2 * MOST_ROWS


class MarkedRows(NamedTuple):
    """How many rows got another mark, and how many of them are conflicts since (RS-6)."""

    rows: int = 0
    conflicts: int = 0


@transactional
def mark_rows(reservation: Reservation, *, by: User | None) -> MarkedRows:
    """Mark every row of the customer: the reservation counts, or has another owner, from now on.

    Call it in the transaction of the verb that approves, adds, moves or restores `reservation`;
    `by` None means the system. Available rows are reserved; those that a colleague has are flagged.
    """
    lock_product(reservation.product_id)
    key = reservation.customer_key
    named = {"terms": id_term(key), "product_id": reservation.product_id}
    is_common = bool(common_keys([key]))
    rows = _rows(named | ({"customer_key": key} if is_common else {}))
    return _change(rows, reservation, holding_of(reservation), by)


@transactional
def unmark_rows(reservation: Reservation, *, by: User | None) -> MarkedRows:
    """Take the marks of a reservation that ends; free what no other reservation covers (RS-9).

    Call it in the transaction of the verb that ends it, before or after it is deleted.
    """
    lock_product(reservation.product_id)
    rows = _rows({"reservation_id": reservation.pk}, most=0)
    return _change(rows, reservation, None, by)


@transactional
def settle_marks(
    product_id: ObjectId, rows: list[dict[str, Any]], *, by: User | None = None
) -> MarkedRows:
    """Bring the marks of rows, as they are stored, to what the reservations of their product say.

    Call it in the transaction that changes whom the rows name, after lock_product().
    """
    keys = {key for row in rows for key in customer_keys_in(row["terms"])}
    holdings = holdings_of(product_id, keys)
    changes = list(_outdated_marks(rows, holdings))
    conflicts = 0
    for reservation_id, group in _by_reservation(changes).items():
        _write_marks(group, by)
        for reservation in all_stored(Reservation, {"_id": reservation_id}):
            conflicts += log_conflicts(group, reservation, by=by)
    return MarkedRows(len(changes), conflicts)


def holding_of(reservation: Reservation) -> Holding:
    """What an approved reservation is for rows."""
    return Holding(
        reservation_id=reservation.pk,
        staff_id=reservation.staff_id,
        staff_name=reservation.staff_name,
        customer_id=reservation.customer_id,
        customer_key=reservation.customer_key,
        since=reservation.approved_at,
    )


def holdings_of(product_id: ObjectId, keys: Iterable[str]) -> list[Holding]:
    """The approved reservations of these customers in a product, in this transaction."""
    match = {
        "customer_key": {"$in": list(keys)},
        "product_id": product_id,
        "status": ReservationStatus.APPROVED.value,
    }
    return [holding_of(reservation) for reservation in all_stored(Reservation, match)]


def mark_values(holding: Holding | None) -> dict[str, Any]:
    """What a row says of the reservation that covers it."""
    return {
        "reservation_id": holding.reservation_id if holding else None,
        "reserved_for_id": holding.staff_id if holding else None,
        "reserved_since": holding.since if holding else None,
    }


def _rows(match: dict[str, Any], *, most: int = MOST_MARKED) -> list[dict[str, Any]]:
    without_cells = {"cells": False}
    rows = collection(MemberRow).find(match, without_cells, session=current_session())
    # More of one customer are there only where somebody has kept all duplicates of a file: the rest
    # is not marked, and a draw passes it over all the same.
    return list(rows.limit(most))


def _change(
    rows: list[dict[str, Any]], reservation: Reservation, now: Holding | None, by: User | None
) -> MarkedRows:
    changes = [
        change
        for first in range(0, len(rows), ROWS_AT_ONCE)
        for change in _changes(rows[first : first + ROWS_AT_ONCE], reservation, now)
    ]
    if not changes:
        return MarkedRows()
    _write_marks(changes, by)
    return MarkedRows(len(changes), log_conflicts(changes, reservation, by=by))


def _changes(
    rows: list[dict[str, Any]], reservation: Reservation, now: Holding | None
) -> Iterator[MarkChange]:
    """The rows whose mark is not what it should be; the reservation itself counts as `now`."""
    keys = {key for row in rows for key in customer_keys_in(row["terms"])}
    stored = holdings_of(reservation.product_id, keys)
    holdings = [holding for holding in stored if holding.reservation_id != reservation.pk]
    if now:
        holdings.append(now)
    yield from _outdated_marks(rows, holdings)


def _outdated_marks(rows: list[dict[str, Any]], holdings: list[Holding]) -> Iterator[MarkChange]:
    common = common_keys(holding.customer_key for holding in holdings)
    for row in rows:
        if change := _outdated_mark(row, holdings, common):
            yield change


def _outdated_mark(
    row: dict[str, Any], holdings: list[Holding], common: frozenset[str]
) -> MarkChange | None:
    """What becomes of the row's mark, if it is not what it should be."""
    holding = _covering(row, holdings, common)
    is_right = (row["reservation_id"], row["reserved_for_id"]) == _mark(holding)
    return None if is_right else MarkChange(row, holding)


def _by_reservation(changes: Iterable[MarkChange]) -> dict[ObjectId, list[MarkChange]]:
    """The changes by the reservation that covers a row from now on, or did so before."""
    groups = defaultdict(list)
    for change in changes:
        row, holding = change
        groups[holding.reservation_id if holding else row["reservation_id"]].append(change)
    return dict(sorted(groups.items()))


def _write_marks(changes: Iterable[MarkChange], by: User | None) -> None:
    for (database_id, verb), group in _by_event(changes).items():
        for first in range(0, len(group), ROWS_AT_ONCE):
            _write(database_id, verb, group[first : first + ROWS_AT_ONCE], by)


def _covering(
    row: dict[str, Any], holdings: list[Holding], common: frozenset[str]
) -> Holding | None:
    return holding_that_covers(
        row["terms"],
        holdings,
        customer_key=row["customer_key"],
        staff_id=row["staff_id"] if row["status"] in IN_HAND else None,
        common=common,
    )


def _mark(holding: Holding | None) -> tuple[object, object]:
    return (holding.reservation_id, holding.staff_id) if holding else (None, None)


def _by_event(
    changes: Iterable[MarkChange],
) -> dict[tuple[ObjectId, PoolVerb | None], list[MarkChange]]:
    groups = defaultdict(list)
    for change in changes:
        groups[change.row["database_id"], _verb(change)].append(change)
    return dict(sorted(groups.items(), key=lambda item: (item[0][0], item[0][1] or "")))


def _verb(change: MarkChange) -> PoolVerb | None:
    """What the change does to the row's pool; None where nothing."""
    row, holding = change
    if row["status"] not in IN_POOL or (row["status"] == RowStatus.RESERVED) == bool(holding):
        return None
    if holding:
        return PoolVerb.RESERVE
    return PoolVerb.EXCLUDE if row["is_do_not_contact"] else PoolVerb.FREE


def _write(
    database_id: ObjectId, verb: PoolVerb | None, changes: list[MarkChange], by: User | None
) -> None:
    by_holding = defaultdict(list)
    for row, holding in changes:
        by_holding[holding].append(row)
    # Nobody can draw them before or after: that is no event of the pool.
    if verb is None:
        for holding, rows in by_holding.items():
            _set(database_id, rows, mark_values(holding))
        return
    pool = lock_pool(database_id)
    status = RowStatus.RESERVED if verb == PoolVerb.RESERVE else RowStatus.AVAILABLE
    for holding, rows in by_holding.items():
        write_rows(pool, rows, mark_values(holding) | {"status": status})
    note_pool_event(pool, verb, [change.row for change in changes], by=by)


def _set(database_id: ObjectId, rows: list[dict[str, Any]], values: dict[str, Any]) -> None:
    place = {"database_id": database_id, "_id": {"$in": [row["_id"] for row in rows]}}
    stored, session = collection(MemberRow), current_session()
    stored.update_many(place, {"$set": values}, hint=BY_ID, session=session)
