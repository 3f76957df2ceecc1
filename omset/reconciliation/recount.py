"""Counting everything anew from the ledger: after an import, and to prove that nothing differs.

Works staff member by staff member in small transactions, each behind the staff member's other
events, so the product may be in use meanwhile. A plain read finds what looks wrong; only what is
still wrong inside a transaction is reported. A dry run does the same work and takes it back.
"""

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby, islice
from operator import itemgetter
from typing import Any

from bson import ObjectId
from pymongo import UpdateOne
from pymongo.cursor import Cursor

from crm.calendar import first_day, next_month
from crm.mongo.rows import aggregate, collection, current_session
from crm.mongo.transaction import transactional
from members.models import Reservation
from omset.locks import lock_staff
from omset.models import DailyTally, GroupTally, OmsetRecord
from omset.reconciliation.drift import (
    GROUP_FIELDS,
    MADE_FIELDS,
    differing,
    wrong_fields,
    wrong_kinds,
)
from omset.reconciliation.proofs import PROOFS, stored_rows
from omset.reconciliation.reservations import settle_last_deposits
from omset.reconciliation.submissions import (
    SUBMITTED_FIELDS,
    record_of,
    without_submission,
    write_submissions,
)
from omset.tallies import tally
from omset.tallies.groups import recount_groups, sizes_of_groups

# A transaction keeps the staff member's events waiting; they give up after some seconds.
ITEMS_AT_ONCE, REWRITTEN_AT_ONCE, COUNTED_AT_ONCE = 200, 2000, 15_000
READ_AT_ONCE = 5000
# Between two transactions, for an event that waits to get its turn.
GAP_SECONDS = 0.01


READ_FIELDS = (*{*MADE_FIELDS, *SUBMITTED_FIELDS},)

# A part of a check: what of these subjects differs, as (what, key, field, stored, expected).
Step = Callable[[list], list[tuple]]


class RolledBack(Exception):
    """Takes a dry run's transaction back and carries out what it found."""


def after_import(staff_id: ObjectId) -> None:
    """Set all kinds and tallies of a staff member, some of whose records came in bulk."""
    lock_staff(staff_id)
    for keys in batches(_wrong_groups(staff_id, Counter()), REWRITTEN_AT_ONCE):
        _repair_kinds(staff_id, keys)
    sizes = sorted(sizes_of_groups(staff_id).items())
    for keys in batches(sizes, COUNTED_AT_ONCE, items=COUNTED_AT_ONCE):
        _recount_groups(staff_id, keys)
    for span in batches(_months(staff_id), COUNTED_AT_ONCE):
        _recount_span(staff_id, span)
    _settle_reservations(staff_id)


def with_records() -> list[ObjectId]:
    """All staff members with records, or about whom something is derived from them."""
    models = (OmsetRecord, GroupTally, DailyTally, Reservation)
    ledger = (collection(model).distinct("staff_id") for model in models)
    return sorted(set().union(*ledger, *(proof.months.people() for proof in PROOFS.values())))


