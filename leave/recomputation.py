"""Leave, lateness, breaks and fees recomputed plainly: one day after the other, from stored rows.

What pages read is compared with this (proof.py). It shares no reading with them and none of their
rules: a mistake would have to be made twice. Of what there are most, check-ins and breaks, the
server sends numbers, a list of each for a person: a date as the milliseconds of its midnight, an
instant as those in UTC, since 1970.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from bson import Decimal128, ObjectId
from django.db.models import Model
from django.utils import timezone

from crm.calendar import first_day
from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection, current_session
from crm.policies.models import PolicyValue
from leave.models import Break, CalendarDay, CheckIn, LeaveRequest, ManualFee, Waiver

PersonDay = tuple[ObjectId, date]
# By person and the first day of a month.
PersonMonth = tuple[ObjectId, date]
# What is read of each sort of row that comes as it is stored.
COLUMNS: dict[type[Model], tuple[str, ...]] = {
    LeaveRequest: ("date", "status", "minutes", "decide_by", "is_given_back"),
    ManualFee: ("date", "amount"),
    Waiver: ("date", "kind"),
}
CENT, NOTHING = Decimal("0.01"), Decimal("0.00")
DAY_MINUTES = 24 * 60
# Milliseconds. Jakarta is seven hours ahead of UTC, all year.
SECOND, MINUTE = 1000, 60_000
DAY, JAKARTA = DAY_MINUTES * MINUTE, 7 * 60 * MINUTE
FIRST_DATE = date(1970, 1, 1)
# What holds of a policy until somebody decides.
DEFAULTS = {
    "leave-quota": Decimal(24),
    "break-allowance": Decimal(30),
    "working-hours": Decimal(11 * 60 * DAY_MINUTES + 23 * 60),
    "fee-per-minute": Decimal(5),
    "fee-grace": Decimal(0),
    "fee-cap-day": Decimal(0),
    "fee-cap-month": Decimal(0),
    "fee-in-money": Decimal(1),
}


class DayTerms(NamedTuple):
    """What holds of breaks and fees on a day; a cap of 0 is none."""

    # Seconds of breaks.
    allowance: int
    rate: Decimal
    grace: Decimal
    cap: Decimal
    in_money: bool


class Recomputation:
    """Everything that is stored of some people, read once, and what follows from it."""

    def __init__(self, people: Collection[ObjectId]) -> None:
        self.today = timezone.localdate()
        self.closed = {
            row["date"].date(): row
            for row in _rows(CalendarDay)
            if row["confirmed_at"] and row["kind"] != "works"
        }
        self.policies: dict[str, list[dict]] = defaultdict(list)
        for row in _rows(PolicyValue, {"policy": {"$in": list(DEFAULTS)}}):
            self.policies[row["policy"]].append(row)
        self._values: dict[tuple[str, date], Decimal] = {}
        self._terms: dict[date, DayTerms] = {}
        of_people = {"staff_id": {"$in": list(people)}}
        # Every month of which anything is stored of a person.
        self.months: set[PersonMonth] = set()
        self.requests = self._by_month(LeaveRequest, of_people | {"is_active": True})
        self.manual = self._by_month(ManualFee, of_people | {"is_withdrawn": False})
        # What of a month is waived: days, each with the kind.
        self.waived = {
            place: {(row["date"].date(), row["kind"]) for row in rows}
            for place, rows in self._by_month(Waiver, of_people | {"is_withdrawn": False}).items()
        }
        # Days on which somebody was late, with the whole minutes.
        self.late = self._late_minutes(of_people)
        # Of days with breaks the seconds, and those past the allowance.
        self.pauses = self._break_seconds(of_people)
        self.charged = self._charged_days()

    def value(self, policy: str, day: date) -> Decimal:
        """What holds of a policy on a day."""
        if (policy, day) not in self._values:
            self._values[policy, day] = self._value(policy, day)
        return self._values[policy, day]

    def leave(self, person: ObjectId, month: date) -> tuple[int, int, int]:
        """Minutes used, pending and available."""
        used = pending = 0
        for row in self.requests.get((person, month), ()):
            if row["status"] == "approved":
                used += self._cost(row)
            elif row["decide_by"].date() >= self.today:
                pending += self._cost(row)
        quota = int(self.value("leave-quota", month) * 60)
        return used, pending, max(0, quota - used - pending)

    def fees(self, person: ObjectId, month: date) -> Decimal:
        """What the month comes to, as all is now."""
        days = self.charged.get((person, month), {})
        waived = self.waived.get((person, month), set())
        by_time = sum((self._day(day, *days[day], waived) for day in days), NOTHING)
        cap = self.value("fee-cap-month", month)
        added = (_amount(row["amount"]) for row in self.manual.get((person, month), ()))
        return (min(by_time, cap) if cap else by_time) + sum(added, NOTHING)

    def _by_month(self, model: type[Model], match: dict) -> dict[PersonMonth, list[dict]]:
        by_month: dict[PersonMonth, list[dict]] = defaultdict(list)
        for row in _rows(model, match):
            by_month[row["staff_id"], first_day(row["date"].date())].append(row)
        self.months |= by_month.keys()
        return dict(by_month)

    def _value(self, policy: str, day: date) -> Decimal:
        begun = [row for row in self.policies[policy] if row["valid_from"].date() <= day]
        if not begun:
            return DEFAULTS[policy]
        latest = max(begun, key=lambda row: (row["valid_from"], row["sequence"]))
        return _amount(latest["value"])

    def _late_minutes(self, of_people: dict) -> dict[PersonDay, int]:
        """After the start of the shift, on days without leave that are not closed."""
        on_leave = {
            (row["staff_id"], row["date"].date())
            for rows in self.requests.values()
            for row in rows
            if row["status"] == "approved"
        }
        came_at = {"$ifNull": ["$corrected_at", "$checked_in_at"]}
        numbers: dict[str, dict] = {"day": {"$toLong": "$date"}, "came": {"$toLong": came_at}}
        starts: dict[int, int] = {}
        late = {}
        for person, check_ins in self._numbers(CheckIn, of_people, numbers):
            for midnight, came in check_ins:
                begins = starts.get(midnight) or starts.setdefault(midnight, self._begins(midnight))
                # Without an instant there was no coming.
                minutes = (came - begins) // MINUTE if came is not None else 0
                if minutes > 0:
                    late[person, _date(midnight)] = minutes
        return {
            place: minutes
            for place, minutes in late.items()
            if place[1] not in self.closed and place not in on_leave
        }

    def _begins(self, midnight: int) -> int:
        """When the shift of a Jakarta date begins, in UTC."""
        start = int(self.value("working-hours", _date(midnight))) // DAY_MINUTES
        return midnight + start * MINUTE - JAKARTA

    def _break_seconds(self, of_people: dict) -> dict[PersonDay, tuple[int, int]]:
        """Of the breaks that have ended, and by how much the agreed ones are too many."""
        instants = {name: {"$toLong": f"${name}"} for name in ("started_at", "ended_at")}
        numbers = {"day": {"$toLong": "$shift_date"}} | instants | {"waits": _there("waits")}
        seconds = {}
        for person, breaks in self._numbers(Break, of_people, numbers):
            taken: dict[int, int] = defaultdict(int)
            agreed: dict[int, int] = defaultdict(int)
            for midnight, began, ended, waits in breaks:
                if ended is not None:
                    # What a clock shows has no parts of a second.
                    length = max(0, ended // SECOND - began // SECOND)
                    taken[midnight] += length
                    agreed[midnight] += 0 if waits else length
            for midnight, length in taken.items():
                day = _date(midnight)
                over = agreed[midnight] - self._terms_on(day).allowance
                seconds[person, day] = length, max(0, over)
        return seconds

    def _numbers(
        self, model: type[Model], match: dict, numbers: dict[str, dict]
    ) -> Iterator[tuple[ObjectId, Iterable[tuple]]]:
        """Each person with these numbers of each of their rows; the first is its day."""
        pushed = {name: {"$push": number} for name, number in numbers.items()}
        stages: list[dict] = [{"$match": match}, {"$group": {"_id": "$staff_id", **pushed}}]
        rows = collection(model).aggregate(stages, session=current_session())
        for row in rows:
            person, lists = row["_id"], [row[name] for name in numbers]
            self.months |= {(person, first_day(day)) for day in map(_date, set(lists[0]))}
            yield person, zip(*lists, strict=True)

    def _charged_days(self) -> dict[PersonMonth, dict[date, tuple[int, int]]]:
        """Of each month the days on which somebody was late or on breaks for too long.

        With the minutes and the seconds.
        """
        charged: dict[PersonMonth, dict[date, tuple[int, int]]] = defaultdict(dict)
        for (person, day), minutes in self.late.items():
            charged[person, first_day(day)][day] = minutes, 0
        for (person, day), (_seconds, over) in self.pauses.items():
            if over:
                charged[person, first_day(day)][day] = self.late.get((person, day), 0), over
        return dict(charged)

    def _terms_on(self, day: date) -> DayTerms:
        if day not in self._terms:
            self._terms[day] = DayTerms(
                allowance=int(self.value("break-allowance", day)) * 60,
                rate=self.value("fee-per-minute", day),
                grace=self.value("fee-grace", day),
                cap=self.value("fee-cap-day", day),
                in_money=bool(self.value("fee-in-money", day)),
            )
        return self._terms[day]

    def _day(self, day: date, late: int, over: int, waived: set[tuple[date, str]]) -> Decimal:
        terms = self._terms_on(day)
        if not terms.in_money:
            return NOTHING
        minutes = {
            "late": Decimal(late if late > terms.grace else 0),
            "break": _round(Decimal(over) / 60),
        }
        costs = [
            _round(each * terms.rate)
            for kind, each in minutes.items()
            if each and (day, kind) not in waived
        ]
        return min(sum(costs, NOTHING), terms.cap) if terms.cap else sum(costs, NOTHING)

    def _cost(self, row: dict) -> int:
        closed = self.closed.get(row["date"].date())
        if row["is_given_back"] or (closed and closed["kind"] == "closed_free"):
            return 0
        if closed and closed["kind"] == "closed_in_part":
            return max(0, row["minutes"] - closed["minutes"])
        return row["minutes"]


def _rows(model: type[Model], match: dict | None = None) -> list[dict]:
    columns = dict.fromkeys(("staff_id", *COLUMNS[model]), True) if model in COLUMNS else None
    return collection(model).find(match or {}, columns, session=current_session()).to_list()


def _there(column: str) -> dict[str, Any]:
    """What a column says; of a row without it nothing, where a list of numbers must have one."""
    return {"$ifNull": [f"${column}", None]}


# Of few days many have rows.
@lru_cache(maxsize=20_000)
def _date(midnight: int) -> date:
    return FIRST_DATE + timedelta(days=midnight // DAY)


def _amount(value: Decimal128 | Decimal) -> Decimal:
    return to_decimal(value) if isinstance(value, Decimal128) else value


def _round(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
