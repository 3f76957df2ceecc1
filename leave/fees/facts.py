"""What people's days come to, and what admins wrote about them, as it is stored now."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date

from bson import ObjectId

from leave.attendance.reads import late_days
from leave.breaks.reads import break_days
from leave.models import ManualFee, Waiver
from leave.rules.fees import DayFacts, FeeKind, FeeToAdd


@dataclass
class PersonFacts:
    """What makes one person's lines."""

    days: dict[date, DayFacts] = field(default_factory=dict)
    manual: list[FeeToAdd] = field(default_factory=list)
    waivers: dict[tuple[FeeKind, date], str] = field(default_factory=dict)


def facts_between(
    people: Collection[ObjectId], first: date, last: date
) -> dict[ObjectId, PersonFacts]:
    """From `first` to `last`, by person; who has nothing is left out."""
    by_person: dict[ObjectId, PersonFacts] = defaultdict(PersonFacts)
    _add_times(by_person, people, first, last)
    span = {"staff_id__in": list(people), "date__gte": first, "date__lte": last}
    for fee in ManualFee.objects.in_force().filter(**span).order_by("created_at", "pk"):
        added = FeeToAdd(fee.date, fee.amount, fee.reason, str(fee.pk))
        by_person[fee.staff_id].manual.append(added)
    for waiver in Waiver.objects.in_force().filter(**span):
        by_person[waiver.staff_id].waivers[FeeKind(waiver.kind), waiver.date] = waiver.reason
    return by_person


def _add_times(
    by_person: dict[ObjectId, PersonFacts], people: Collection[ObjectId], first: date, last: date
) -> None:
    late = late_days(people, first, last)
    over = {key: total.over_agreed for key, total in break_days(people, first, last).items()}
    for person, day in late.keys() | over.keys():
        minutes, seconds = late.get((person, day), 0), over.get((person, day), 0)
        if minutes or seconds:
            by_person[person].days[day] = DayFacts(day, late_minutes=minutes, over_seconds=seconds)