class StaffRecount:
    """Compares one staff member's stored values with a fresh count; repairs unless `dry_run`."""

    def __init__(self, staff_id: ObjectId, *, dry_run: bool, checked: Counter) -> None:
        self.staff_id, self.dry_run, self.checked = staff_id, dry_run, checked
        # What a dry run would have stored by now, for the customer keys and months it concerns.
        self.not_stored: dict[object, dict[ObjectId, dict]] = defaultdict(dict)
        self.suspects: set[str] = set()

    def run(self) -> Iterator[tuple]:
        """Each difference as (what, key, field, stored, expected), causes before effects."""
        wrong = ((pk, 1) for pk in self._records_with_wrong_fields())
        for pks in batches(wrong, REWRITTEN_AT_ONCE):
            yield from self._differences(self._fields, pks)
        groups = dict.fromkeys(self.suspects, 1) | dict(_wrong_groups(self.staff_id, self.checked))
        for keys in batches(sorted(groups.items()), REWRITTEN_AT_ONCE):
            yield from self._differences(self._kinds, keys)
        sizes = dict.fromkeys(self.suspects, 1) | sizes_of_groups(self.staff_id)
        for keys in batches(sorted(sizes.items()), COUNTED_AT_ONCE, items=COUNTED_AT_ONCE):
            yield from self._differences(self._grouped, keys)
        for span in batches(_months(self.staff_id), COUNTED_AT_ONCE):
            yield from self._differences(self._tallied, span)
        yield from self._differences(self._reserved, [self.staff_id])

    def _differences(self, step: Step, subjects: list) -> list[tuple]:
        try:
            return self._in_transaction(step, subjects)
        except RolledBack as undone:
            return undone.args[0]

    @transactional
    def _in_transaction(self, step: Step, subjects: list) -> list[tuple]:
        lock_staff(self.staff_id)
        for subject in subjects:
            _store(self.staff_id, self.not_stored.get(subject, {}))
        result = step(subjects)
        if self.dry_run:
            raise RolledBack(result)
        return result

    def _records_with_wrong_fields(self) -> Iterator[ObjectId]:
        rows = _find({"staff_id": self.staff_id}, READ_FIELDS)
        while part := list(islice(rows, READ_AT_ONCE)):
            unsubmitted = {row["_id"] for row in without_submission(part)}
            for row in part:
                wrong = wrong_fields(row)
                if wrong:
                    self.suspects |= {row["customer_key"], wrong.get("customer_key", "")}
                if wrong or row["_id"] in unsubmitted:
                    yield row["_id"]

    def _fields(self, pks: list[ObjectId]) -> list[tuple]:
        differences: list[tuple] = []
        rows = list(_find({"_id": {"$in": pks}}, READ_FIELDS))
        for row in rows:
            wrong = wrong_fields(row)
            _store(self.staff_id, {row["_id"]: wrong} if wrong else {})
            self._note_not_stored(row, wrong)
            differences += [("record", row["_id"], name, row[name], wrong[name]) for name in wrong]
        unsubmitted = without_submission(rows)
        for row in unsubmitted:
            key = row["idempotency_key"]
            differences.append(("record", row["_id"], "submission", record_of(key), row["_id"]))
        write_submissions(unsubmitted)
        return differences

    def _kinds(self, keys: list[str]) -> list[tuple]:
        rows = {row["_id"]: row for row in rows_of(self.staff_id, keys)}
        wrong = wrong_kinds(rows.values())
        tally.set_kinds(self.staff_id, wrong)
        for pk, kind in wrong.items():
            self._note_not_stored(rows[pk], {"kind": kind})
        return [("record", pk, "kind", rows[pk]["kind"], kind) for pk, kind in wrong.items()]

    def _note_not_stored(self, row: dict, fields: dict) -> None:
        if self.dry_run:
            month = first_day(row["date"])
            for subject in (row["customer_key"], fields.get("customer_key"), month):
                self.not_stored[subject].setdefault(row["_id"], {}).update(fields)

    def _grouped(self, keys: list[str]) -> list[tuple]:
        first, last = keys[0], keys[-1]
        before = self._groups(first, last)
        recount_groups(self.staff_id, first, last)
        after = self._groups(first, last)
        self.checked["group"] += len(after)
        differences: list[tuple] = []
        for place, rows in differing(before, after).items():
            differences += _by_field("group", (self.staff_id, *place), *rows)
        return differences

    def _reserved(self, people: list[ObjectId]) -> list[tuple]:
        differences = [each for staff_id in people for each in settle_last_deposits(staff_id)]
        return [("reservation", *difference) for difference in differences]

    def _groups(self, first: str, last: str) -> dict[tuple, dict]:
        """The stored tallies of the groups from one customer key to another, by what they are."""
        customers = {"staff_id": self.staff_id, "customer_key": {"$gte": first, "$lte": last}}
        rows = stored_rows(GroupTally, customers)
        return {(row.pop("product_id"), row.pop("customer_key")): row for row in rows}

    def _tallied(self, months: list[datetime]) -> list[tuple]:
        first, last = months[0], months[-1]
        before = self._tallies(first, last)
        tally.recount_span(self.staff_id, first, last)
        after = self._tallies(first, last)
        self.checked.update(what for what, _key in after)
        differences: list[tuple] = []
        for (what, key), rows in differing(before, after).items():
            differences += _by_field(what, key, *rows)
        return differences

    def _tallies(self, first: datetime, last: datetime) -> dict[tuple, dict]:
        """The stored days, and what is derived from months, by what they are."""
        span = {"$gte": first, "$lt": next_month(last)}
        rows: dict[tuple, dict] = {}
        for row in stored_rows(DailyTally, {"staff_id": self.staff_id, "date": span}):
            rows["day", (self.staff_id, row.pop("product_id"), row.pop("date"))] = row
        for what, proof in PROOFS.items():
            for month, row in proof.months.rows(self.staff_id, span):
                rows[what, (self.staff_id, month)] = row
        return rows


