"""Who got what: of each share of a distribution how much was worked, responded, deposited."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bson import ObjectId
from django.utils import timezone

from crm.mongo.rows import collection, current_session
from crm.registry.deposits import depositors
from members.models import Distribution, Draw, DrawPurpose, MemberRow, Response, StoredShare
from members.rules.working import STATUS_COLUMNS, is_worked

RECEIVED, WORKED, RESPONDED, DEPOSITED = "received", "worked", "responded", "deposited"
SHOWN = (RECEIVED, WORKED, RESPONDED, DEPOSITED)
_COLUMNS = ("staff_id", "customer_key", *STATUS_COLUMNS)


@dataclass(frozen=True)
class ShareOutcome:
    """A share, and the ids of its rows by what became of them."""

    share: StoredShare
    rows: dict[str, list[ObjectId]]

    def count(self, what: str) -> int:
        """How many rows of the share were received, worked, responded or deposited."""
        return len(self.rows[what])


def outcomes_of(distribution: Distribution) -> list[ShareOutcome]:
    """The shares, those who got most first: three commands, whatever their number.

    A row counts as worked or responded while whoever got it has it still, as deposited if its
    customer deposited with them in the product from that day on.
    """
    shares = distribution.stored_shares
    taken = _taken(distribution, shares)
    rows = _rows(distribution, [pk for pks in taken.values() for pk in pks])
    deposited = _deposited(distribution, shares, taken, rows)
    outcomes = [
        ShareOutcome(
            share,
            _by_outcome(share, [rows[pk] for pk in taken.get(share.batch_id, []) if pk in rows])
            | {
                RECEIVED: taken.get(share.batch_id, []),
                DEPOSITED: deposited.get(share.staff_id, []),
            },
        )
        for share in shares
    ]
    return sorted(outcomes, key=lambda each: (-each.share.received, each.share.staff_name))


def _taken(
    distribution: Distribution, shares: list[StoredShare]
) -> dict[ObjectId | None, list[ObjectId]]:
    """The rows that each batch began with."""
    match = {
        "database_id": distribution.database_id,
        "purpose": DrawPurpose.DISTRIBUTION.value,
        "batch_id": {"$in": [share.batch_id for share in shares if share.batch_id]},
    }
    columns = {"batch_id": True, "taken": True}
    draws = collection(Draw).find(match, columns, session=current_session())
    return {draw["batch_id"]: [ObjectId(pk) for pk, _times in draw["taken"]] for draw in draws}


def _rows(distribution: Distribution, pks: list[ObjectId]) -> dict[ObjectId, dict[str, Any]]:
    match = {"database_id": distribution.database_id, "_id": {"$in": pks}}
    columns = dict.fromkeys(_COLUMNS, True)
    rows = collection(MemberRow).find(match, columns, session=current_session())
    return {row["_id"]: row for row in rows}


def _by_outcome(share: StoredShare, rows: list[dict[str, Any]]) -> dict[str, list[ObjectId]]:
    tests: dict[str, Callable[[dict[str, Any]], bool]] = {
        WORKED: is_worked,
        RESPONDED: lambda row: row["response"] == Response.YES,
    }
    theirs = [row for row in rows if row["staff_id"] == share.staff_id]
    return {name: [row["_id"] for row in theirs if test(row)] for name, test in tests.items()}


def _deposited(
    distribution: Distribution,
    shares: list[StoredShare],
    taken: dict[ObjectId | None, list[ObjectId]],
    rows: dict[ObjectId, dict[str, Any]],
) -> dict[ObjectId, list[ObjectId]]:
    theirs = {
        share.staff_id: [pk for pk in taken.get(share.batch_id, []) if pk in rows]
        for share in shares
    }
    keys = {
        person: {rows[pk]["customer_key"] for pk in pks} - {""} for person, pks in theirs.items()
    }
    since = timezone.localdate(distribution.at)
    by_person = depositors(distribution.product_id, keys, since)
    return {
        person: [pk for pk in pks if rows[pk]["customer_key"] in by_person[person]]
        for person, pks in theirs.items()
    }
