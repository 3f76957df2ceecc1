"""Checking the draws of a database against its log, its reservations and its rows."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import merge
from typing import Any

from bson import ObjectId
from pymongo.client_session import ClientSession

from crm.audit.models import Event
from crm.mongo.rows import collection, current_session, snapshot_session
from members.models import Draw, MemberDatabase, MemberRow, PoolEvent, Reservation, RowStatus
from members.rules.keys import customer_key
from members.rules.replay import DRAW, Fault, LogEntry, Replay, StoredRow, Wrong
from members.rules.terms import customer_keys_in

_ROW_COLUMNS = (
    "joined",
    "times_returned",
    "draw_key",
    "status",
    "is_do_not_contact",
    "staff_id",
    "request_id",
)


@dataclass(frozen=True)
class Proof:
    """What a check has gone through, and all that is wrong."""

    draws: int
    rows: int
    faults: list[Fault]


@dataclass(frozen=True)
class ReplayedDraw:
    """The rows that a draw had to take by the log, in their order, and what is wrong with it."""

    expected: list[str]
    faults: list[Fault]


def verify(database: MemberDatabase) -> Proof:
    """Check all draws and rows of a database as of one moment, while others go on."""
    with _one_moment() as session:
        rows = _rows(database.pk, session)
        replay = Replay(database.secret, rows)
        draws = _feed(replay, _log(database.pk, session))
        faults = replay.end()
        faults += _false_claims(database, replay.claims, session)
    return Proof(draws, len(rows), faults)


def replay_draw(draw: Draw) -> ReplayedDraw:
    """Compute a draw again from all that happened to its pool before it."""
    secret = MemberDatabase.objects.get(pk=draw.database_id).secret
    with _one_moment() as session:
        replay = Replay(secret, _rows(draw.database_id, session))
        for entry in _log(draw.database_id, session):
            if entry.sequence == draw.sequence:
                expected = replay.expected(entry.statement)
                replay.add(entry)
                break
            replay.add(entry)
    faults = [fault for fault in replay.faults if fault.draw == draw.number]
    return ReplayedDraw(expected, faults)


@contextmanager
def _one_moment() -> Iterator[ClientSession | None]:
    """A session in which all is read as of now; the current transaction is one already."""
    if current_session():
        yield current_session()
        return
    with snapshot_session() as session:
        yield session


def _feed(replay: Replay, log: Iterable[LogEntry]) -> int:
    draws = 0
    for entry in log:
        draws += entry.verb == DRAW
        replay.add(entry)
    return draws


def _rows(database_id: ObjectId, session: ClientSession | None) -> list[StoredRow]:
    columns = dict.fromkeys(_ROW_COLUMNS, True)
    rows = collection(MemberRow).find({"database_id": database_id}, columns, session=session)
    return [_stored_row(row) for row in rows]


def _stored_row(row: dict[str, Any]) -> StoredRow:
    is_available = row["status"] == RowStatus.AVAILABLE
    return StoredRow(
        row_id=str(row["_id"]),
        joined=row["joined"],
        times=row["times_returned"],
        key=row["draw_key"],
        status=row["status"],
        can_be_drawn=is_available and not row["is_do_not_contact"],
        staff_id=str(row["staff_id"] or ""),
        request_id=str(row["request_id"] or ""),
    )


def _log(database_id: ObjectId, session: ClientSession | None) -> Iterator[LogEntry]:
    """Events and draws of a pool, in the order in which they happened."""
    match = {"database_id": database_id}
    events = collection(PoolEvent).find(match, session=session).sort("sequence", 1)
    draws = collection(Draw).find(match, session=session).sort("number", 1)
    # Of a broken chain the numbers may be in another order than what happened.
    in_order = sorted(map(_draw_entry, draws), key=lambda entry: entry.sequence)
    return merge(map(_event_entry, events), in_order, key=lambda entry: entry.sequence)


def _event_entry(event: dict[str, Any]) -> LogEntry:
    return LogEntry(
        sequence=event["sequence"],
        verb=event["verb"],
        rows=[(row_id, times) for row_id, times in event["rows"]],
        staff_id=str(event["staff_id"] or ""),
    )


def _draw_entry(row: dict[str, Any]) -> LogEntry:
    draw = Draw(**{name: value for name, value in row.items() if name != "_id"})
    draw.at = draw.at.replace(tzinfo=UTC)
    return LogEntry(
        sequence=draw.sequence,
        verb=DRAW,
        rows=[(row_id, times) for row_id, times in draw.taken],
        staff_id=str(draw.staff_id),
        statement=draw.statement(),
        hash=draw.hash,
    )


def _false_claims(
    database: MemberDatabase,
    claims: list[tuple[int, str, str]],
    session: ClientSession | None,
) -> list[Fault]:
    """The rows that were passed over for a reservation that history does not know by then."""
    if not claims:
        return []
    begun = _reservations_begun({ObjectId(pk) for _draw, _row, pk in claims}, session)
    keys = _keys_of(database.pk, {ObjectId(row) for _draw, row, _pk in claims}, session)
    moments = _moments(database.pk, {number for number, _row, _pk in claims}, session)
    return [
        Fault(Wrong.CLAIM, row_id, number)
        for number, row_id, pk in claims
        if not _is_begun(begun.get(pk, []), keys.get(row_id), moments[number])
    ]


def _is_begun(begun: list[tuple[str, datetime]], keys: set[str] | None, moment: datetime) -> bool:
    # A row that was emptied since names nobody any more.
    return any(at <= moment and (not keys or key in keys) for key, at in begun)


def _reservations_begun(
    pks: set[ObjectId], session: ClientSession | None
) -> dict[str, list[tuple[str, datetime]]]:
    """By reservation which customer it was about and when, as history and the rows say."""
    begun: dict[str, list[tuple[str, datetime]]] = {}
    events = collection(Event).find({"subject": {"$in": list(pks)}}, session=session)
    for event in events:
        customer = (event["after"] or event["before"] or {}).get("customer_id", "")
        begun.setdefault(str(event["subject"]), []).append((customer_key(customer), event["at"]))
    stored = collection(Reservation).find({"_id": {"$in": list(pks)}}, session=session)
    for row in stored:
        begun.setdefault(str(row["_id"]), []).append((row["customer_key"], row["created_at"]))
    return begun


def _keys_of(
    database_id: ObjectId, pks: set[ObjectId], session: ClientSession | None
) -> dict[str, set[str]]:
    match = {"database_id": database_id, "_id": {"$in": list(pks)}}
    rows = collection(MemberRow).find(match, {"terms": True}, session=session)
    return {str(row["_id"]): set(customer_keys_in(row["terms"])) for row in rows}


def _moments(
    database_id: ObjectId, numbers: set[int], session: ClientSession | None
) -> dict[int, datetime]:
    match = {"database_id": database_id, "number": {"$in": list(numbers)}}
    draws = collection(Draw).find(match, {"number": True, "at": True}, session=session)
    return {draw["number"]: draw["at"] for draw in draws}
