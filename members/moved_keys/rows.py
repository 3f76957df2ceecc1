"""Reservations and rows of databases under the keys of another rule (G-5).

What covers a row is asked again in the transaction that changes whom it names: a draw, an upload or
an approval at the same moment sees the one or the other.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne

from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from members.conflicts.marks import settle_marks
from members.customers.exclusions import settle_listed
from members.databases.pool import lock_product
from members.models import MemberDatabase, MemberRow, Reservation
from members.moved_keys.holders import CustomerHolder, KeyRule
from members.rules.phones import PHONE_SIGNS
from members.rules.terms import id_term, terms_of

ROWS_AT_ONCE = 500
# Some cell is not plain ASCII, the keys of all others being the same under every rule; or may hold
# a phone, of which rows of before have no term.
_OUTDATED_CELLS = {
    "$anyElementTrue": {
        "$map": {
            "input": "$cells",
            "in": {
                "$or": [
                    {"$ne": [{"$strLenBytes": "$$this"}, {"$strLenCP": "$$this"}]},
                    *({"$gte": [{"$indexOfBytes": ["$$this", sign]}, 0]} for sign in PHONE_SIGNS),
                ]
            },
        }
    }
}
Row = dict[str, Any]


def move_reservation(held: CustomerHolder, key_of: KeyRule) -> None:
    """Give a reservation its key, with the marks of the rows that it covered or covers now.

    Raises IntegrityError if another one has that key.
    """
    match = {"_id": held.pk, "customer_id": held.customer_id}
    if collection(MemberDatabase).find_one({}, {"_id": True}):
        _move_with_rows(match, held.new, key_of)
    else:
        # Also while the release before is being upgraded, which knows no databases.
        collection(Reservation).update_one(match, {"$set": {"customer_key": held.new}})


def move_rows(key_of: KeyRule, *, dry_run: bool) -> int:
    """Give rows of databases the keys and terms of today; how many rows had others.

    Some of one database in each transaction, which also settles what covers them.
    """
    moved = 0
    for product_id, pks in _outdated_rows(key_of):
        moved += len(pks) if dry_run else _move(product_id, pks, key_of)
    return moved


@transactional
def _move_with_rows(match: Mapping[str, Any], key: str, key_of: KeyRule) -> None:
    reservations, session = collection(Reservation), current_session()
    reservation = reservations.find_one(match, ("product_id",), session=session)
    if reservation is None:
        return
    product_id = reservation["product_id"]
    lock_product(product_id)
    reservations.update_one(match, {"$set": {"customer_key": key}}, session=session)
    covered = {"reservation_id": reservation["_id"]}
    named = {"terms": id_term(key), "product_id": product_id}
    _settle(product_id, _stored({"$or": [covered, named]}), key_of)


@transactional
def _move(product_id: ObjectId, pks: list[ObjectId], key_of: KeyRule) -> int:
    lock_product(product_id)
    rows = _stored({"_id": {"$in": pks}})
    _settle(product_id, rows, key_of)
    return len(rows)


def _settle(product_id: ObjectId, rows: list[Row], key_of: KeyRule) -> None:
    """Write the keys and terms of rows, then what covers them by these."""
    session = current_session()
    writes = []
    for row in rows:
        named = _named(row, key_of)
        place = {"database_id": row["database_id"], "_id": row["_id"]}
        writes.append(UpdateOne(place, {"$set": named}))
        row.update(named)
    if writes:
        collection(MemberRow).bulk_write(writes, ordered=False, session=session)
    settle_marks(product_id, rows)
    # What was settled so far is what is stored.
    settle_listed(_stored({"_id": {"$in": [row["_id"] for row in rows]}}), by=None)


def _named(row: Mapping[str, Any], key_of: KeyRule) -> dict[str, Any]:
    """Whom the row names by this rule."""
    key = key_of(row["customer_id"]) if row["customer_id"] else ""
    terms = terms_of(
        row["cells"],
        customer_key_of_row=key,
        name=row["name"],
        phone=row["phone"],
        keys_of=lambda cells: [key_of(cell) for cell in cells if cell],
    )
    return {"customer_key": key, "terms": terms}


def _outdated_rows(key_of: KeyRule) -> Iterator[tuple[ObjectId, list[ObjectId]]]:
    """The ids of rows that name others by this rule: some of one database at a time."""
    waiting: dict[tuple[ObjectId, ObjectId], list[ObjectId]] = defaultdict(list)
    for row in collection(MemberRow).find({"$expr": _OUTDATED_CELLS}):
        named = _named(row, key_of)
        if named == {name: row[name] for name in named}:
            continue
        place = row["product_id"], row["database_id"]
        waiting[place].append(row["_id"])
        if len(waiting[place]) >= ROWS_AT_ONCE:
            yield place[0], waiting.pop(place)
    for (product_id, _database_id), pks in waiting.items():
        yield product_id, pks


def _stored(match: Mapping[str, Any]) -> list[Row]:
    return list(collection(MemberRow).find(match, session=current_session()))
