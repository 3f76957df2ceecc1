"""Which rows of a pool are next, and which are passed over (DB-3, DB-4, RS-12)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from members.databases.pool import LockedPool
from members.models import MemberRow, PassedOver, Reservation, ReservationStatus, RowStatus
from members.rules.terms import customer_keys_in

# Read at a time beyond what is asked for: most of them can be taken.
SPARE = 50
# A draw names so many of the rows that it passed over; how many there are it counts.
MOST_NAMED = 1_000
_COLUMNS = {
    "status": True,
    "draw_key": True,
    "times_returned": True,
    "terms": True,
    "is_do_not_contact": True,
    "reservation_id": True,
}


@dataclass
class Candidates:
    """The next rows of a pool as they are stored, and [row id, why] of what was passed over."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    passed_over: list[list[str]] = field(default_factory=list)
    # Of all rows passed over, those included that `passed_over` has no room for.
    passed_over_count: int = 0

    @property
    def first_key(self) -> str:
        return self.rows[0]["draw_key"] if self.rows else ""

    @property
    def last_key(self) -> str:
        return self.rows[-1]["draw_key"] if self.rows else ""


def next_candidates(pool: LockedPool, count: int) -> Candidates:
    """The next `count` rows by key that nobody has and no reservation covers; fewer if that is all.

    Reservations are asked again: a row may not know yet that a colleague asks for its customer.
    With fewer than `count`, whatever is in the pool and can not be drawn has been passed over.
    """
    candidates = Candidates()
    for row, reason in _in_order(pool, count):
        if reason:
            candidates.passed_over.append([str(row["_id"]), reason])
            continue
        candidates.rows.append(row)
        if len(candidates.rows) == count:
            break
    is_all = len(candidates.rows) < count
    _add_reserved(pool, candidates, "" if is_all else candidates.last_key)
    return candidates


def reasons_of(product_id: ObjectId, rows: Sequence[dict[str, Any]]) -> list[str]:
    """Of each stored row why it may not be drawn just now; empty where it may."""
    claims = _claims(product_id, rows)
    return [_reason(row, claims) for row in rows]


def _in_order(pool: LockedPool, count: int) -> Iterator[tuple[dict[str, Any], str]]:
    """The available rows by key, each with the reason to pass it over, if there is one."""
    after = ""
    while rows := _available(pool, after, count + SPARE):
        yield from zip(rows, reasons_of(pool.product_id, rows), strict=True)
        after = rows[-1]["draw_key"]


def _available(pool: LockedPool, after: str, limit: int) -> list[dict[str, Any]]:
    match = {
        "database_id": pool.database_id,
        "status": RowStatus.AVAILABLE.value,
        "draw_key": {"$gt": after},
    }
    rows = collection(MemberRow).find(match, _COLUMNS, session=current_session())
    return list(rows.sort("draw_key", 1).limit(limit))


def _claims(product_id: ObjectId, rows: Sequence[dict[str, Any]]) -> dict[str, PassedOver]:
    """By customer key what a reservation of the product says about these rows."""
    keys = {key for row in rows for key in customer_keys_in(row["terms"])}
    match = {"customer_key": {"$in": list(keys)}, "product_id": product_id}
    columns = {"customer_key": True, "status": True}
    held = collection(Reservation).find(match, columns, session=current_session())
    return {each["customer_key"]: _claim(each["status"]) for each in held}


def _claim(status: str) -> PassedOver:
    approved = status == ReservationStatus.APPROVED
    return PassedOver.RESERVED if approved else PassedOver.PENDING


def _reason(row: dict[str, Any], claims: dict[str, PassedOver]) -> str:
    if row["is_do_not_contact"]:
        return PassedOver.DO_NOT_CONTACT.value
    if row["reservation_id"]:
        return PassedOver.RESERVED.value
    keys = customer_keys_in(row["terms"])
    return next((claims[key].value for key in keys if key in claims), "")


def _add_reserved(pool: LockedPool, candidates: Candidates, last_key: str) -> None:
    """Add the reserved rows up to a key, all of them without one."""
    match: dict[str, Any] = {
        "database_id": pool.database_id,
        "status": RowStatus.RESERVED.value,
        "draw_key": {"$lte": last_key} if last_key else {"$gt": ""},
    }
    rows, session = collection(MemberRow), current_session()
    reserved = rows.count_documents(match, session=session)
    candidates.passed_over_count = len(candidates.passed_over) + reserved
    room = MOST_NAMED - len(candidates.passed_over)
    if reserved and room > 0:
        nearest = rows.find(match, {"_id": True}, session=session).sort("draw_key", -1)
        reason = PassedOver.RESERVED.value
        candidates.passed_over += [[str(row["_id"]), reason] for row in nearest.limit(room)]
    del candidates.passed_over[MOST_NAMED:]
