"""Putting stored rows into the ledger, many at a time and each at most once."""

from collections import Counter, deque
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from types import TracebackType
from typing import Self

from bson import ObjectId
from pymongo.collection import Collection
from pymongo.database import Database
from pymongo.errors import BulkWriteError

from crm.mongo.rows import mongo_connection
from omset.imports.forgotten import forgotten_places
from omset.imports.unfinished import remove_unfinished
from omset.locks import mark_recount_due
from omset.models import OmsetRecord, Submission
from omset.models.submissions import submission_row

INSERTED_AT_ONCE = 2000
# Two keep the server busy on a small machine, where this program needs the other half.
THREADS = 2
# While the server stores some batches the next are being made; more would only cost memory.
AHEAD = 2 * THREADS
DUPLICATE_KEY = 11000
RECORDS, SUBMISSIONS = OmsetRecord._meta.db_table, Submission._meta.db_table


class RecordLoader:
    """Inserts rows from threads of its own. A row whose key is there already is left as it is.

    The locks of a batch's staff are marked before the batch goes out, so a kill -9 leaves no
    uncounted rows without the mark.
    """

    def __init__(self, since: datetime) -> None:
        self.since = since
        self.inserted: Counter[ObjectId] = Counter()
        self.unchanged: Counter[ObjectId] = Counter()
        # The numbers of new rows of customers who are forgotten: those stay out.
        self.forgotten: list[int] = []
        # Whose locks were marked: each is to be recounted, also where nothing new has stayed.
        self.marked: set[ObjectId] = set()
        self.rows: list[dict] = []
        self.numbers: list[int] = []
        # The plain collection: with DEBUG the other one keeps a copy of all that is sent.
        self.database = mongo_connection().database
        self.sent: deque[Future] = deque()

    def __enter__(self) -> Self:
        self.threads = ThreadPoolExecutor(max_workers=THREADS)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.threads.shutdown(cancel_futures=error is not None)

    def add(self, row: dict, number: int = 0) -> None:
        """Insert `row`, the `number`th of its file, soon. Raises what the server said about
        earlier ones."""
        self.rows.append(row)
        self.numbers.append(number)
        if len(self.rows) >= INSERTED_AT_ONCE:
            self._send()

    def leave(self, staff_id: ObjectId) -> None:
        """Count a row of this staff member that is there already."""
        self.unchanged[staff_id] += 1

    def finish(self) -> None:
        """Wait until every row is stored; then `inserted` and `unchanged` count them by staff, and
        `forgotten` has the others."""
        if self.rows:
            self._send()
        while self.sent:
            self._receive()

    def _send(self) -> None:
        if len(self.sent) >= AHEAD:
            self._receive()
        staff = {row["staff_id"] for row in self.rows}
        mark_recount_due(staff, self.since)
        self.marked |= staff
        self.sent.append(self.threads.submit(_store, self.database, self.rows, self.numbers))
        self.rows, self.numbers = [], []

    def _receive(self) -> None:
        inserted, unchanged, forgotten = self.sent.popleft().result()
        self.inserted += inserted
        self.unchanged += unchanged
        self.forgotten += forgotten


def _store(
    database: Database, rows: list[dict], numbers: list[int]
) -> tuple[Counter, Counter, list[int]]:
    """As _insert(), but for rows of forgotten customers: those that are not there stay out.

    It is asked before, and once more afterwards: whoever was forgotten in between has looked for
    their deposits before these were there. A run that was killed in between asked once: what it
    has left is taken out by the next.
    """
    named = forgotten_places(rows)
    remove_unfinished(database, [rows[place] for place in named])
    gone = _not_there(database, rows, named)
    new, there = _insert(database, [row for place, row in enumerate(rows) if place not in gone])
    late = _taken_out(database, [new[place] for place in forgotten_places(new)])
    inserted = Counter(row["staff_id"] for row in new if row["_id"] not in late)
    left_out = gone | {place for place, row in enumerate(rows) if row.get("_id") in late}
    return inserted, there, sorted(numbers[place] for place in left_out)


def _not_there(database: Database, rows: list[dict], places: list[int]) -> set[int]:
    """Those of the places whose rows were never stored."""
    if not places:
        return set()
    keys = [rows[place]["idempotency_key"] for place in places]
    there = {row["_id"] for row in database[SUBMISSIONS].find({"_id": {"$in": keys}})}
    return {place for place in places if rows[place]["idempotency_key"] not in there}


def _taken_out(database: Database, rows: list[dict]) -> set[ObjectId]:
    """Remove deposits that still name who was forgotten meanwhile; returns their ids.

    What has their pseudonym by now was there in time, and stays.
    """
    taken = set[ObjectId]()
    for row in rows:
        place = {key: row[key] for key in ("_id", "staff_id", "date", "customer_key")}
        if database[RECORDS].delete_one(place).deleted_count:
            database[SUBMISSIONS].delete_one({"_id": row["idempotency_key"]})
            taken.add(row["_id"])
    return taken


def _insert(database: Database, rows: list[dict]) -> tuple[list[dict], Counter]:
    """The rows that are new, and how many of each staff member were there before.

    The submissions go first. Where one is there already, its record is looked for: a run that was
    killed between the two left none, and the row takes its place.
    """
    submissions, records = database[SUBMISSIONS], database[RECORDS]
    by_key = {row["idempotency_key"]: row for row in rows}
    for row in rows:
        row.setdefault("_id", ObjectId())
    taken = _insert_new(submissions, [submission_row(row) for row in rows])
    for submission in submissions.find({"_id": {"$in": [row["_id"] for row in taken]}}):
        by_key[submission["_id"]]["_id"] = submission["record_id"]
    ids = [by_key[submission["_id"]]["_id"] for submission in taken]
    stored = {row["_id"] for row in records.find({"_id": {"$in": ids}}, {"_id": True})}
    fresh = [row for row in rows if row["_id"] not in stored]
    there = Counter(row["staff_id"] for row in rows if row["_id"] in stored)
    # Somebody else who imports the same file may have been quicker.
    others = _insert_new(records, fresh)
    there.update(row["staff_id"] for row in others)
    stored.update(row["_id"] for row in others)
    return [row for row in rows if row["_id"] not in stored], there


def _insert_new(collection: Collection, rows: list[dict]) -> list[dict]:
    """Insert the rows; returns those whose unique values are there already, which stay out."""
    try:
        if rows:
            collection.insert_many(rows, ordered=False)
    except BulkWriteError as error:
        failures = error.details["writeErrors"]
        others = [failure for failure in failures if failure["code"] != DUPLICATE_KEY]
        if others or error.details["writeConcernErrors"]:
            raise
        return [failure["op"] for failure in failures]
    return []
