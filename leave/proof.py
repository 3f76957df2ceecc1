"""What `recount` compares of leave, breaks, attendance and fees. Nothing is repaired.

Balances, lateness, breaks and fees as pages read them against a plain recomputation of all that is
stored; closed months against what they come to now; and the few columns that follow from others.
"""

from collections.abc import Collection, Iterator
from datetime import date
from decimal import Decimal

from bson import ObjectId

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection, current_session
from crm.registry.runs.proofs import StoredDifference
from crm.staff.models import User
from leave.attendance.reads import late_days
from leave.breaks.reads import break_days
from leave.fees.closed import changed_since, closed_months, lines_in_statements
from leave.fees.statements import lines_now
from leave.models import Break, ClosedStatement, Correction, LeaveRequest, Payment
from leave.reads import balances_of
from leave.recomputation import Recomputation
from leave.rules.breaks import BreakTotal
from leave.rules.fees import FeeLine, cents, total_of
from leave.rules.statement import changes_since
from leave.rules.stored_lines import read

PersonMonth = tuple[ObjectId, date]
NO_BREAKS = BreakTotal(0, 0, 0)


def differences() -> Iterator[StoredDifference]:
    """Every difference, as it is met. As of one moment inside of a transaction."""
    names = dict(User.objects.values_list("pk", "username"))
    plain = Recomputation()
    months = sorted(plain.months())
    lines = lines_now(list(names), {month for _person, month in months})
    yield from _leave(plain, months, names)
    yield from _times(plain, names)
    for person, month in months:
        where = _where(names, person, month)
        total = total_of(lines.get((person, month), ()))
        yield from _compared(where, "fees", total, plain.fees(person, month))
    yield from _closed_months(lines, names)
    yield from _columns(names)


def _leave(
    plain: Recomputation, months: Collection[PersonMonth], names: dict[ObjectId, str]
) -> Iterator[StoredDifference]:
    balances = balances_of(months)
    for person, month in months:
        balance, where = balances[person, month], _where(names, person, month)
        used, pending, available = plain.leave(person, month)
        yield from _compared(where, "used_minutes", balance.used, used)
        yield from _compared(where, "pending_minutes", balance.pending, pending)
        yield from _compared(where, "available_minutes", balance.available, available)


def _times(plain: Recomputation, names: dict[ObjectId, str]) -> Iterator[StoredDifference]:
    days = sorted(plain.check_ins.keys() | plain.breaks.keys())
    if not days:
        return
    span = min(day for _person, day in days), max(day for _person, day in days)
    late, breaks = late_days(list(names), *span), break_days(list(names), *span)
    for person, day in days:
        where, total = _where(names, person, day), breaks.get((person, day), NO_BREAKS)
        seconds, over = plain.break_seconds(person, day)
        minutes = plain.late_minutes(person, day)
        yield from _compared(where, "late_minutes", late.get((person, day), 0), minutes)
        yield from _compared(where, "break_seconds", total.seconds, seconds)
        yield from _compared(where, "over_seconds", total.over_agreed, over)


def _closed_months(
    lines: dict[PersonMonth, list[FeeLine]], names: dict[ObjectId, str]
) -> Iterator[StoredDifference]:
    """Where nothing is said to have happened since a closing, what was told is what is now."""
    closed = closed_months()
    if not closed:
        return
    people = list(names)
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


def _columns(names: dict[ObjectId, str]) -> Iterator[StoredDifference]:
    """Columns that follow from others of their row."""
    session = current_session()
    for row in collection(ClosedStatement).find({}, session=session):
        total = total_of(read(line) for line in [*row["lines"], *row["changes"]])
        where = _where(names, row["staff_id"], row["month"].date())
        yield from _compared(where, "total", to_decimal(row["total"]), total)
    for row in collection(Payment).find({}, session=session):
        paid = cents(to_decimal(row["amount"]) / to_decimal(row["rate"]))
        where = _where(names, row["staff_id"], row["paid_on"].date())
        yield from _compared(where, "paid", to_decimal(row["usd"]), paid)
    for row in collection(LeaveRequest).find({}, session=session):
        is_active, where = row["status"] in ("pending", "approved"), str(row["_id"])
        yield from _compared(where, "is_active", row["is_active"], is_active)
    for row in collection(Correction).find({}, session=session):
        is_pending, where = row["status"] == "pending", str(row["_id"])
        yield from _compared(where, "is_pending", row["is_pending"], is_pending)
    for row in collection(Break).find({"is_open": True}, session=session):
        yield from _compared(str(row["_id"]), "ended_at", row["ended_at"], None)


def _compared(
    where: str, field: str, stored: Decimal | int | object, expected: Decimal | int | object
) -> Iterator[StoredDifference]:
    if stored != expected:
        yield StoredDifference(where, field, stored, expected)


def _where(names: dict[ObjectId, str], person: ObjectId, day: date) -> str:
    return f"{names.get(person, person)} / {day.isoformat()}"
