"""What changes to a closed month make in the next open one. Rows are only ever added."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from bson import ObjectId
from django.utils import timezone

from bonuses import schedule
from bonuses.models import Adjustment, Closing, Statement
from bonuses.rates import Earned
from bonuses.standings import figures
from crm.mongo.stored import all_stored
from crm.staff.models import User
from omset.signals import Cause
from omset.tally import midnight

NOTHING = figures(Earned())


def note(staff_id: ObjectId, earned: dict[date, Earned], cause: Cause) -> None:
    """Add a line for each closed month whose figures are not what they were last."""
    this_month = timezone.localdate().replace(day=1)
    # Only what is over can be closed: most events ask nothing.
    over = [month for month in earned if month < this_month]
    for closing in open_closings(over) if over else []:
        new = figures(earned[closing.month])
        old = figures_of(closing, staff_id)
        if new != old:
            _add(closing, staff_id, old, new, cause)


def open_closings(months: Iterable[date]) -> list[Closing]:
    """The closings in force of those of the months that are closed."""
    return all_stored(Closing, {"month": {"$in": [*map(midnight, months)]}, "in_force": True})


def figures_of(closing: Closing, staff_id: ObjectId) -> dict:
    """The figures of a closed month as last stated: by its latest adjustment, or when closed."""
    mine = {"closing": closing, "staff_id": staff_id}
    latest = Adjustment.objects.filter(**mine).order_by("-id").first()
    if latest:
        return latest.new
    statement = Statement.objects.filter(**mine).first()
    return statement.figures if statement else NOTHING


def next_open(month: date) -> date:
    """The first month after `month` that is not closed."""
    closed = set(Closing.objects.filter(in_force=True).values_list("month", flat=True))
    after = following(month)
    while after in closed:
        after = following(after)
    return after


def following(month: date) -> date:
    """The first day of the month after the one that begins on `month`."""
    return month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)


def _add(closing: Closing, staff_id, old: dict, new: dict, cause: Cause) -> None:
    Adjustment.objects.create(
        closing=closing,
        staff_id=staff_id,
        staff_name=User.objects.values_list("name", flat=True).get(pk=staff_id),
        month=closing.month,
        into=next_open(closing.month),
        old=old,
        new=new,
        amount=Decimal(new["total_bonus"]) - Decimal(old["total_bonus"]),
        currency=schedule.plan_of(closing.month).currency,
        cause=cause.verb,
        record=str(cause.record or ""),
        actor_name=cause.actor,
    )
