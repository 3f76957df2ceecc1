"""Three years of a floor, and what verbs and pages take on it: for `bench.leave`, in its site."""

import json
import random
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import count
from uuid import uuid4
from zoneinfo import ZoneInfo

from bson import ObjectId
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.utils import timezone

from bench.stopwatch import timed
from crm.calendar import add_months, first_day
from crm.mongo.inspection import recorded_commands
from crm.mongo.rows import mongo_connection
from crm.mongo.stored import store_new
from crm.staff.models import User
from leave import proof
from leave.attendance import corrections
from leave.attendance.reads import late_days
from leave.feeds.links import make_feed
from leave.fees import closing, manual, payments
from leave.fees.waivers import reinstate, waive
from leave.models import (
    Break,
    CheckIn,
    FeedScope,
    LeaveRequest,
    LeaveStatus,
    LeaveType,
)
from leave.requests import asking, deciding
from leave.requests.planning import Wish
from leave.rules.fees import FeeKind
from leave.rules.states import last_day_to_decide

JAKARTA, MONTHS, CALLS = ZoneInfo("Asia/Jakarta"), 36, 100


def main(people: int) -> None:
    """Fill, close what is over, and print what each thing takes."""
    # Counted are the commands of connections that begin from now on.
    settings.MONGO_RECORD_COMMANDS = True
    mongo_connection().close_pool()
    admin = User.objects.create_user("bench-admin", role="admin", name="Admin")
    staff = [User.objects.create_user(f"bench-{number:03}") for number in range(people)]
    today = timezone.localdate()
    first = add_months(today, -MONTHS)
    chance = random.Random(1)
    for person in staff:
        _fill(person, first, today, chance)
    _row("closing a month", timed(lambda: _close(first, admin), calls=MONTHS - 4, warm_up=3))
    for name, call in _verbs(staff, admin, today).items():
        _row(name, timed(call, calls=CALLS))
    _pages(staff[0], admin)
    _row("proof", timed(lambda: list(proof.differences()), calls=2, warm_up=0))


def state() -> None:
    """Print what a repeated night must leave as it is."""
    counts = LeaveRequest.objects.values_list("status", "date").order_by("pk")
    print(json.dumps([f"{status} {day}" for status, day in counts]), list(proof.differences()))


def _fill(person: User, first: date, today: date, chance: random.Random) -> None:
    days = [first + timedelta(days=number) for number in range((today - first).days)]
    store_new([_check_in(person, day, chance) for day in days])
    store_new([_break(person, day, chance) for day in days if chance.random() < 0.4])
    months = [add_months(first, number) for number in range(MONTHS + 1)]
    store_new([each for month in months for each in _leave(person, month, chance)])


def _check_in(person: User, day: date, chance: random.Random) -> CheckIn:
    came = datetime(day.year, day.month, day.day, 11, tzinfo=JAKARTA)
    minutes = chance.choice([-9, -5, -2, 0, 3, 17])
    return CheckIn(
        staff_id=person.pk,
        staff_name=person.name,
        date=day,
        checked_in_at=came + timedelta(minutes=minutes),
    )


def _break(person: User, day: date, chance: random.Random) -> Break:
    begun = datetime(day.year, day.month, day.day, 15, tzinfo=JAKARTA)
    return Break(
        staff_id=person.pk,
        staff_name=person.name,
        shift_date=day,
        started_at=begun,
        ended_at=begun + timedelta(seconds=chance.randrange(300, 2200)),
        is_open=False,
        sequence=1,
    )


def _leave(person: User, month: date, chance: random.Random) -> Iterator[LeaveRequest]:
    for day in chance.sample(range(1, 28), 2):
        on, asked_in = month.replace(day=day), month
        yield LeaveRequest(
            staff_id=person.pk,
            staff_name=person.name,
            date=on,
            type=LeaveType.OFF,
            minutes=720,
            status=LeaveStatus.APPROVED,
            decide_by=last_day_to_decide(on, asked_in),
            group_id=ObjectId(),
            sequence=1,
            idempotency_key=str(uuid4()),
        )