def _by_field(what: str, key: object, before: dict | None, after: dict | None) -> list[tuple]:
    """One difference for each number, or one for the row if only one side has it."""
    if before is None or after is None:
        return [(what, key, "row", before, after)]
    return [(what, key, name, *pair) for name, pair in differing(before, after).items()]


def _wrong_groups(staff_id: ObjectId, checked: Counter) -> Iterator[tuple[str, int]]:
    """The customers some of whose records look wrongly classified, and how many those have."""
    for key, group in groupby(rows_of(staff_id, None), itemgetter("customer_key")):
        records = list(group)
        checked["record"] += len(records)
        if wrong_kinds(records):
            yield key, len(records)


def rows_of(staff_id: ObjectId, keys: Iterable[str] | None) -> Iterator[dict]:
    """The rows of a staff member's customers, or of all, with what decides about their kinds."""
    customers = {} if keys is None else {"customer_key": {"$in": [*keys]}}
    match = {"staff_id": staff_id} | customers
    return _find(match, GROUP_FIELDS).sort([("customer_key", 1), ("product_id", 1)])


def _find(match: dict, fields: tuple[str, ...]) -> Cursor[dict[str, Any]]:
    rows = collection(OmsetRecord).find(match, fields, session=current_session())
    return rows.batch_size(READ_AT_ONCE)


@transactional
def _repair_kinds(staff_id: ObjectId, keys: list[str]) -> None:
    lock_staff(staff_id)
    tally.set_kinds(staff_id, wrong_kinds(rows_of(staff_id, keys)))


@transactional
def _recount_groups(staff_id: ObjectId, keys: list[str]) -> None:
    lock_staff(staff_id)
    recount_groups(staff_id, keys[0], keys[-1])


@transactional
def _settle_reservations(staff_id: ObjectId) -> None:
    lock_staff(staff_id)
    settle_last_deposits(staff_id)


@transactional
def _recount_span(staff_id: ObjectId, months: list[datetime]) -> None:
    lock_staff(staff_id)
    tally.recount_span(staff_id, months[0], months[-1])


def _months(staff_id: ObjectId) -> list[tuple[datetime, int]]:
    """The months in which the staff member has records or tallies, and how many records."""
    month = {"$dateTrunc": {"date": "$date", "unit": "month"}}
    group = {"$group": {"_id": {"month": month}, "records": {"$sum": 1}}}
    pipeline: list[dict] = [{"$match": {"staff_id": staff_id}}, group]
    rows = aggregate(OmsetRecord, pipeline, hint="omset_by_staff")
    records = {row["month"]: row["records"] for row in rows}
    days = collection(DailyTally).distinct("date", {"staff_id": staff_id})
    tallied = {first_day(day) for day in days}
    for proof in PROOFS.values():
        tallied |= set(proof.months.months(staff_id))
    return sorted((dict.fromkeys(tallied, 0) | records).items())


def _store(staff_id: ObjectId, fields_by_pk: dict[ObjectId, dict]) -> None:
    writes = [
        UpdateOne({"_id": pk, "staff_id": staff_id}, {"$set": fields})
        for pk, fields in fields_by_pk.items()
    ]
    if writes:
        collection(OmsetRecord).bulk_write(writes, ordered=False, session=current_session())


def batches(
    sized: Iterable[tuple[object, int]], records: int, items: int = ITEMS_AT_ONCE
) -> Iterator[list]:
    """The items in lists small enough for one transaction, with a pause after each."""
    batch, size = [], 0
    for item, weight in sized:
        batch.append(item)
        size += weight
        if len(batch) >= items or size >= records:
            yield batch
            time.sleep(GAP_SECONDS)
            batch, size = [], 0
    if batch:
        yield batch
