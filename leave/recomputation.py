"""Leave, lateness, breaks and fees recomputed plainly: one day after the other, from stored rows.

What pages read is compared with this (proof.py). It shares no reading with them and none of their
rules: a mistake would have to be made twice.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from bson import Decimal128, ObjectId
from django.db.models import Model
from django.utils import timezone

from crm.calendar import first_day, last_day
from crm.mongo.decimals import to_decimal
from crm.mongo.rows import collection, current_session
from crm.policies.models import PolicyValue
from leave.models import Break, CalendarDay, CheckIn, LeaveRequest, ManualFee, Waiver

PersonDay = tuple[ObjectId, date]
CENT, NOTHING = Decimal("0.01"), Decimal("0.00")
DAY_MINUTES, JAKARTA = 24 * 60, timedelta(hours=7)
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
    """Everything that is stored, read once, and what follows from it."""

    def __init__(self) -> None:
        self.today = timezone.localdate()
        self.closed = {
            row["date"].date(): row
            for row in _rows(CalendarDay)
            if row["confirmed_at"] and row["kind"] != "works"
        }
        self.requests = _by_day(LeaveRequest, "date", {"is_active": True})
        self.check_ins = _by_day(CheckIn, "date")
        self.breaks = _by_day(Break, "shift_date")
        self.manual = _by_day(ManualFee, "date", {"is_withdrawn": False})
        self.waivers = _by_day(Waiver, "date", {"is_withdrawn": False})
        self.values: dict[str, list[dict]] = defaultdict(list)
        for row in _rows(PolicyValue, {"policy": {"$in": list(DEFAULTS)}}):
            self.values[row["policy"]].append(row)

    def months(self) -> set[tuple[ObjectId, date]]:
        """Every month of which anything is stored of a person."""
        sources = (self.requests, self.check_ins, self.breaks, self.manual, self.waivers)
        return {(person, first_day(day)) for rows in sources for person, day in rows}

    def value(self, policy: str, day: date) -> Decimal:
        """What holds of a policy on a day."""
        begun = [row for row in self.values[policy] if row["valid_from"].date() <= day]
        if not begun:
            return DEFAULTS[policy]
        latest = max(begun, key=lambda row: (row["valid_from"], row["sequence"]))
        return _amount(latest["value"])

    def leave(self, person: ObjectId, month: date) -> tuple[int, int, int]:
        """Minutes used, pending and available."""
        used = pending = 0
        for day in _days_of(month):
            for row in self.requests[person, day]:
                if row["status"] == "approved":
                    used += self._cost(row, day)
                elif row["decide_by"].date() >= self.today:
                    pending += self._cost(row, day)
        quota = int(self.value("leave-quota", month) * 60)
        return used, pending, max(0, quota - used - pending)

    def late_minutes(self, person: ObjectId, day: date) -> int:
        """Whole minutes after the start of the shift, on a day without leave that is not closed."""
        rows = self.check_ins[person, day]
        on_leave = any(row["status"] == "approved" for row in self.requests[person, day])
        if not rows or on_leave or day in self.closed:
            return 0
        start = int(self.value("working-hours", day)) // DAY_MINUTES
        begins = datetime(day.year, day.month, day.day) + timedelta(minutes=start)  # noqa: DTZ001
        came = (rows[0]["corrected_at"] or rows[0]["checked_in_at"]) + JAKARTA
        return max(0, (came - begins) // timedelta(minutes=1))

    def break_seconds(self, person: ObjectId, day: date) -> tuple[int, int]:
        """Seconds of the breaks that have ended, and by how much the agreed ones are too many."""
        ended = [row for row in self.breaks[person, day] if row["ended_at"]]
        lengths = [(_length(row), row["waits"]) for row in ended]
        agreed = sum(length for length, waits in lengths if not waits)
        allowance = int(self.value("break-allowance", day)) * 60
        return sum(length for length, _waits in lengths), max(0, agreed - allowance)

    def fees(self, person: ObjectId, month: date) -> Decimal:
        """What the month comes to, as all is now."""
        by_time = sum((self._day(person, day) for day in _days_of(month)), NOTHING)
        cap = self.value("fee-cap-month", month)
        added = (row for day in _days_of(month) for row in self.manual[person, day])
        return (min(by_time, cap) if cap else by_time) + sum(
            (_amount(row["amount"]) for row in added), NOTHING
        )

    def _day(self, person: ObjectId, day: date) -> Decimal:
        if not self.value("fee-in-money", day):
            return NOTHING
        waived = {row["kind"] for row in self.waivers[person, day]}
        late = self.late_minutes(person, day)
        minutes = {
            "late": Decimal(late if late > self.value("fee-grace", day) else 0),
            "break": _round(Decimal(self.break_seconds(person, day)[1]) / 60),
        }
        rate, cap = self.value("fee-per-minute", day), self.value("fee-cap-day", day)
        costs = [_round(each * rate) for kind, each in minutes.items() if kind not in waived]
        return min(sum(costs, NOTHING), cap) if cap else sum(costs, NOTHING)

    def _cost(self, row: dict, day: date) -> int:
        closed = self.closed.get(day)
        if row["is_given_back"] or (closed and closed["kind"] == "closed_free"):
            return 0
        if closed and closed["kind"] == "closed_in_part":
            return max(0, row["minutes"] - closed["minutes"])
        return row["minutes"]


def _rows(model: type[Model], match: dict | None = None) -> list[dict]:
    return list(collection(model).find(match or {}, session=current_session()))


def _by_day(
    model: type[Model], field: str, match: dict | None = None
) -> dict[PersonDay, list[dict]]:
    by_day: dict[PersonDay, list[dict]] = defaultdict(list)
    for row in _rows(model, match):
        by_day[row["staff_id"], row[field].date()].append(row)
    return by_day


def _days_of(month: date) -> Iterator[date]:
    day, last = month, last_day(month)
    while day <= last:
        yield day
        day += timedelta(days=1)


def _length(row: dict) -> int:
    seconds = row["ended_at"].replace(microsecond=0) - row["started_at"].replace(microsecond=0)
    return max(0, int(seconds.total_seconds()))


def _amount(value: Decimal128 | Decimal) -> Decimal:
    return to_decimal(value) if isinstance(value, Decimal128) else value


def _round(value: Decimal) -> Decimal:
    return value.quantize(CENT, ROUND_HALF_UP)
