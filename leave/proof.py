"""What `recount` compares of leave, breaks, attendance and fees. Nothing is repaired.

Balances, lateness, breaks and fees as pages read them against a plain recomputation of all that is
stored; closed months against what they come to now; and the few columns that follow from others.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from bson import Decimal128, ObjectId
from django.db.models import Model

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection, current_session
from crm.mongo.transaction import transactional
from crm.registry.runs.proofs import StoredDifference
from crm.staff.models import User
from leave.fees.closed import changed_since, closed_months, lines_in_statements
from leave.fees.facts import PersonMonth, Times, facts_of
from leave.fees.statements import lines_of
from leave.locks import LEAVE_EVENTS
from leave.models import (
    Break,
    CheckIn,
    ClosedStatement,
    Correction,
    LeaveRequest,
    ManualFee,
    Payment,
    StaffMonth,
    Waiver,
)
from leave.reads import balances_of
from leave.recomputation import PersonDay, Recomputation
from leave.rules.fees import FeeLine, cents, total_of
from leave.rules.statement import changes_since

Names = dict[ObjectId, str]
# By person and day.
Figures = Mapping[PersonDay, tuple[int, ...]]
# So many people are compared at one moment: their years have to fit into memory.
PEOPLE_AT_ONCE = 25
OF_PEOPLE = (LeaveRequest, CheckIn, Break, ManualFee, Waiver, Payment, ClosedStatement, Correction)


def differences() -> Iterator[StoredDifference]:
    """Every difference, some people after the others: of each of them as of one moment."""
    names = dict(User.objects.values_list("pk", "username"))
    people = sorted(_everybody(names))
    for first in range(0, len(people), PEOPLE_AT_ONCE):
        yield from _differences(people[first : first + PEOPLE_AT_ONCE], names)


def _everybody(names: Names) -> set[ObjectId]:
    """All accounts, and whose rows are there without one."""
    stored = (
        collection(model).distinct("staff_id", session=current_session()) for model in OF_PEOPLE
    )
    return set(names).union(*stored)


@transactional
def _differences(people: Collection[ObjectId], names: Names) -> list[StoredDifference]:
    plain = Recomputation(people)
    months = sorted(plain.months)
    facts = facts_of(months)
    lines = lines_of(facts)
    return [
        *_leave(plain, months, names),
        *_times(plain, facts.times, names),
        *_fees(plain, months, lines, names),
        *_closed_months(people, lines, names),
        *_columns(people, names),
        *_written_leave(people, names),
    ]


def _leave(
    plain: Recomputation, months: Collection[PersonMonth], names: Names
) -> Iterator[StoredDifference]:
    balances = balances_of(months)
    for person, month in months:
        balance, where = balances[person, month], _where(names, person, month)
        used, pending, available = plain.leave(person, month)
        yield from _compared(where, "used_minutes", balance.used, used)
        yield from _compared(where, "pending_minutes", balance.pending, pending)
        yield from _compared(where, "available_minutes", balance.available, available)


def _times(plain: Recomputation, times: Times, names: Names) -> Iterator[StoredDifference]:
    if times.late != plain.late:
        late, plain_late = (_single(minutes) for minutes in (times.late, plain.late))
        yield from _of_days(("late_minutes",), late, plain_late, names)
    breaks = {place: (total.seconds, total.over_agreed) for place, total in times.breaks.items()}
    yield from _of_days(("break_seconds", "over_seconds"), breaks, plain.pauses, names)


def _single(minutes: Mapping[PersonDay, int]) -> dict[PersonDay, tuple[int]]:
    return {place: (number,) for place, number in minutes.items()}


def _of_days(
    fields: tuple[str, ...], stored: Figures, expected: Figures, names: Names
) -> Iterator[StoredDifference]:
    """Where figures of days differ; a day that is left out has none."""
    if stored == expected:
        return
    none = (0,) * len(fields)
    places = stored.keys() | expected.keys()
    other = {each for each in places if stored.get(each, none) != expected.get(each, none)}
    for place in sorted(other):
        both = zip(fields, stored.get(place, none), expected.get(place, none), strict=True)
        for field, figure, expected_figure in both:
            yield from _compared(_where(names, *place), field, figure, expected_figure)


def _fees(
    plain: Recomputation,
    months: Collection[PersonMonth],
    lines: dict[PersonMonth, list[FeeLine]],
    names: Names,
) -> Iterator[StoredDifference]:
    for person, month in months:
        total = total_of(lines.get((person, month), ()))
        where = _where(names, person, month)
        yield from _compared(where, "fees", total, plain.fees(person, month))


def _closed_months(
    people: Collection[ObjectId], lines: dict[PersonMonth, list[FeeLine]], names: Names
) -> Iterator[StoredDifference]:
    """Where nothing is said to have happened since a closing, what was told is what is now."""
    closed = closed_months()
    if not closed:
        return
    changed = set(changed_since(people, closed, closed))
    statement_lines = lines_in_statements(people, closed, min(closed))
    for key in sorted(statement_lines.keys() | lines.keys()):
        if key in changed or key[1] not in closed:
            continue
        earlier = statement_lines.get(key, ())
        for change in changes_since(earlier, lines.get(key, ())):
            where = _where(names, key[0], change.date)
            before = total_of(line for line in earlier if line.key == change.key)
            yield StoredDifference(where, "closed", before, before + change.amount)


def _columns(people: Collection[ObjectId], names: Names) -> Iterator[StoredDifference]:
    """Columns that follow from others of their row."""
    for row in _wrong_totals(people):
        where = _where(names, row["staff_id"], row["month"].date())
        yield StoredDifference(where, "total", to_decimal(row["total"]), to_decimal(row["sum"]))
    for row in _rows(Payment, people, "paid_on", "amount", "rate", "usd"):
        paid = cents(to_decimal(row["amount"]) / to_decimal(row["rate"]))
        where = _where(names, row["staff_id"], row["paid_on"].date())
        yield from _compared(where, "paid", to_decimal(row["usd"]), paid)
    for row in _rows(LeaveRequest, people, "status", "is_active"):
        is_active = row["status"] in ("pending", "approved")
        yield from _compared(str(row["_id"]), "is_active", row["is_active"], is_active)
    for row in _rows(Correction, people, "status", "is_pending"):
        is_pending = row["status"] == "pending"
        yield from _compared(str(row["_id"]), "is_pending", row["is_pending"], is_pending)
    for row in _ends_that_are_none(people):
        ended_at = None if row["is_open"] else "an end"
        yield StoredDifference(str(row["_id"]), "ended_at", row["ended_at"], ended_at)


def _wrong_totals(people: Collection[ObjectId]) -> Iterable[dict]:
    """Closed statements whose total is not the `sum` of their lines; the server adds them up."""
    number = {"input": "$$this", "to": "decimal", "onError": None, "onNull": None}
    amounts = {"$concatArrays": ["$lines.amount", "$changes.amount"]}
    numbers = {"$map": {"input": amounts, "in": {"$convert": number}}}
    # With a decimal among them what there is of no line is one as well.
    added = {"$sum": {"$concatArrays": [[Decimal128("0.00")], numbers]}}
    stages: list[dict] = [
        {"$match": {"staff_id": {"$in": list(people)}}},
        {"$project": {"staff_id": True, "month": True, "total": True, "sum": added}},
        {"$match": {"$expr": {"$ne": ["$total", "$sum"]}}},
    ]
    return collection(ClosedStatement).aggregate(stages, session=current_session())


def _ends_that_are_none(people: Collection[ObjectId]) -> Iterable[dict]:
    """Breaks that go on and have ended, or neither."""
    match: dict = {
        "staff_id": {"$in": list(people)},
        "$or": [
            {"is_open": True, "ended_at": {"$ne": None}},
            {"is_open": {"$ne": True}, "ended_at": None},
        ],
    }
    wanted = {"is_open": True, "ended_at": True}
    return collection(Break).find(match, wanted, session=current_session())


def _written_leave(people: Collection[ObjectId], names: Names) -> Iterator[StoredDifference]:
    """Months that have counted fewer writings of leave than a request of theirs has had.

    Feeds would say there what was (leave/feeds/reads.py).
    """
    month = {"$dateToString": {"date": "$date", "format": "%Y-%m"}}
    stages: list[dict] = [
        {"$match": {"staff_id": {"$in": list(people)}}},
        {
            "$group": {
                "_id": {"person": "$staff_id", "month": month},
                "written": {"$max": "$version"},
            }
        },
    ]
    written = collection(LeaveRequest).aggregate(stages, session=current_session()).to_list()
    months = _rows(StaffMonth, people, "month", LEAVE_EVENTS)
    counted = {(row["staff_id"], row["month"]): row.get(LEAVE_EVENTS, 0) for row in months}
    for row in written:
        place = row["_id"]["person"], row["_id"]["month"]
        if counted.get(place, 0) < row["written"]:
            where = _where(names, place[0], date.fromisoformat(f"{place[1]}-01"))
            yield StoredDifference(where, LEAVE_EVENTS, counted.get(place, 0), row["written"])


def _rows(model: type[Model], people: Collection[ObjectId], *columns: str) -> Iterable[dict]:
    match = {"staff_id": {"$in": list(people)}}
    wanted = dict.fromkeys(("staff_id", *columns), True)
    return collection(model).find(match, wanted, session=current_session())


def _compared(
    where: str, field: str, stored: Decimal | int | object, expected: Decimal | int | object
) -> Iterator[StoredDifference]:
    if stored != expected:
        yield StoredDifference(where, field, stored, expected)


def _where(names: Names, person: ObjectId, day: date) -> str:
    return f"{names.get(person, person)} / {day.isoformat()}"
