"""Closing a month of fees after review, and opening it again. Statements are only ever added."""

from datetime import date

from bson import ObjectId
from django.db import IntegrityError
from django.utils import timezone

from crm.audit.record import note_event
from crm.calendar import last_day
from crm.mongo.stored import store_new
from crm.mongo.transaction import transactional
from crm.mongo.unions import count_part, read_union
from crm.notifications.send import notify_each
from crm.staff.models import User
from crm.web.templatetags import formats
from leave.fees.closed import (
    closed_months,
    forget_changes_told,
    lines_in_statements,
    note_changes_told,
)
from leave.fees.deciding import own_page
from leave.fees.errors import AlreadyClosed, NotClosed, NotOver, ToldLater
from leave.fees.statements import everybody, months_of_fees
from leave.locks import lock_books, month_key
from leave.models import Break, ClosedStatement, Correction, FeeClosing
from leave.rules.statement import FeeStatement
from leave.rules.stored_lines import stored
from leave.spans import MANY


def close(month: date, *, by: User) -> FeeClosing:
    """Freeze everybody's statement of the month that begins on `month`, and tell them.

    Told is whoever has a line, and whom no earlier closing of the month has told the same. What
    changes to it later is a line of the first open month after it. Raises NotOver, AlreadyClosed.
    """
    if last_day(month) >= timezone.localdate():
        raise NotOver
    try:
        return _close(month, by)
    except IntegrityError as error:
        raise AlreadyClosed from error


@transactional
def reopen(month: date, *, by: User, reason: str) -> FeeClosing:
    """End the closing of a month: its statements follow what is recorded again.

    The frozen ones stay. Raises NotClosed, and ToldLater while a later closed month tells of it.
    """
    lock_books(everybody(), month_key(month))
    closing = closing_of(month)
    if closing is None:
        raise NotClosed
    if _is_told_later(month):
        raise ToldLater
    closing.in_force, closing.reason = False, reason
    closing.reopened_at, closing.reopened_by_name = timezone.now(), by.name
    closing.save()
    forget_changes_told(closing, closed_months())
    note_event(closing, "reopen", by=by, before={"month": month_key(month)}, reason=reason)
    return closing


def closing_of(month: date) -> FeeClosing | None:
    """The closing in force of the month that begins on `month`."""
    return FeeClosing.objects.filter(month=month, in_force=True).first()


def waiting_in(month: date) -> int:
    """Corrections and breaks of a month about which nobody has decided yet."""
    days = {"gte": month, "lte": last_day(month)}
    of_month = {f"date__{end}": day for end, day in days.items()}
    of_shifts = {f"shift_date__{end}": day for end, day in days.items()}
    parts = {
        "corrections": count_part(Correction.objects.pending().filter(**of_month), MANY),
        "breaks": count_part(Break.objects.waiting().filter(**of_shifts), MANY),
    }
    return sum(row["count"] for rows in read_union(parts).values() for row in rows)


@transactional
def _close(month: date, by: User) -> FeeClosing:
    people = everybody()
    # Nobody's event is half inside: it runs before, or again after, and is a change then.
    events = lock_books(people, month_key(month))
    if closing_of(month):
        raise AlreadyClosed
    # As it is while it is open.
    fees = months_of_fees([month], people)
    of_people = fees.by_month[month]
    note_changes_told(fees.changed, fees.closed)
    earlier = _last_frozen(month)
    closing = FeeClosing.objects.create(month=month, closed_by_name=by.name)
    names = dict(User.objects.values_list("pk", "name"))
    frozen = [
        _frozen(closing, person, names[person], of_people[person], events.get(person, 0))
        for person in people
    ]
    store_new(list(frozen))
    total = sum(statement.total for statement in of_people.values())
    after = {"month": month_key(month), "total": f"{total:.2f}"}
    place = note_event(closing, "close", by=by, after=after)
    new = [each.staff_id for each in frozen if _lines(each) != earlier.get(each.staff_id, [])]
    _tell({person: of_people[person] for person in new}, month, place)
    return closing


def _tell(statements_to_tell: dict[ObjectId, FeeStatement], month: date, place: int) -> None:
    facts = {
        person: {
            "month": month.isoformat(),
            "total": formats.money(statement.total, "USD"),
            "due": formats.money(statement.due, "USD"),
        }
        for person, statement in statements_to_tell.items()
    }
    notify_each(facts, "fees-closed", own_page(month), place)


def _last_frozen(month: date) -> dict[ObjectId, list[dict]]:
    """What the last closing of the month, which was ended, said of each person; two commands."""
    ended = FeeClosing.objects.filter(month=month).order_by("-closed_at").first()
    if ended is None:
        return {}
    return {each.staff_id: _lines(each) for each in ended.statements.all()}


def _lines(frozen: ClosedStatement) -> list[dict]:
    return [*frozen.lines, *frozen.changes]


def _frozen(
    closing: FeeClosing, person: ObjectId, name: str, statement: FeeStatement, events: int
) -> ClosedStatement:
    return ClosedStatement(
        closing=closing,
        staff_id=person,
        staff_name=name,
        month=closing.month,
        lines=[stored(line) for line in statement.lines],
        changes=[stored(line) for line in statement.changes],
        total=statement.total,
        events=events,
    )


def _is_told_later(month: date) -> bool:
    later = {each: pk for each, pk in closed_months().items() if each > month}
    later_lines = lines_in_statements(everybody(), later, month)
    return any(about == month for _person, about in later_lines)
