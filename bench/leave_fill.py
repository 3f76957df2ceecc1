"""Three years of a floor, written as they are stored: for bench.leave_inside.

Months are closed by the product itself, and in some of them something happens afterwards.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pyotp
from bson import ObjectId
from django.db.models import Model
from django.utils import timezone

from bench.stopwatch import Timing, timed
from crm.calendar import add_months, last_day
from crm.mongo.rows import collection, midnight
from crm.mongo.stored import store_new
from crm.staff.models import User
from leave.attendance.reads import late_days
from leave.fees import closing
from leave.locks import month_key
from leave.models import (
    Authenticator,
    Break,
    CheckIn,
    LeaveRequest,
    LeaveStatus,
    LeaveType,
    StaffMonth,
    Waiver,
)
from leave.rules.fees import FeeKind

MONTHS = 36
# Of a hundred people in a month, in how many something happens after it was closed.
CHANGED = 0.1
SHIFT_STARTS, BREAK_STARTS, OFF_DAY = 4, 8, 720
# In UTC; the working hours begin at 11:00 in Jakarta.
MINUTES_LATE = (-9, -5, -2, 0, 3, 17)


class Floor:
    """The people, and the days of which something is stored: all before today."""

    def __init__(self, people: int) -> None:
        self.admin = User.objects.create_user("bench-admin", role="admin", name="Admin")
        self.staff = [User.objects.create_user(f"bench-{number:03}") for number in range(people)]
        self.today = timezone.localdate()
        self.first = add_months(self.today, -MONTHS)
        length = (self.today - self.first).days
        self.days = [self.first + timedelta(days=number) for number in range(length)]
        self.chance = random.Random(1)

    def fill(self) -> None:
        """Check-ins, breaks, leave, and how many events each month has had by them."""
        nobody, now = self.staff[0], timezone.now()
        came = CheckIn(**_of(nobody), date=self.today, checked_in_at=now)
        store_like(came, (row for person in self.staff for row in self._check_ins(person)))
        pause = Break(**_of(nobody), shift_date=self.today, started_at=now, sequence=1)
        store_like(pause, (row for person in self.staff for row in self._breaks(person)))
        store_like(leave_of(nobody, self.today, LeaveStatus.APPROVED), self._leave())
        store_new([self._authenticator(person) for person in self.staff])
        months = [add_months(self.first, number) for number in range(MONTHS + 1)]
        collection(StaffMonth).insert_many(
            self._month(person, month) for person in self.staff for month in months
        )

    def close_months(self) -> Timing:
        """Close what is over, month by month, and let something happen in some of it."""
        months = iter([add_months(self.first, number) for number in range(MONTHS)])
        return timed(lambda: self._close(next(months)), calls=MONTHS - 3, warm_up=3)

    def _check_ins(self, person: User) -> Iterator[dict]:
        for day in self.days:
            came = _at(day, SHIFT_STARTS) + timedelta(minutes=self.chance.choice(MINUTES_LATE))
            yield _of(person) | {"date": midnight(day), "checked_in_at": came}

    def _breaks(self, person: User) -> Iterator[dict]:
        for day in self.days:
            if self.chance.random() < 0.4:
                began = _at(day, BREAK_STARTS)
                ended = began + timedelta(seconds=self.chance.randrange(300, 2200))
                times = {"started_at": began, "ended_at": ended, "is_open": False}
                yield _of(person) | {"shift_date": midnight(day)} | times

    def _leave(self) -> Iterator[dict]:
        """Two days a month each, up to the end of this one."""
        for person in self.staff:
            for number in range(MONTHS + 1):
                month = add_months(self.first, number)
                for day in self.chance.sample(range(1, 28), 2):
                    on = midnight(month.replace(day=day))
                    own = {"date": on, "decide_by": on, "group_id": ObjectId()}
                    yield _of(person) | own | {"idempotency_key": str(uuid4())}

    def _authenticator(self, person: User) -> Authenticator:
        secret = pyotp.random_base32()
        return Authenticator(staff_id=person.pk, secret=secret, verified_at=timezone.now())

    def _month(self, person: User, month: date) -> dict:
        key = month_key(month)
        own = {"_id": f"{person.pk}:{key}", "staff_id": person.pk, "month": key}
        return own | {"events": 60, "leave_events": 4, "payments": 0}

    def _close(self, month: date) -> None:
        closing.close(month, by=self.admin)
        changed = [person for person in self.staff if self.chance.random() < CHANGED]
        late = late_days([person.pk for person in changed], month, last_day(month))
        days = dict(sorted(late))
        store_new([_waiver(person, days[person.pk]) for person in changed if person.pk in days])
        keys = [f"{person.pk}:{month_key(month)}" for person in changed]
        collection(StaffMonth).update_many({"_id": {"$in": keys}}, {"$inc": {"events": 1}})


def leave_of(person: User, day: date, status: LeaveStatus) -> LeaveRequest:
    """An off day, not stored."""
    return LeaveRequest(
        **_of(person),
        date=day,
        decide_by=day,
        status=status,
        type=LeaveType.OFF,
        minutes=OFF_DAY,
        group_id=ObjectId(),
        sequence=1,
        idempotency_key=str(uuid4()),
    )


def store_like(pattern: Model, rows: Iterable[dict]) -> None:
    """Store rows that are like one of the model but for these columns."""
    store_new([pattern])
    stored = collection(type(pattern))
    like = stored.find_one_and_delete({})
    del like["_id"]
    stored.insert_many([like | row for row in rows], ordered=False)


def _of(person: User) -> dict:
    return {"staff_id": person.pk, "staff_name": person.name}


def _at(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def _waiver(person: User, day: date) -> Waiver:
    values = {"kind": FeeKind.LATENESS.value, "reason": "train", "by_name": "Admin"}
    return Waiver(**_of(person), date=day, **values)
