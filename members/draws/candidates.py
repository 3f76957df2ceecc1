"""Which rows of a pool are next, and which are passed over (DB-3, DB-4, RS-12)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bson import ObjectId

from crm.mongo.rows import collection, current_session
from members.databases.common import common_keys
from members.databases.pool import LockedPool
from members.models import MemberRow, PassedOver, Reservation, ReservationStatus, RowStatus
from members.rules.terms import customer_keys_in

# Read at a time beyond what is asked for: most of them can be taken.
SPARE = 10
# A draw names so many of the rows that were out of the pool before it; how many it passed over it
# counts. What only a reservation that a row does not bear keeps from it, it names in any case.
MOST_NAMED = 1_000
IN_POOL = "rows_in_pool"
_COLUMNS = {
    "status": True,
    "draw_key": True,
    "times_returned": True,
    "terms": True,
    "customer_key": True,
    "is_do_not_contact": True,
    "reservation_id": True,
}


@dataclass
class Candidates:
    """The next rows of a pool as they are stored, and what was passed over, as a draw keeps it."""

    rows: list[dict[str, Any]] = field(default_factory=list)
    passed_over: list[list[str]] = field(default_factory=list)
    # Of all rows passed over, those included that are not named.
    passed_over_count: int = 0

    @property
    def first_key(self) -> str:
        return self.rows[0]["draw_key"] if self.rows else ""

    @property
    def last_key(self) -> str:
        return self.rows[-1]["draw_key"] if self.rows else ""

    @property
    def room(self) -> int:
        """How many of the rows that were out of the pool before may still be named."""
        return max(0, MOST_NAMED - len(self.passed_over))

    def pass_over(self, row_id: ObjectId, hindrance: "Hindrance") -> None:
        """Note a row that is not drawn."""
        self.passed_over_count += 1
        if hindrance.reservation_id:
            evidence = [str(hindrance.reservation_id)]
            self.passed_over.append([str(row_id), hindrance.reason.value, *evidence])
        elif self.room:
            self.passed_over.append([str(row_id), hindrance.reason.value])


class Hindrance(NamedTuple):
    """Why a row may not be drawn: for a reservation that asked or holds, which one."""

    reason: PassedOver
    reservation_id: ObjectId | None = None


class LeftOut(NamedTuple):
    """Rows that no draw takes before somebody changes what they are."""

    reason: PassedOver
    status: RowStatus
    is_do_not_contact: list[bool]


LEFT_OUT = (
    LeftOut(PassedOver.DO_NOT_CONTACT, RowStatus.AVAILABLE, [True]),
    LeftOut(PassedOver.RESERVED, RowStatus.RESERVED, [False, True]),
)


def next_candidates(pool: LockedPool, count: int) -> Candidates:
    """The next `count` rows by key that nobody has and no reservation covers; fewer if that is all.

    Reservations are asked again: a row may not know yet that a colleague asks for its customer.
    With fewer than `count`, whatever is in the pool and can not be drawn has been passed over.
    """
    candidates = Candidates()
    for row, hindrance in _in_order(pool, count):
        if hindrance:
            candidates.pass_over(row["_id"], hindrance)
            continue
        candidates.rows.append(row)
        if len(candidates.rows) == count:
            break
    is_all = len(candidates.rows) < count
    last_key = "" if is_all else candidates.last_key
    for left_out in LEFT_OUT:
        _add_left_out(pool, candidates, left_out, last_key)
    return candidates


def hindrances_of(product_id: ObjectId, rows: Sequence[dict[str, Any]]) -> list[Hindrance | None]:
    """Of each stored row why it may not be drawn just now; None where it may."""
    claims = _claims(product_id, rows)
    common = common_keys(claims)
    return [_hindrance(row, claims, common) for row in rows]


def reasons_against(pool: LockedPool, rows: Sequence[dict[str, Any]]) -> dict[ObjectId, str]:
    """By row why it may not go to anybody just now; without those that may."""
    pairs = zip(rows, hindrances_of(pool.product_id, rows), strict=True)
    return {row["_id"]: hindrance.reason.value for row, hindrance in pairs if hindrance}


def _in_order(pool: LockedPool, count: int) -> Iterator[tuple[dict[str, Any], Hindrance | None]]:
    """The available rows by key, each with why it is passed over, if it is."""
    after = ""
    while rows := _available(pool, after, count + SPARE):
        yield from zip(rows, hindrances_of(pool.product_id, rows), strict=True)
        after = rows[-1]["draw_key"]


def _available(pool: LockedPool, after: str, limit: int) -> list[dict[str, Any]]:
    match = {
        "database_id": pool.database_id,
        "status": RowStatus.AVAILABLE.value,
        "is_do_not_contact": False,
        "draw_key": {"$gt": after},
    }
    rows = collection(MemberRow).find(match, _COLUMNS, session=current_session())
    return list(rows.sort("draw_key", 1).limit(limit))


def _claims(product_id: ObjectId, rows: Sequence[dict[str, Any]]) -> dict[str, Hindrance]:
    """By customer key what a reservation of the product says about these rows."""
    keys = {key for row in rows for key in customer_keys_in(row["terms"])}
    match = {"customer_key": {"$in": list(keys)}, "product_id": product_id}
    columns = {"customer_key": True, "status": True}
    held = collection(Reservation).find(match, columns, session=current_session())
    return {each["customer_key"]: _claim(each) for each in held}


def _claim(reservation: dict[str, Any]) -> Hindrance:
    approved = reservation["status"] == ReservationStatus.APPROVED
    reason = PassedOver.RESERVED if approved else PassedOver.PENDING
    return Hindrance(reason, reservation["_id"])


def _hindrance(
    row: dict[str, Any], claims: dict[str, Hindrance], common: frozenset[str]
) -> Hindrance | None:
    if row["is_do_not_contact"]:
        return Hindrance(PassedOver.DO_NOT_CONTACT)
    if row["reservation_id"]:
        return Hindrance(PassedOver.RESERVED, row["reservation_id"])
    named = (key for key in customer_keys_in(row["terms"]) if key in claims)
    own = row["customer_key"]
    return next((claims[key] for key in named if key == own or key not in common), None)


def _add_left_out(
    pool: LockedPool, candidates: Candidates, left_out: "LeftOut", last_key: str
) -> None:
    """Add rows that were out of the pool before, up to a key; all of them without one.

    They are counted, and the nearest named, in an index of which the draw reads no other row.
    """
    match: dict[str, Any] = {
        "database_id": pool.database_id,
        "status": left_out.status.value,
        "is_do_not_contact": {"$in": left_out.is_do_not_contact},
        "draw_key": {"$lte": last_key} if last_key else {"$gt": ""},
    }
    rows, session = collection(MemberRow), current_session()
    count = rows.count_documents(match, session=session, hint=IN_POOL)
    candidates.passed_over_count += count
    if count and candidates.room:
        nearest = rows.find(match, {"_id": True}, session=session).sort("draw_key", -1)
        candidates.passed_over += [
            [str(row["_id"]), left_out.reason.value]
            for row in nearest.limit(candidates.room).hint(IN_POOL)
        ]
