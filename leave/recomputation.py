"""Leave, lateness, breaks and fees recomputed plainly: one day after the other, from stored rows.

What pages read is compared with this (proof.py). It shares no reading with them and none of their
rules: a mistake would have to be made twice.
"""

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

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
# What is read of each sort of row.
COLUMNS: dict[type[Model], tuple[str, ...]] = {
    LeaveRequest: ("date", "status", "minutes", "decide_by", "is_given_back"),
    CheckIn: ("date", "checked_in_at", "corrected_at"),
    Break: ("shift_date", "started_at", "ended_at", "waits", "is_open"),
    ManualFee: ("date", "amount"),
    Waiver: ("date", "kind"),
}
CENT, NOTHING = Decimal("0.01"), Decimal("0.00")
DAY_MINUTES, JAKARTA, MINUTE = 24 * 60, timedelta(hours=7), timedelta(minutes=1)
SECOND = timedelta(seconds=1)
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
        of_people = {"staff_id": {"$in": list(people)}}
        # Every month of which anything is stored of a person.
        self.months: set[PersonMonth] = set()
        self.requests = self._by_month(LeaveRequest, of_people | {"is_active": True})
        self.manual = self._by_month(ManualFee, of_people | {"is_withdrawn": False})
        self.waived = {
            (row["staff_id"], row["date"].date(), row["kind"])
            for rows in self._by_month(Waiver, of_people | {"is_withdrawn": False}).values()
            for row in rows
        }
        # Days on which somebody was late, with the whole minutes.
        self.late = self._late_minutes(self._by_month(CheckIn, of_people))
        # Rows of breaks, and of their days the seconds and those past the allowance.
        self.breaks = self._by_month(Break, of_people, "shift_date")
        self.pauses = self._break_seconds()
        self.charged: dict[PersonMonth, set[date]] = defaultdict(set)
        for person, day in self.late.keys() | self.pauses.keys():
            self.charged[person, first_day(day)].add(day)

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
        days = self.charged.get((person, month), ())
        by_time = sum((self._day(person, day) for day in days), NOTHING)
        cap = self.value("fee-cap-month", month)
        added = (_amount(row["amount"]) for row in self.manual.get((person, month), ()))
        return (min(by_time, cap) if cap else by_time) + sum(added, NOTHING)

    def _by_month(
        self, model: type[Model], match: dict, field: str = "date"
    ) -> dict[PersonMonth, list[dict]]:
        by_month: dict[PersonMonth, list[dict]] = defaultdict(list)
        # Of few days many have rows.
        months: dict[datetime, date] = {}
        for row in _rows(model, match):
            day = row[field]
            month = months.get(day) or months.setdefault(day, first_day(day.date()))
            by_month[row["staff_id"], month].append(row)
        self.months |= by_month.keys()
        return dict(by_month)

    def _value(self, policy: str, day: date) -> Decimal:
        begun = [row for row in self.policies[policy] if row["valid_from"].date() <= day]
        if not begun:
            return DEFAULTS[policy]
        latest = max(begun, key=lambda row: (row["valid_from"], row["sequence"]))
        return _amount(latest["value"])

    def _late_minutes(self, check_ins: dict[PersonMonth, list[dict]]) -> dict[PersonDay, int]:
        """After the start of the shift, on days without leave that are not closed."""
        on_leave = {
            (row["staff_id"], row["date"].date())
            for rows in self.requests.values()
            for row in rows
            if row["status"] == "approved"
        }
        starts: dict[datetime, datetime] = {}
        late = {}
        for row in (row for rows in check_ins.values() for row in rows):
            begins = starts.get(row["date"]) or starts.setdefault(
                row["date"], self._begins(row["date"])
            )
            minutes = ((row["corrected_at"] or row["checked_in_at"]) - begins) // MINUTE
            place = row["staff_id"], row["date"].date()
            if minutes > 0 and place[1] not in self.closed and place not in on_leave:
                late[place] = minutes
        return late

    def _begins(self, midnight: datetime) -> datetime:
        """When the shift of a Jakarta date begins, in UTC."""
        start = int(self.value("working-hours", midnight.date())) // DAY_MINUTES
        return midnight + timedelta(minutes=start) - JAKARTA

    def _break_seconds(self) -> dict[PersonDay, tuple[int, int]]:
        """Of the breaks that have ended, and by how much the agreed ones are too many."""
        taken: dict[PersonDay, int] = defaultdict(int)
        agreed: dict[PersonDay, int] = defaultdict(int)
        for row in (row for rows in self.breaks.values() for row in rows):
            if row["ended_at"]:
                place, length = (row["staff_id"], row["shift_date"].date()), _length(row)
                taken[place] += length
                agreed[place] += 0 if row["waits"] else length
        return {
            place: (seconds, max(0, agreed[place] - self._allowance(place[1])))
            for place, seconds in taken.items()
        }

    def _allowance(self, day: date) -> int:
        return int(self.value("break-allowance", day)) * 60

    def _day(self, person: ObjectId, day: date) -> Decimal:
        late, (_seconds, over) = (
            self.late.get((person, day), 0),
            self.pauses.get((person, day), (0, 0)),
        )
        if not (late or over) or not self.value("fee-in-money", day):
            return NOTHING
        minutes = {
            "late": Decimal(late if late > self.value("fee-grace", day) else 0),
            "break": _round(Decimal(over) / 60),
        }
        rate, cap = self.value("fee-per-minute", day), self.value("fee-cap-day", day)
        costs = [
            _round(each * rate)
            for kind, each in minutes.items()
            if each and (person, day, kind) not in self.waived
        ]
        return min(sum(costs, NOTHING), cap) if cap else sum(costs, NOTHING)

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


def _length(row: dict) -> int:
    began, ended = row["started_at"], row["ended_at"]
    # What a clock shows has no parts of a second.
    parts = timedelta(microseconds=ended.microsecond - began.microsecond)
    return max(0, (ended - began - parts) // SECOND)


def _amount(value: Decimal128 | Decimal) -> Decimal:
    return to_decimal(value) if isinstance(value, Decimal128) else value


def _round(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
