"""The one place where pages, exports and commands ask for counted numbers.

All numbers come from the tallies (see omset/tallies/tally.py), which omset/tallies/queries.py
reads. Only a question that the tallies cannot answer, such as one about some customers, is counted
from the ledger by the same pipeline.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from contextlib import nullcontext
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from bson import ObjectId
from pymongo.errors import ExecutionTimeout

from crm.mongo.rows import (
    aggregate,
    collection,
    current_session,
    limited_by_itself,
    midnight,
)
from members.reservations.evidence import CustomerDeposits
from omset.models import DailyTally, GroupTally, OmsetRecord, Status
from omset.models.statuses import COUNTED
from omset.tallies.queries import (
    TallyQuery,
    TallyScope,
    deposits_of_customers,
    matching,
    people_of,
    products_of,
    rows_as_of_one_moment,
    summed,
    sums_of,
)
from omset.tallies.ranges import bounds
from omset.tallies.sums import (
    TOTALS_NAMES,
    Numbers,
    Totals,
    as_date,
    by_key,
    needed,
    numbers_of,
    python_value,
    totals_of,
    totals_of_each,
)
from omset.tallies.tally import cells_pipeline


class Part(NamedTuple):
    """What one staff member or product makes of a scope, and on how many days anything counts."""

    key: ObjectId
    numbers: Numbers
    days: int


class Breakdown(NamedTuple):
    """The same sums cut in three ways."""

    # In order of the days, or of the months by their first.
    spans: list[tuple[date, Numbers]]
    # The highest omset first, of equals the one with more days (OM-26).
    staff: list[Part]
    products: list[Part]


class Waiting(NamedTuple):
    """What waits for approval, and is in none of the sums; rupiah."""

    records: int = 0
    total: Decimal = Decimal("0.00")


class GroupSums(NamedTuple):
    """What a customer deposited with a staff member in a product, over all time (OM-12); rupiah."""

    staff_id: ObjectId
    product_id: ObjectId
    customer_key: str
    first_date: date
    last_date: date
    # On how many dates, and of how many records.
    days: int
    records: int
    total: Decimal


class TooManyRecords(Exception):
    """So many records match that counting them would keep everybody waiting."""


def total(scope: TallyScope) -> Numbers:
    """The sums over the whole scope; zeros when nothing counts."""
    [rows] = rows_as_of_one_moment(sums_of(scope, "total"))
    return numbers_of(rows, scope.kind)


def grouped(scope: TallyScope, by: str) -> list[tuple[Any, Numbers]]:
    """The sums for each value of a dimension: a date (the month's first), or an id; in order.

    `by` is day, month, staff, product or total, whose one row has the key None.
    """
    [rows] = rows_as_of_one_moment(sums_of(scope, by))
    return by_key(rows, scope.kind)


def totals_of_scopes(scopes: list[TallyScope]) -> list[Totals]:
    """What is compared of each of the scopes, of both kinds, as of one moment: one command."""
    answers = rows_as_of_one_moment(*(_totals_query(scope, "total") for scope in scopes))
    return [totals_of(rows) for rows in answers]


def totals_by(scope: TallyScope, by: str) -> dict[Any, Totals]:
    """The same for each value of a dimension, see grouped(), where anything counts; in order."""
    [rows] = rows_as_of_one_moment(_totals_query(scope, by))
    return totals_of_each(rows, "key")


def totals_of_products(
    start: date | None, end: date | None, by: str
) -> dict[tuple[ObjectId, date], Totals]:
    """The same for each product and day, or month by its first, of a range: one command."""
    [rows] = rows_as_of_one_moment(products_of(TallyScope(start, end), by))
    return {(row["product"], row["key"].date()): totals_of([row]) for row in rows}


def totals_by_day(day_rows: list[dict]) -> dict[date, Totals]:
    """The same for each day, of sums that a recount has just read (omset/signals.py)."""
    return totals_of_each(day_rows, "date")


def totals_by_person_and_day(start: date, end: date) -> list[tuple[ObjectId, date, Totals]]:
    """The same for each day of each staff member, both ends included, in order; one command."""
    key = {"staff": "$staff_id", "day": "$date"}
    match = {"$match": {"date": bounds(start, end)}}
    rows = [row["key"] | row for row in aggregate(DailyTally, [match, *summed(key, TOTALS_NAMES)])]
    totals = [
        (row["staff"], as_date(row["day"]), totals_of([row])) for row in rows if row["records"]
    ]
    return sorted(totals, key=lambda row: row[:2])


def breakdown(scope: TallyScope, by: str = "day") -> Breakdown:
    """The sums by day (or month), by staff member and by product, all read at one moment.

    Because they are, each of the three adds up to the same total, whatever is written meanwhile.
    """
    people, cells = rows_as_of_one_moment(people_of(scope), products_of(scope, by))
    rows = [{name: python_value(value) for name, value in cell.items()} for cell in cells]
    products = [row | {"key": row["product"]} for row in rows]
    return Breakdown(
        by_key(rows, scope.kind), _parts(people, scope.kind), _parts(products, scope.kind)
    )


def worked(start: date | None, end: date | None) -> tuple[list[Part], date | None]:
    """What each staff member makes of a range, and on how many days: one command.

    Beside them, where the start is open, the month or the day of the first that counts.
    """
    [rows] = rows_as_of_one_moment(people_of(TallyScope(start, end)))
    since = None if start else min((row["since"] for row in rows), default=None)
    return _parts(rows, None), as_date(since)


def recent_days(
    staff_id: ObjectId, product_id: ObjectId | None = None, *, products: int, most: int = 10
) -> list[date]:
    """The last days on which anything of a staff member counts, the newest first.

    `products` is how many products there are: a day has at most one tally for each.
    """
    scope = TallyScope(staff=staff_id, product=product_id)
    tallies = collection(DailyTally).find(matching(scope), {"_id": False, "date": True})
    days = (row["date"].date() for row in tallies.sort("date", -1).limit(most * products))
    return list(dict.fromkeys(days))[:most]


def of_records(match: dict, kind: str | None = None, *, within_ms: int | None = None) -> Numbers:
    """The same sums over the counted records that match stored fields: reads the ledger.

    Raises TooManyRecords if the database needs longer than `within_ms`.
    """
    cells = cells_pipeline(match | COUNTED)
    limit = limited_by_itself() if within_ms else nullcontext()
    try:
        with limit:
            rows = aggregate(
                OmsetRecord, cells + summed(None, needed(kind)), maxTimeMS=within_ms or 0
            )
    except ExecutionTimeout as error:
        raise TooManyRecords from error
    return numbers_of(rows, kind)


def days_of_records(match: dict, kind: str | None = None) -> list[tuple[date, Numbers]]:
    """The same for each day that has any, in order: reads the ledger."""
    cells = cells_pipeline(match | COUNTED)
    return by_key(aggregate(OmsetRecord, cells + summed("$_id.date", needed(kind))), kind)


def groups_of_records(match: dict) -> list[tuple[tuple[ObjectId, ObjectId], Numbers]]:
    """The same for each staff member and product that have any, by their ids: reads the ledger."""
    key = {"staff": "$_id.staff_id", "product": "$_id.product_id"}
    rows = aggregate(OmsetRecord, cells_pipeline(match | COUNTED) + summed(key, needed(None)))
    pairs = [row | {"key": (row["key"]["staff"], row["key"]["product"])} for row in rows]
    return by_key(pairs, None)


def groups(match: dict) -> list[GroupSums]:
    """The groups whose tallies match stored fields, those that deposited last first.

    Groups that nothing counted is left of are none. Jakarta dates.
    """
    names = dict.fromkeys(GroupSums._fields, True)
    rows = collection(GroupTally).find(match, names | {"_id": False}, session=current_session())
    sums = [GroupSums(**{name: as_date(python_value(row[name])) for name in names}) for row in rows]
    return sorted(sums, key=lambda group: (group.last_date, group.customer_key), reverse=True)


def depositors(
    product_id: ObjectId, customers: Mapping[ObjectId, set[str]], since: date
) -> dict[ObjectId, set[str]]:
    """By staff member the customers among theirs with a counted deposit from `since` on."""
    keys = {key for theirs in customers.values() for key in theirs}
    match = {
        "product_id": product_id,
        "customer_key": {"$in": list(keys)},
        "staff_id": {"$in": list(customers)},
        "last_date": {"$gte": midnight(since)},
    }
    names = {"staff_id": True, "customer_key": True}
    deposited: dict[ObjectId, set[str]] = {person: set() for person in customers}
    for row in collection(GroupTally).find(match, names, session=current_session()):
        deposited[row["staff_id"]].add(row["customer_key"])
    return {person: theirs & deposited[person] for person, theirs in customers.items()}


def waiting(match: dict) -> Waiting:
    """How many of the records that match wait for approval, and of how much: their index says."""
    sums = {"records": {"$sum": 1}, "total": {"$sum": "$total"}}
    pending = {"is_deleted": False, "status": Status.PENDING.value}
    pipeline = [{"$match": match | pending}, {"$group": {"_id": {}} | sums}]
    rows = aggregate(OmsetRecord, pipeline)
    return Waiting(**{name: python_value(rows[0][name]) for name in sums}) if rows else Waiting()


def uncounted(match: dict) -> Numbers:
    """Records, forms, nominal and total of rows that wait or were declined; no kinds (OM-4)."""
    sums = {name: {"$sum": f"${field}"} for name, field in _PLAIN_SUMS.items()}
    group = {"$group": {"_id": {"key": None}, "records": {"$sum": 1}} | sums}
    rows = aggregate(OmsetRecord, [{"$match": match}, group])
    return (
        Numbers(**{name: python_value(rows[0][name]) for name in ("records", *_PLAIN_SUMS)})
        if rows
        else Numbers()
    )


_PLAIN_SUMS = {"forms": "multiplier", "nominal": "nominal", "total": "total"}


def _parts(rows: list[dict], kind: str | None) -> list[Part]:
    days: Counter[ObjectId] = Counter()
    for row in rows:
        days[row["key"]] += -row["days"] if row.get("is_less") else row["days"]
    parts = [Part(key, sums, days[key]) for key, sums in by_key(rows, kind)]
    return sorted(parts, key=lambda part: (-part.numbers.total, -part.days))


def _totals_query(scope: TallyScope, by: str) -> list[TallyQuery]:
    if scope.kind:
        raise ValueError("totals are of both kinds")
    return sums_of(scope, by, TOTALS_NAMES)


def last_deposit_on(staff_id: ObjectId, key: str, product_id: ObjectId) -> date | None:
    """The date of the last counted deposit of a group, in this transaction."""
    place = {"staff_id": staff_id, "customer_key": key, "product_id": product_id}
    tally = collection(GroupTally).find_one(place, {"last_date": 1}, session=current_session())
    return tally["last_date"].date() if tally else None


def deposits_with_everybody(keys: Collection[str]) -> list[CustomerDeposits]:
    """What these customers deposited, by staff member and product."""
    return deposits_of_customers(keys)
