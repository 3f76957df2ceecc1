"""Everybody's statement of a month: the one place where fees are read (FE-3).

An open month is recomputed at each use. A closed one says what it said when it was closed; what
has changed in it since stands in the first open month after it, recomputed as well.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from decimal import Decimal

from bson import ObjectId
from django.db.models import Sum

from crm.calendar import last_day
from crm.staff.models import User
from leave.fees.closed import (
    changed_since,
    closed_months,
    lines_in_statements,
    months_told_in,
)
from leave.fees.facts import PersonMonth, Times, facts_between
from leave.fees.policies import terms_of_days
from leave.models import ClosedStatement, Payment
from leave.rules.fees import ZERO, FeeLine, lines_of_month
from leave.rules.statement import FeeStatement, changes_since
from leave.rules.stored_lines import read


def statements(
    month: date, people: Collection[ObjectId] | None = None
) -> dict[ObjectId, FeeStatement]:
    """The statements of these people, or of everybody, for the month that begins on `month`.

    Everybody has one, if only an empty one.
    """
    people = everybody() if people is None else people
    paid = payments_of(month, people)
    closed = closed_months()
    if month in closed:
        return _as_closed(month, closed[month], people, paid)
    lines = lines_now(people, [month])
    changes = _changes(month, people, closed)
    return {
        person: FeeStatement(
            month=month,
            lines=tuple(lines.get((person, month), ())),
            changes=tuple(changes.get(person, ())),
            paid=paid.get(person, ZERO),
        )
        for person in people
    }


def statement_of(person: ObjectId, month: date) -> FeeStatement:
    """One person's."""
    return statements(month, [person])[person]


def lines_now(
    people: Collection[ObjectId], months: Collection[date], times: Times | None = None
) -> dict[PersonMonth, list[FeeLine]]:
    """What months come to as all is now, closed ones as well; those without a line left out.

    `times` are those from the first of the months to the last, if they were read before.
    """
    if not months or not people:
        return {}
    facts, terms = facts_between(people, min(months), last_day(max(months)), times), terms_of_days()
    wanted = set(months)
    lines = {
        key: lines_of_month(of_month.days, of_month.manual, of_month.waivers, terms)
        for key, of_month in facts.items()
        if key[1] in wanted
    }
    return {key: of_month for key, of_month in lines.items() if of_month}


def payments_of(month: date, people: Collection[ObjectId]) -> dict[ObjectId, Decimal]:
    """What each has paid towards a month, in dollars; one command."""
    rows = Payment.objects.in_force().filter(month=month, staff_id__in=list(people))
    sums = rows.values("staff_id").annotate(sum=Sum("usd"))
    return {row["staff_id"]: row["sum"] for row in sums}


def collected() -> Decimal:
    """All that was ever paid, in dollars (FE-3); one command."""
    return Payment.objects.in_force().aggregate(sum=Sum("usd"))["sum"] or ZERO


def everybody() -> list[ObjectId]:
    """All accounts: whoever left may have a fee still."""
    return list(User.objects.values_list("pk", flat=True))


def _as_closed(
    month: date,
    closing: ObjectId,
    people: Collection[ObjectId],
    paid: dict[ObjectId, Decimal],
) -> dict[ObjectId, FeeStatement]:
    rows = ClosedStatement.objects.filter(closing_id=closing, staff_id__in=list(people))
    frozen = {row.staff_id: row for row in rows}
    return {
        person: FeeStatement(
            month=month,
            lines=_stored(frozen[person].lines) if person in frozen else (),
            changes=_stored(frozen[person].changes) if person in frozen else (),
            paid=paid.get(person, ZERO),
            is_closed=True,
        )
        for person in people
    }


def _stored(rows: Iterable[dict]) -> tuple[FeeLine, ...]:
    return tuple(read(row) for row in rows)


def _changes(
    month: date, people: Collection[ObjectId], closed: dict[date, ObjectId]
) -> dict[ObjectId, list[FeeLine]]:
    """What changed in the closed months right before `month`, by person."""
    changed = changed_since(people, months_told_in(month, closed), closed)
    return changes_of(changed, closed)


def changes_of(
    changed: Collection[PersonMonth], closed: dict[date, ObjectId]
) -> dict[ObjectId, list[FeeLine]]:
    """What these closed months come to now and no statement has told yet, by person."""
    if not changed:
        return {}
    people = {person for person, _month in changed}
    months = {month for _person, month in changed}
    statement_lines = lines_in_statements(people, closed, min(months))
    now = lines_now(people, months)
    by_person: dict[ObjectId, list[FeeLine]] = defaultdict(list)
    for key in sorted(changed, key=lambda each: each[1]):
        by_person[key[0]] += changes_since(statement_lines.get(key, ()), now.get(key, ()))
    return by_person
