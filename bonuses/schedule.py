"""Which plan is valid in which month."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from django.db.models import Max, QuerySet

from bonuses.models import BonusPlan, PlanStatus
from bonuses.rules.plans import from_json
from bonuses.rules.rates import DEFAULT, Plan
from crm.mongo.rows import collection, current_session

# The instant decides between those from before they were numbered.
LATEST_FIRST = ("-valid_from", "-sequence", "-published_at")


class PublishedPlan(NamedTuple):
    """What a published BonusPlan says, and from when."""

    valid_from: date
    content: dict

    @property
    def plan(self) -> Plan:
        return from_json(self.content)


def plans_of(months: Iterable[date]) -> dict[date, Plan]:
    """The plan of each month (given by its first day): one command for all of them.

    It is the published one that begins last, not after the month; of two from the same month the
    one published later. Before the first of them the default plan holds (BO-3 to BO-5, LB-6).
    """
    # Each event asks: read as stored, which takes a third of the time of the model's way.
    cursor = collection(BonusPlan).find(
        {"status": PlanStatus.PUBLISHED.value}, session=current_session()
    )
    in_order = cursor.sort([(name.strip("-"), -1) for name in LATEST_FIRST])
    published = [PublishedPlan(row["valid_from"].date(), row["content"]) for row in in_order]
    return {month: valid_of(published, month) for month in months}


def plan_of(month: date) -> Plan:
    """The plan valid in the month that begins on `month`."""
    return plans_of([month])[month]


def latest(month: date) -> QuerySet[BonusPlan]:
    """The stored plan that is valid in the month, as a queryset of at most one row.

    Without one the default plan holds.
    """
    return _published().filter(valid_from__lte=month)[:1]


def next_place() -> int:
    """The place behind all published plans, for one that is being published behind the others."""
    return (_published().aggregate(last=Max("sequence"))["last"] or 0) + 1


def valid_of(published: Iterable["BonusPlan | PublishedPlan"], month: date) -> Plan:
    """The one of these that is valid in the month; they stand in the order of `plans_of`."""
    return next((row.plan for row in published if row.valid_from <= month), DEFAULT)


def _published() -> QuerySet[BonusPlan]:
    plans = BonusPlan.objects.filter(status=PlanStatus.PUBLISHED)
    return plans.order_by(*LATEST_FIRST)
