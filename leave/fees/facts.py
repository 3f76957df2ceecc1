"""What people's days come to, and what admins wrote about them, as it is stored now."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from bson import ObjectId

from crm.calendar import first_day
from leave.attendance.reads import late_days
from leave.breaks.reads import Totals, break_days
from leave.models import ManualFee, Waiver
from leave.rules.fees import DayFacts, FeeKind, FeeToAdd

# Whose month, by its first day.
PersonMonth = tuple[ObjectId, date]


class Times(NamedTuple):
    """Minutes late and breaks, by person and date of the shift; who has none there is left out."""

    late: dict[tuple[ObjectId, date], int]
    breaks: Totals


@dataclass
class FeeFacts:
    """What makes the lines of one person's month."""

    days: list[DayFacts] = field(default_factory=list)
    manual: list[FeeToAdd] = field(default_factory=list)
    waivers: dict[tuple[FeeKind, date], str] = field(default_factory=dict)


def times_between(people: Collection[ObjectId], first: date, last: date) -> Times:
    """From `first` to `last`; at most six commands, however many people and days."""
    return Times(late_days(people, first, last), break_days(people, first, last))


def facts_between(
    people: Collection[ObjectId], first: date, last: date, times: Times | None = None
) -> dict[PersonMonth, FeeFacts]:
    """From `first` to `last`, by person and month; who has nothing is left out.

    `times` are those of the same days, if they were read before.
    """
    facts: dict[PersonMonth, FeeFacts] = defaultdict(FeeFacts)
    _add_times(facts, times or times_between(people, first, last))
    span = {"staff_id__in": list(people), "date__gte": first, "date__lte": last}
    for fee in ManualFee.objects.in_force().filter(**span).order_by("created_at", "pk"):
        added = FeeToAdd(fee.date, fee.amount, fee.reason, str(fee.pk))
        facts[fee.staff_id, first_day(fee.date)].manual.append(added)
    for waiver in Waiver.objects.in_force().filter(**span):
        of_month = facts[waiver.staff_id, first_day(waiver.date)]
        of_month.waivers[FeeKind(waiver.kind), waiver.date] = waiver.reason
    return facts


def _add_times(facts: dict[PersonMonth, FeeFacts], times: Times) -> None:
    over = {key: total.over_agreed for key, total in times.breaks.items()}
    for person, day in times.late.keys() | over.keys():
        minutes, seconds = times.late.get((person, day), 0), over.get((person, day), 0)
        if minutes or seconds:
            day_facts = DayFacts(day, late_minutes=minutes, over_seconds=seconds)
            facts[person, first_day(day)].days.append(day_facts)
