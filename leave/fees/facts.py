"""What people's days come to, and what admins wrote about them, as it is stored now."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from bson import ObjectId

from crm.calendar import first_day
from crm.mongo.decimals import to_decimal
from crm.mongo.unions import UnionPart, read_union
from crm.policies.reads import histories
from crm.registry.policies import DatedValue
from leave.attendance.hours import earliest_start, hours_reader
from leave.attendance.policies import WORKING_HOURS
from leave.attendance.reads import LateDays, late_days_of, late_parts
from leave.breaks.policies import BREAK_ALLOWANCE, allowance_reader
from leave.breaks.reads import Totals, break_days_of, breaks_part
from leave.fees.policies import OF_TERMS, TermsOfDays, terms_of_days
from leave.models import ManualFee, Waiver
from leave.rules.fees import DayFacts, FeeKind, FeeToAdd
from leave.spans import MANY, DaysOfPeople, match_of, spans_of

# Whose month, by its first day.
PersonMonth = tuple[ObjectId, date]
FEE, WAIVER = ("staff_id", "date", "amount", "reason"), ("staff_id", "date", "kind", "reason")


class Times(NamedTuple):
    """Minutes late and breaks, by person and date of the shift; who has none there is left out."""

    late: LateDays
    breaks: Totals


@dataclass
class FeeFacts:
    """What makes the lines of one person's month."""

    days: list[DayFacts] = field(default_factory=list)
    manual: list[FeeToAdd] = field(default_factory=list)
    waivers: dict[tuple[FeeKind, date], str] = field(default_factory=dict)


class Facts(NamedTuple):
    """What the fees of some months of people follow from; who has nothing in one is left out."""

    by_month: dict[PersonMonth, FeeFacts]
    times: Times
    terms_on: TermsOfDays


def facts_of(months: Collection[PersonMonth]) -> Facts:
    """Read it for these months of people, each by its first day.

    Two commands, however many people and months; in the current transaction.
    """
    if not months:
        return Facts({}, Times({}, {}), terms_of_days({}))
    spans, decided = spans_of(months), decisions()
    hours = decided[WORKING_HOURS.key]
    late, breaks = late_parts(spans, earliest_start(hours)), {"breaks": breaks_part(*spans)}
    rows = read_union(late | breaks | _written_parts(spans), at_once=MANY)
    times = Times(
        late_days_of(rows, hours_reader(hours)),
        break_days_of(rows["breaks"], allowance_reader(decided[BREAK_ALLOWANCE.key])),
    )
    facts: dict[PersonMonth, FeeFacts] = defaultdict(FeeFacts)
    _add_times(facts, times)
    _add_written(facts, rows)
    return Facts(dict(facts), times, terms_of_days(decided))


def decisions() -> dict[str, list[DatedValue]]:
    """All that was ever decided about what fees follow from; one command."""
    return histories((WORKING_HOURS, BREAK_ALLOWANCE, *OF_TERMS))


def _written_parts(spans: Sequence[DaysOfPeople]) -> dict[str, UnionPart]:
    """Fees that admins wrote, the earliest first, and waivers; what was taken back is none."""
    match = match_of(spans, "date") | {"is_withdrawn": False}
    fees = [{"$match": match}, {"$sort": {"created_at": 1, "_id": 1}}, {"$project": _shown(FEE)}]
    waivers = [{"$match": match}, {"$project": _shown(WAIVER)}]
    return {
        "manual": UnionPart(ManualFee._meta.db_table, fees),
        "waivers": UnionPart(Waiver._meta.db_table, waivers),
    }


def _shown(columns: Iterable[str]) -> dict[str, bool]:
    return dict.fromkeys(columns, True)


def _add_written(facts: dict[PersonMonth, FeeFacts], rows: dict[str, list[dict]]) -> None:
    for row in rows["manual"]:
        day, amount = row["date"].date(), to_decimal(row["amount"])
        added = FeeToAdd(day, amount, row["reason"], str(row["_id"]))
        facts[row["staff_id"], first_day(day)].manual.append(added)
    for row in rows["waivers"]:
        day = row["date"].date()
        waived = facts[row["staff_id"], first_day(day)].waivers
        waived[FeeKind(row["kind"]), day] = row["reason"]


def _add_times(facts: dict[PersonMonth, FeeFacts], times: Times) -> None:
    seconds = {place: total.over_agreed for place, total in times.breaks.items()}
    over = {place: number for place, number in seconds.items() if number}
    for place in times.late.keys() | over.keys():
        person, day = place
        day_facts = DayFacts(day, times.late.get(place, 0), over.get(place, 0))
        facts[person, first_day(day)].days.append(day_facts)
