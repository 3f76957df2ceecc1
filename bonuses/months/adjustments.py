"""What changes to a closed month make in the next open one. Lines are only ever added."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from bson import ObjectId
from django.utils import timezone

from bonuses import schedule
from bonuses.models import Adjustment, Closing, Statement
from bonuses.rules.figures import NO_FIGURES, StoredFigures, stored_figures
from bonuses.rules.rates import Earned
from crm.calendar import first_day, next_month
from crm.mongo.rows import midnight
from crm.mongo.stored import all_stored
from crm.staff.models import User
from omset.locks import current_sequence
from omset.signals import LedgerEvent

# No event moved the figures: the amounts of the lines do not add up to what is earned.
CORRECTION = LedgerEvent(verb="correction")


class AdjustedStatement(NamedTuple):
    """What a closed month says of one person: as it was frozen, and by the lines since then."""

    frozen: StoredFigures
    # In the order of the events that made them.
    lines: list[Adjustment]

    @property
    def latest(self) -> StoredFigures:
        """The figures after the latest of the lines."""
        return self.lines[-1].new if self.lines else self.frozen

    @property
    def paid(self) -> Decimal:
        """The total bonus of which a statement, the closed one or a later one, has told."""
        return sum((line.amount for line in self.lines), Decimal(self.frozen["total_bonus"]))

    @property
    def figures(self) -> StoredFigures:
        """What it all comes to: the total bonus is what the amounts add up to."""
        return self.latest | {"total_bonus": f"{self.paid:.2f}"}


def adjust_closed_months(
    staff_id: ObjectId, earned: dict[date, Earned], event: LedgerEvent
) -> None:
    """Add a line for each closed month that does not come to what it earns now.

    The caller has the per-staff lock: the lines stand in the order of the events.
    """
    this_month = first_day(timezone.localdate())
    # Only what is over can be closed: most events ask nothing.
    over = [month for month in earned if month < this_month]
    closings = open_closings({"$in": [*map(midnight, over)]}) if over else []
    statements = statements_of(closings, staff_id)
    for closing in closings:
        new, statement = stored_figures(earned[closing.month]), statements[closing.pk]
        if statement.figures != new:
            is_moved = statement.latest != new
            add(
                closing,
                staff_id,
                old=statement.figures,
                new=new,
                event=event if is_moved else CORRECTION,
            )


def open_closings(months: dict) -> list[Closing]:
    """The closings in force of the months that match the stored condition, in no order."""
    return all_stored(Closing, {"month": months, "in_force": True})


def statements_of(
    closings: Iterable[Closing], staff_id: ObjectId
) -> dict[ObjectId, AdjustedStatement]:
    """The closed months of a staff member with their lines, by closing: two commands."""
    pks = [closing.pk for closing in closings]
    if not pks:
        return {}
    mine = {"closing_id__in": pks, "staff_id": staff_id}
    frozen = dict(Statement.objects.filter(**mine).values_list("closing_id", "figures"))
    statements = {pk: AdjustedStatement(frozen.get(pk, NO_FIGURES), []) for pk in pks}
    for line in Adjustment.objects.filter(**mine).in_order():
        statements[line.closing_id].lines.append(line)
    return statements


def add(
    closing: Closing,
    staff_id: ObjectId,
    *,
    old: StoredFigures,
    new: StoredFigures,
    event: LedgerEvent,
) -> None:
    """Write the line that takes a closed month's figures from `old` to `new`."""
    deposit = event.deposit
    Adjustment.objects.create(
        closing=closing,
        staff_id=staff_id,
        staff_name=User.objects.values_list("name", flat=True).get(pk=staff_id),
        month=closing.month,
        into=next_open(closing.month),
        sequence=current_sequence(staff_id),
        old=old,
        new=new,
        amount=Decimal(new["total_bonus"]) - Decimal(old["total_bonus"]),
        currency=schedule.plan_of(closing.month).currency,
        cause=event.verb,
        record=str(deposit.pk) if deposit else "",
        customer_id=deposit.customer_id if deposit else "",
        deposit_date=deposit.date if deposit else None,
        deposit_total=deposit.total if deposit else None,
        actor_name=event.actor,
    )


def next_open(month: date) -> date:
    """The first month after `month` that is not closed."""
    closed = set(Closing.objects.filter(in_force=True).values_list("month", flat=True))
    after = next_month(month)
    while after in closed:
        after = next_month(after)
    return after
