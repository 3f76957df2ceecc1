"""Closing a month after review, and opening it again. Statements are only ever added."""

from datetime import date

from bson import ObjectId
from django.db import IntegrityError
from django.db.models import Sum
from django.utils import timezone

from bonuses import locks, schedule
from bonuses.models import Adjustment, Closing, Standing, Statement
from bonuses.months import standings
from bonuses.months.adjustments import add, statements_of
from bonuses.rules import plans, rates
from bonuses.rules.figures import NO_FIGURES, stored_figures
from bonuses.rules.rates import DayCounts, Plan
from bonuses.statements.exchange_rates import rate_on
from crm.audit.record import facts, note_event
from crm.calendar import first_day, last_day
from crm.mongo.transaction import transactional
from crm.staff.models import User
from omset.locks import lock_everybody, recounts_due
from omset.reconciliation.fingerprint import fingerprints
from omset.signals import LedgerEvent


class NotOver(Exception):
    """Only a month whose last day has passed can be closed."""


class NotCounted(Exception):
    """An import waits for its recount: the numbers are not complete."""


class AlreadyClosed(Exception):
    """Somebody else has closed the month."""


class NotClosed(Exception):
    """Only a closed month can be opened again."""


def close(month: date, *, by: User) -> Closing:
    """Freeze a statement for everybody with a standing or an adjustment in `month`.

    `month` is its first day. Raises NotOver, NotCounted or AlreadyClosed.
    """
    if last_day(month) >= timezone.localdate():
        raise NotOver
    try:
        return _close(month, by)
    except IntegrityError as error:
        raise AlreadyClosed from error


@transactional
def reopen(month: date, *, by: User, reason: str) -> Closing:
    """End the closing of `month`; what it had moved into later months is taken back there.

    The frozen statements stay. Raises NotClosed.
    """
    lock_everybody(_everybody())
    closing = Closing.objects.filter(month=month, in_force=True).first()
    if closing is None:
        raise NotClosed
    for staff_id in sorted(set(closing.adjustments.values_list("staff_id", flat=True))):
        statement = statements_of([closing], staff_id)[closing.pk]
        event = LedgerEvent(verb="reopen", actor=by.name)
        add(closing, staff_id, old=statement.figures, new=statement.frozen, event=event)
    closing.reopened_at, closing.reopened_by_name = timezone.now(), by.name
    closing.reason, closing.in_force = reason, False
    closing.save()
    note_event(closing, "reopen", by=by, before={"month": f"{month:%Y-%m}"}, reason=reason)
    return closing


def closing_of(month: date) -> Closing | None:
    """The closing in force of the month that begins on `month`."""
    return Closing.objects.filter(month=month, in_force=True).first()


def month_if_closed(day: date) -> date | None:
    """The month of `day` if it is closed, else None; one command, none for the running month."""
    month = first_day(day)
    if month >= first_day(timezone.localdate()):
        return None
    return month if closing_of(month) else None


@transactional
def _close(month: date, by: User) -> Closing:
    # Nobody's event is half inside: it runs before, or again after, and is an adjustment then.
    lock_everybody(_everybody())
    # Nor is a rate, which would be refused then.
    locks.lock_books()
    if recounts_due():
        raise NotCounted
    rate = rate_on(last_day(month))
    closing = Closing.objects.create(
        month=month,
        closed_by_name=by.name,
        rate_rupiah=rate.rupiah if rate else None,
        rate_since=rate.valid_from if rate else None,
    )
    plan, fingerprint_of = schedule.plan_of(month), fingerprints(month, last_day(month))
    by_staff = {row.staff_id: row for row in Standing.objects.filter(month=month)}
    adjusted = adjusted_into(month)
    names = dict(User.objects.values_list("pk", "name"))
    for staff_id in sorted(by_staff.keys() | adjusted):
        _freeze(
            closing,
            staff_id,
            names[staff_id],
            plan=plan,
            standing=by_staff.get(staff_id),
            adjusted=adjusted.get(staff_id, {}),
            fingerprint=fingerprint_of.get(staff_id, ""),
        )
    after = {"month": f"{month:%Y-%m}", "statements": len(by_staff.keys() | adjusted)}
    note_event(closing, "close", by=by, after=after | facts(closing, ("rate_rupiah", "rate_since")))
    return closing


def adjusted_into(month: date) -> dict[ObjectId, dict[str, str]]:
    """What changes to closed months add to `month`, by staff member: text by currency."""
    rows = Adjustment.objects.filter(into=month).values("staff_id", "currency")
    amounts: dict[ObjectId, dict[str, str]] = {}
    for row in rows.annotate(sum=Sum("amount")):
        amounts.setdefault(row["staff_id"], {})[row["currency"]] = f"{row['sum']:.2f}"
    return amounts


def _freeze(
    closing: Closing,
    staff_id: ObjectId,
    name: str,
    *,
    plan: Plan,
    standing: Standing | None,
    adjusted: dict[str, str],
    fingerprint: str,
) -> None:
    days = standings.days_of(staff_id, [closing.month])[closing.month]
    Statement.objects.create(
        closing=closing,
        staff_id=staff_id,
        staff_name=name,
        month=closing.month,
        figures=stored_figures(standing) if standing else NO_FIGURES,
        days=[_stored_day(day, plan) for day in days],
        plan=plans.as_json(plan),
        adjusted=adjusted,
        fingerprint=fingerprint,
    )


def _stored_day(day: DayCounts, plan: Plan) -> dict:
    return {
        "date": day.date.isoformat(),
        "records": day.records,
        "total": f"{day.total:.2f}",
        "ndp": day.ndp,
        "rdp": day.rdp,
        "ndp_bonus": f"{rates.daily_bonus(day.ndp, plan.ndp):.2f}",
        "rdp_bonus": f"{rates.daily_bonus(day.rdp, plan.rdp):.2f}",
    }


def _everybody() -> list[ObjectId]:
    return list(User.objects.values_list("pk", flat=True))
