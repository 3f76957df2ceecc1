"""Whether the draws of a database are what its log says they had to be. Pure.

The log is gone through once more from the beginning: which rows were in the pool at each draw, and
which of them had the lowest keys. What is stored now has to be where the log leaves it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from heapq import heapify, heappop, heappush, nsmallest
from typing import Any

from members.rules.draw import draw_key, seal

# Verbs of the log as members/models/draws.py stores them, and how a draw stands among them.
DRAW, JOIN, REMOVE = "draw", "join", "remove"
INTO = ("return", "free")
OUT_OF = ("reserve", "exclude", "archive")
TO_SOMEBODY = ("assign", "hand_over")
# Statuses of a row that somebody has, as members/models/rows.py stores them.
REQUESTED, AVAILABLE = "requested", "available"
WITH_STAFF = ("assigned", "invalid")


class Wrong(StrEnum):
    """What can be wrong with a draw or a row."""

    CHAIN = "the chain is broken here"
    NOT_IN_POOL = "it was drawn and could not be: it was not in the pool"
    SKIPPED = "it was skipped: it was in the pool with a lower key"
    KEYS = "the first or the last key is another one"
    ORDER = "the rows are not in the order of their keys"
    SHORT = "fewer rows were taken than there were"
    FORGED = "somebody has it whom no draw and no assignment gave it to"
    HIDDEN = "it is in the pool by the log, and can not be drawn"
    SHOWN = "it can be drawn, and is not in the pool by the log"
    UNLOGGED = "nobody has it, and the log does not say that it came back"
    PLACE = "its key or how often it was returned is not what the log says"
    UNKNOWN = "no upload brought it"
    CLAIM = "it was passed over for a reservation that there was not"


@dataclass(frozen=True)
class Fault:
    """One thing that is wrong: in which draw, if in one, and with which row, if with one."""

    wrong: Wrong
    row_id: str = ""
    draw: int = 0


@dataclass(frozen=True, slots=True)
class StoredRow:
    """A row as it is stored now. `staff_id` is who has it, `request_id` what holds it."""

    row_id: str
    joined: int
    times: int
    key: str
    status: str
    can_be_drawn: bool
    staff_id: str = ""
    request_id: str = ""


@dataclass(frozen=True)
class LogEntry:
    """One event of a pool; a draw has its statement and its hash as well."""

    sequence: int
    verb: str
    # (row id, how often it was returned by then)
    rows: Sequence[tuple[str, int]] = ()
    staff_id: str = ""
    statement: Mapping[str, Any] = field(default_factory=dict)
    hash: str = ""


@dataclass(slots=True)
class _Place:
    """Where a row is by the log."""

    times: int = 0
    is_in: bool = False
    staff_id: str = ""
    request_id: str = ""


class Replay:
    """The pool of one database, from its log. Feed it entry by entry in their order."""

    def __init__(self, secret: str, rows: Iterable[StoredRow]) -> None:
        self.faults: list[Fault] = []
        # (draw, row id, id of a reservation): rows of the pool that a draw passed over for it.
        self.claims: list[tuple[int, str, str]] = []
        self._secret = secret
        self._rows = {row.row_id: row for row in rows}
        self._joining: dict[int, list[str]] = {}
        for row in self._rows.values():
            self._joining.setdefault(row.joined, []).append(row.row_id)
        self._places: dict[str, _Place] = {}
        # (key, row id, times returned); what has left the pool since is dropped when it is met.
        self._pool: list[tuple[str, str, int]] = []
        self._is_heap = True
        self._draws, self._last_hash = 0, ""

    def add(self, entry: LogEntry) -> None:
        """Go on by one entry."""
        if entry.verb == JOIN:
            self._join(self._joining.pop(entry.sequence, []))
        elif entry.verb == DRAW:
            self._draw(entry)
        else:
            for row_id, times in entry.rows:
                self._move(entry, row_id, times)

    def expected(self, statement: Mapping[str, Any]) -> list[str]:
        """The rows that a draw has to take, by key: ask before its entry is added."""
        passed_over = _reservations(statement)
        here = (
            (key, row_id)
            for key, row_id, times in set(self._pool)
            if self._is_here(row_id, times) and row_id not in passed_over
        )
        return [row_id for _key, row_id in nsmallest(statement["count"], here)]

    def end(self) -> list[Fault]:
        """All that is wrong, with what is stored now as well. After the last entry."""
        for row_ids in self._joining.values():
            self.faults += [Fault(Wrong.UNKNOWN, row_id) for row_id in row_ids]
        for row_id, place in self._places.items():
            if row := self._rows.get(row_id):
                self._compare(row, place)
        return self.faults

    def _join(self, row_ids: list[str]) -> None:
        for row_id in row_ids:
            self._places[row_id] = _Place(is_in=True)
            self._pool.append((draw_key(self._secret, row_id, 0), row_id, 0))
        # Uploads come in many parts: put in order once they are drawn from.
        self._is_heap = False

    def _move(self, entry: LogEntry, row_id: str, times: int) -> None:
        if entry.verb == REMOVE and row_id not in self._rows:
            self._places.pop(row_id, None)
            return
        is_in = entry.verb in INTO
        staff_id = entry.staff_id if entry.verb in TO_SOMEBODY else ""
        self._places[row_id] = _Place(times, is_in=is_in, staff_id=staff_id)
        if is_in:
            self._put_in_order()
            heappush(self._pool, (draw_key(self._secret, row_id, times), row_id, times))

    def _put_in_order(self) -> None:
        if not self._is_heap:
            heapify(self._pool)
            self._is_heap = True

    def _draw(self, entry: LogEntry) -> None:
        self._draws += 1
        statement = entry.statement
        chained = (statement["number"], statement["previous"]) == (self._draws, self._last_hash)
        if not chained or seal(statement) != entry.hash:
            self._fault(Wrong.CHAIN)
        self._last_hash = entry.hash
        taken = [(row_id, times) for row_id, times in entry.rows]
        keys = [draw_key(self._secret, row_id, times) for row_id, times in taken]
        self._check_keys(statement, keys)
        is_short = len(taken) < statement["count"]
        self._check_passed_over(statement, set(taken), "" if is_short else max(keys, default=""))
        for row_id, times in taken:
            self._take(entry, row_id, times)

    def _check_keys(self, statement: Mapping[str, Any], keys: list[str]) -> None:
        if keys != sorted(keys):
            self._fault(Wrong.ORDER)
        ends = (keys[0], keys[-1]) if keys else ("", "")
        if (statement["first_key"], statement["last_key"]) != ends:
            self._fault(Wrong.KEYS)

    def _check_passed_over(
        self, statement: Mapping[str, Any], taken: set[tuple[str, int]], last_key: str
    ) -> None:
        """Up to the last key (all of the pool without one) each row is taken or passed over."""
        reservations = _reservations(statement)
        self._put_in_order()
        back: list[tuple[str, str, int]] = []
        while self._pool and (not last_key or self._pool[0][0] <= last_key):
            key, row_id, times = heappop(self._pool)
            if not self._is_here(row_id, times) or (row_id, times) in taken:
                continue
            if back and back[-1] == (key, row_id, times):
                continue
            back.append((key, row_id, times))
            if row_id in reservations:
                self.claims.append((self._draws, row_id, reservations[row_id]))
            else:
                self._fault(Wrong.SHORT if not last_key else Wrong.SKIPPED, row_id)
        for each in back:
            heappush(self._pool, each)

    def _take(self, entry: LogEntry, row_id: str, times: int) -> None:
        # A row that was taken back with its upload is known from the log alone.
        if row_id in self._rows and not self._is_here(row_id, times):
            self._fault(Wrong.NOT_IN_POOL, row_id)
        request_id = entry.statement["request"]
        self._places[row_id] = _Place(times, staff_id=entry.staff_id, request_id=request_id)

    def _is_here(self, row_id: str, times: int) -> bool:
        place = self._places.get(row_id)
        return place is not None and place.is_in and place.times == times

    def _compare(self, row: StoredRow, place: _Place) -> None:
        key = draw_key(self._secret, row.row_id, place.times)
        if (row.times, row.key) != (place.times, key):
            self.faults.append(Fault(Wrong.PLACE, row.row_id))
        elif wrong := _difference(row, place):
            self.faults.append(Fault(wrong, row.row_id))

    def _fault(self, wrong: Wrong, row_id: str = "") -> None:
        self.faults.append(Fault(wrong, row_id, self._draws))


def _difference(row: StoredRow, place: _Place) -> Wrong | None:
    """What is wrong with where a row is stored, if anything."""
    if row.status in WITH_STAFF:
        return None if row.staff_id and row.staff_id == place.staff_id else Wrong.FORGED
    if row.status == REQUESTED:
        return None if row.request_id and row.request_id == place.request_id else Wrong.FORGED
    if place.staff_id:
        return Wrong.UNLOGGED
    if place.is_in == row.can_be_drawn:
        return None
    return Wrong.HIDDEN if place.is_in else Wrong.SHOWN


def _reservations(statement: Mapping[str, Any]) -> dict[str, str]:
    """By row the reservation for which a draw says to have passed it over."""
    return {row_id: more[0] for row_id, _why, *more in statement["passed_over"] if more}
