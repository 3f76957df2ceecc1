"""Everybody's statement of a month: the one place where fees are read (FE-3).

An open month is recomputed at each use. A closed one says what it said when it was closed; what
has changed in it since stands in the first open month after it, recomputed as well.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId
from django.db.models import Sum

from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection, current_session, midnight
from crm.mongo.unions import UnionPart, read_union
from crm.staff.models import User
from leave.fees.closed import (
    changed_since,
    closed_months_of,
    closings_part,
    lines_in_statements,
    months_told_in,
    months_with_changes,
    sums_parts,
)
from leave.fees.facts import Facts, PersonMonth, Times, facts_of
from leave.models import ClosedStatement, Payment
from leave.rules.fees import ZERO, FeeLine, lines_of_month
from leave.rules.statement import FeeStatement, changes_since
from leave.rules.stored_lines import read
from leave.spans import MANY


@dataclass(frozen=True)
class MonthsOfFees:
    """Everybody's statements of some months, and the times that were read for them."""

    by_month: dict[date, dict[ObjectId, FeeStatement]]
    times: Times
    # The closed months whose changes they tell, as changed_since has it.
    changed: dict[PersonMonth, int]
    # The months that are closed now, with their closings.
    closed: dict[date, ObjectId]


def statements(
    month: date, people: Collection[ObjectId] | None = None
) -> dict[ObjectId, FeeStatement]:
    """The statements of these people, or of everybody, for the month that begins on `month`.

    Everybody has one, if only an empty one. At most five commands, one more for everybody.
    """
    people = everybody() if people is None else people
    return months_of_fees([month], people).by_month[month]


def statement_of(person: ObjectId, month: date) -> FeeStatement:
    """One person's."""
    return statements(month, [person])[person]


def months_of_fees(
    months: Collection[date], people: Collection[ObjectId], *, with_all_times: bool = False
) -> MonthsOfFees:
    """The statements of several months; each collection is read once for all of them.

    `with_all_times` the times are those of all the months, of the closed ones as well.
    """
    books = _books(months, people)
    open_months = [month for month in months if month not in books.closed]
    frozen = _frozen(months, people, books)
    told_in = {month: months_told_in(month, books.closed) for month in open_months}
    closed_months = {month for of_month in told_in.values() for month in of_month}
    changed = changed_since(people, closed_months & books.changed, books.closed)
    of_everybody = months if with_all_times else open_months
    places = {(person, month) for person in people for month in of_everybody}
    facts = facts_of(places | changed.keys())
    lines = lines_of(facts)
    changes = changes_of(changed, books.closed, lines)
    by_month = {
        month: {
            person: _open(month, person, lines, changes, told_in[month], books.paid)
            for person in people
        }
        for month in open_months
    }
    return MonthsOfFees(frozen | by_month, facts.times, changed, books.closed)


def lines_now(months: Collection[PersonMonth]) -> dict[PersonMonth, list[FeeLine]]:
    """What months of people come to as all is now, closed ones as well; two commands.

    Those without a line are left out.
    """
    return lines_of(facts_of(months)) if months else {}


def lines_of(facts: Facts) -> dict[PersonMonth, list[FeeLine]]:
    """What they come to, by person and month; those without a line are left out."""
    lines = {
        place: lines_of_month(of_month.days, of_month.manual, of_month.waivers, facts.terms_on)
        for place, of_month in facts.by_month.items()
    }
    return {place: of_month for place, of_month in lines.items() if of_month}


def collected() -> Decimal:
    """All that was ever paid, in dollars (FE-3); one command."""
    return Payment.objects.in_force().aggregate(sum=Sum("usd"))["sum"] or ZERO


def everybody() -> list[ObjectId]:
    """All accounts: whoever left may have a fee still."""
    return list(User.objects.values_list("pk", flat=True))


class _Books(NamedTuple):
    """Payments towards the months, in dollars, and which months are closed now."""

    paid: dict[PersonMonth, Decimal]
    closed: dict[date, ObjectId]
    # Those of them in which something happened since, to anybody of these people.
    changed: frozenset[date]


def _books(months: Collection[date], people: Collection[ObjectId]) -> _Books:
    match = {
        "is_withdrawn": False,
        "month": {"$in": [midnight(month) for month in months]},
        "staff_id": {"$in": list(people)},
    }
    place = {"person": "$staff_id", "month": "$month"}
    stages: list[dict] = [{"$match": match}, {"$group": {"_id": place, "usd": {"$sum": "$usd"}}}]
    payments = UnionPart(Payment._meta.db_table, stages)
    parts = {"payments": payments, "closings": closings_part()} | sums_parts(people)
    rows = read_union(parts, at_once=MANY)
    closed = closed_months_of(rows["closings"])
    paid = {
        (row["_id"]["person"], row["_id"]["month"].date()): to_decimal(row["usd"])
        for row in rows["payments"]
    }
    return _Books(paid, closed, months_with_changes(rows, closed))


def _open(
    month: date,
    person: ObjectId,
    lines: dict[PersonMonth, list[FeeLine]],
    changes: dict[PersonMonth, list[FeeLine]],
    told_in: list[date],
    paid: dict[PersonMonth, Decimal],
) -> FeeStatement:
    return FeeStatement(
        month=month,
        lines=tuple(lines.get((person, month), ())),
        changes=tuple(line for before in told_in for line in changes.get((person, before), ())),
        paid=paid.get((person, month), ZERO),
    )


def _frozen(
    months: Collection[date], people: Collection[ObjectId], books: _Books
) -> dict[date, dict[ObjectId, FeeStatement]]:
    """Of the months that are closed; one command, none if there are none."""
    closings = {books.closed[month]: month for month in months if month in books.closed}
    if not closings:
        return {}
    match = {"closing_id": {"$in": list(closings)}, "staff_id": {"$in": list(people)}}
    columns = dict.fromkeys(("staff_id", "closing_id", "lines", "changes"), True)
    # As stored: lines are what they mean, and not text.
    rows = collection(ClosedStatement).find(match, columns, session=current_session()).to_list()
    stored = {(row["staff_id"], closings[row["closing_id"]]): row for row in rows}
    return {
        month: {
            person: _as_closed(month, stored.get((person, month)), books.paid.get((person, month)))
            for person in people
        }
        for month in closings.values()
    }


def _as_closed(month: date, row: dict | None, paid: Decimal | None) -> FeeStatement:
    return FeeStatement(
        month=month,
        lines=_stored(row["lines"]) if row else (),
        changes=_stored(row["changes"]) if row else (),
        paid=paid or ZERO,
        is_closed=True,
    )


def _stored(rows: Iterable[dict]) -> tuple[FeeLine, ...]:
    return tuple(read(row) for row in rows)


def changes_of(
    changed: Collection[PersonMonth],
    closed: dict[date, ObjectId],
    now: dict[PersonMonth, list[FeeLine]],
) -> dict[PersonMonth, list[FeeLine]]:
    """What these closed months come to now and no statement has told yet; one command."""
    if not changed:
        return {}
    people, months = {person for person, _month in changed}, {month for _person, month in changed}
    in_statements = lines_in_statements(people, closed, min(months), months)
    return {
        place: changes_since(in_statements.get(place, ()), now.get(place, ())) for place in changed
    }