_closed: list[date] = []


def _close(first: date, admin: User) -> None:
    month = add_months(first, len(_closed))
    _closed.append(month)
    closing.close(month, by=admin)


def _verbs(staff: list[User], admin: User, today: date) -> dict[str, Callable[[], object]]:
    """What is timed, in its order: each call is another person's."""
    counter, corrections_asked = count(), count()
    last = first_day(today) - timedelta(days=1)
    request_ids: list[ObjectId] = []
    corrected: list[ObjectId] = []
    waived: list[ObjectId] = []

    def ask() -> None:
        number = next(counter)
        # One a person and month: the quota holds two.
        month = add_months(today, 2 + number // len(staff))
        person, day = staff[number % len(staff)], month + timedelta(days=number % 27)
        wish = Wish(staff_id=person.pk, type=LeaveType.OFF, first=day, last=day)
        done = asking.ask(wish, staff=person, reason="", idempotency_key=str(uuid4()))
        request_ids.append(done.requests[0].pk)

    def correct() -> None:
        number = next(corrections_asked)
        person, day = staff[number % len(staff)], last - timedelta(days=number // len(staff))
        corrected.append(corrections.ask(person, day, 660 + 29, reason="bus").pk)

    def waive_one() -> None:
        check_in = _late_ones[next(counter) % len(_late_ones)]
        done = waive(check_in.staff_id, check_in.date, FeeKind.LATENESS, by=admin, reason="x")
        waived.append(done.pk)

    def pay() -> None:
        person = staff[next(counter) % len(staff)]
        options = {"by": admin, "idempotency_key": str(uuid4())}
        payments.pay(person.pk, first_day(last), Decimal(5), "USD", today, **options)

    def add_fee() -> None:
        person = staff[next(counter) % len(staff)]
        options = {"by": admin, "reason": "badge", "idempotency_key": str(uuid4())}
        manual.add_fee(person.pk, today, Decimal(5), **options)

    _late_ones = _late_check_ins(first_day(last), last)
    return {
        "ask for leave": ask,
        "approve leave": lambda: deciding.approve(request_ids.pop(0), by=admin),
        "ask for a correction": correct,
        "approve a correction": lambda: corrections.approve(corrected.pop(0), by=admin),
        "waive": waive_one,
        "charge again": lambda: reinstate(waived.pop(0), by=admin, reason="x"),
        "add a fee": add_fee,
        "record a payment": pay,
    }


def _late_check_ins(first: date, last: date) -> list[CheckIn]:
    """Days on which somebody was late, for waivers; each once."""
    people = list(User.objects.values_list("pk", flat=True))
    late = late_days(people, first, last)
    return [CheckIn(staff_id=person, date=day) for person, day in sorted(late)]


def _pages(person: User, admin: User) -> None:
    client = _client(admin)
    made = make_feed(FeedScope.TEAM, by=person)
    feed = f"/leave/feeds/{made.token}.ics"
    tag = client.get(feed)["ETag"]
    pages = {
        "calendar month": "/leave/calendar/",
        "fees of everybody": "/leave/fees/",
        "statement of a person": f"/leave/fees/{person.pk}/",
        "report of a month": "/leave/report/",
    }
    for name, address in pages.items():
        with recorded_commands() as commands:
            assert client.get(address).status_code == 200, address
        _row(f"{name}, {len(commands)} commands", timed(lambda at=address: client.get(at)))

    def unchanged() -> None:
        assert client.get(feed, headers={"If-None-Match": tag}).status_code == 304

    _row("feed with 304", timed(unchanged))


def _client(person: User) -> Client:
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save(must_create=True)
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    return client


def _row(name: str, timing: object) -> None:
    print(f"| {name} | {timing} |", flush=True)
