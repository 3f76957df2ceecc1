"""Putting stored rows into the ledger, many at a time and each at most once."""

from collections import Counter, deque
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from types import TracebackType
from typing import Self

from bson import ObjectId
from pymongo.collection import Collection
from pymongo.errors import BulkWriteError

from crm.mongo.rows import mongo_connection
from omset.locks import mark_recount_due
from omset.models import OmsetRecord

BATCH = 2000
# Two keep the server busy on a small machine, where this program needs the other half.
THREADS = 2
# While the server stores some batches the next are being made; more would only cost memory.
AHEAD = 2 * THREADS
DUPLICATE_KEY = 11000


class RecordLoader:
    """Inserts rows from threads of its own. A row whose key is there already is left as it is.

    The head rows of a batch's staff are marked before the batch goes out, so a kill -9 leaves no
    uncounted rows without the mark.
    """

    def __init__(self, since: datetime) -> None:
        self.since = since
        self.inserted: Counter[ObjectId] = Counter()
        self.unchanged: Counter[ObjectId] = Counter()
        self.rows: list[dict] = []
        # The plain collection: with DEBUG the other one keeps a copy of all that is sent.
        self.records = mongo_connection().database[OmsetRecord._meta.db_table]
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

    def add(self, row: dict) -> None:
        """Insert `row` soon. Raises what the server said about earlier ones."""
        self.rows.append(row)
        if len(self.rows) >= BATCH:
            self._send()

    def leave(self, staff_id: ObjectId) -> None:
        """Count a row of this staff member that is there already."""
        self.unchanged[staff_id] += 1

    def finish(self) -> None:
        """Wait until every row is stored; then `inserted` and `unchanged` count them by staff."""
        if self.rows:
            self._send()
        while self.sent:
            self._receive()

    def _send(self) -> None:
        if len(self.sent) >= AHEAD:
            self._receive()
        mark_recount_due({row["staff_id"] for row in self.rows}, self.since)
        self.sent.append(self.threads.submit(_insert, self.records, self.rows))
        self.rows = []

    def _receive(self) -> None:
        inserted, unchanged = self.sent.popleft().result()
        self.inserted += inserted
        self.unchanged += unchanged


def _insert(records: Collection, rows: list[dict]) -> tuple[Counter, Counter]:
    """How many rows of each staff member are new, and how many were there before."""
    staff = Counter(row["staff_id"] for row in rows)
    try:
        records.insert_many(rows, ordered=False)
    except BulkWriteError as error:
        failures = error.details["writeErrors"]
        others = [failure for failure in failures if failure["code"] != DUPLICATE_KEY]
        if others or error.details["writeConcernErrors"]:
            raise
        there = Counter(failure["op"]["staff_id"] for failure in failures)
        return staff - there, there
    return staff, Counter()
