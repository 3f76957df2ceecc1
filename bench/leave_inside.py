"""What verbs, pages and the proof take on three years of a floor: for bench.leave, in its site."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime, time, timedelta
from decimal import Decimal
from uuid import uuid4
from zoneinfo import ZoneInfo

import pyotp
import time_machine
from bson import ObjectId
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from django.utils import timezone

from bench.leave_fill import Floor, leave_of
from bench.stopwatch import timed
from crm.audit.models import Event
from crm.calendar import add_months, first_day, last_day
from crm.mongo.inspection import recorded_commands
from crm.mongo.rows import mongo_connection
from crm.mongo.stored import store_new
from crm.notifications.models import Notification
from crm.staff.models import User
from crm.staff.sign_in.sessions import SessionStore
from leave import proof
from leave.attendance import check_in, corrections
from leave.attendance.reads import late_days
from leave.breaks import verbs as breaks
from leave.calendar.deciding import DayDecision, add_day
from leave.feeds.links import make_feed
from leave.fees import manual, payments
from leave.fees.waivers import reinstate, waive
from leave.models import Authenticator, FeedScope, LeaveRequest, LeaveStatus, LeaveType, Waiver
from leave.requests import asking, deciding
from leave.requests.planning import Wish
from leave.rules.days import DayKind
from leave.rules.fees import FeeKind

# Warm-up calls, and the calls that are timed: together as many as there are people.
WARM_UP, FEW, LATE, PAGE_CALLS = 3, 20, 20, 20
NOON = time(12, tzinfo=ZoneInfo("Asia/Jakarta"))


def main(people: int) -> None:
    """Fill, close what is over, and print what each thing takes."""
    # Counted are the commands of connections that begin from now on.
    settings.MONGO_RECORD_COMMANDS = True
    mongo_connection().close_pool()
    # Within a shift: breaks are taken then.
    with time_machine.travel(datetime.combine(timezone.localdate(), NOON)):
        floor = Floor(people)
        floor.fill()
        _row("closing a month", "", floor.close_months())
        for name, call in Verbs(floor).calls().items():
            calls = FEW if name == "decide about a day of everybody" else people - WARM_UP - 1
            _measure(name, call, calls=calls)
        _pages(floor)
        _measure("proof", lambda: list(proof.differences()), calls=2, warm_up=0)
        print(f"| differences | {len(list(proof.differences()))} | |", flush=True)


def add_late() -> None:
    """More leave that nobody has decided about in time."""
    today = timezone.localdate()
    day = today - timedelta(days=_batches() + 2)
    away = LeaveRequest.objects.filter(date=day, is_active=True).values_list("staff_id", flat=True)
    there = User.objects.filter(role="staff").exclude(pk__in=list(away)).order_by("pk")
    store_new([leave_of(person, day, LeaveStatus.PENDING) for person in there[:LATE]])


def state() -> None:
    """Print what the night has done with it, and whether all is proven."""
    ended = LeaveRequest.objects.filter(status=LeaveStatus.UNDECIDED).values_list("pk", flat=True)
    messages = Notification.objects.filter(kind="leave-undecided").count()
    noted = Event.objects.filter(verb="undecided", subject__in=list(ended)).count()
    left = LeaveRequest.objects.filter(
        status=LeaveStatus.PENDING, decide_by__lt=timezone.localdate()
    )
    facts = {"ended": len(ended), "told": messages, "noted": noted, "left": left.count()}
    print(json.dumps(facts | {"differences": len(list(proof.differences()))}))


def _batches() -> int:
    """How many such batches there were."""
    return LeaveRequest.objects.filter(status=LeaveStatus.UNDECIDED).count() // LATE


class Verbs:
    """What is timed, in its order: each call is another person's."""

    def __init__(self, floor: Floor) -> None:
        self.floor, self.admin, self.today = floor, floor.admin, floor.today
        self.last = first_day(self.today) - timedelta(days=1)
        self.turns: Counter[str] = Counter()
        self.asked: list[ObjectId] = []
        self.approved: list[ObjectId] = []
        self.corrected: list[ObjectId] = []
        self.waived: list[ObjectId] = []
        secrets = Authenticator.objects.values_list("staff_id", "secret")
        self.secrets = dict(secrets)
        people = [person.pk for person in floor.staff]
        waived = set(Waiver.objects.values_list("staff_id", "date"))
        late = late_days(people, first_day(self.last), self.last)
        self.late = sorted(late.keys() - waived)

    def calls(self) -> dict[str, Callable[[], object]]:
        """The verbs by their names."""
        return {
            "ask for leave": lambda: self._ask("off"),
            "approve leave": self._approve,
            "cancel leave": lambda: deciding.cancel(self.approved.pop(0), by=self.admin),
            "ask for sick leave": lambda: self._ask("sick"),
            "reject leave": lambda: deciding.reject(self.asked.pop(0), by=self.admin),
            "check in": self._check_in,
            "begin a break": lambda: breaks.start(self._person("start")),
            "end a break": lambda: breaks.stop(self._person("stop")),
            "ask for a correction": self._correct,
            "approve a correction": lambda: corrections.approve(
                self.corrected.pop(0), by=self.admin
            ),
            "waive": self._waive,
            "charge again": lambda: reinstate(self.waived.pop(0), by=self.admin, reason="x"),
            "add a fee": self._add_fee,
            "record a payment": self._pay,
            "decide about a day of everybody": self._decide_day,
        }

    def _turn(self, name: str) -> int:
        self.turns[name] += 1
        return self.turns[name] - 1

    def _person(self, name: str) -> User:
        return self.floor.staff[self._turn(name) % len(self.floor.staff)]

    def _ask(self, kind: str) -> None:
        person = self._person(kind)
        day = add_months(self.today, 2) + timedelta(days=self.turns[kind] % 14)
        times = {"starts": 660, "ends": 720} if kind == "sick" else {}
        wish = Wish(staff_id=person.pk, type=LeaveType(kind), first=day, last=day, **times)
        done = asking.ask(wish, staff=person, reason="", idempotency_key=str(uuid4()))
        self.asked.append(done.requests[0].pk)

    def _approve(self) -> None:
        self.approved.append(deciding.approve(self.asked.pop(0), by=self.admin).pk)

    def _check_in(self) -> None:
        person = self._person("check in")
        code = pyotp.TOTP(self.secrets[person.pk]).at(timezone.now())
        attempt = check_in.check_in(person, code)
        assert attempt.result == check_in.Result.CHECKED_IN, attempt

    def _correct(self) -> None:
        correction = corrections.ask(self._person("correct"), self.last, 660 + 29, reason="bus")
        self.corrected.append(correction.pk)

    def _waive(self) -> None:
        person, day = self.late[self._turn("waive") * 3 % len(self.late)]
        done = waive(person, day, FeeKind.LATENESS, by=self.admin, reason="x")
        self.waived.append(done.pk)

    def _pay(self) -> None:
        options = {"by": self.admin, "idempotency_key": str(uuid4())}
        person, month = self._person("pay"), first_day(self.last)
        payments.pay(person.pk, month, Decimal(5), "USD", self.today, **options)

    def _add_fee(self) -> None:
        options = {"by": self.admin, "reason": "badge", "idempotency_key": str(uuid4())}
        manual.add_fee(self._person("fee").pk, self.today, Decimal(5), **options)

    def _decide_day(self) -> None:
        day = add_months(self.today, 3) + timedelta(days=self._turn("day"))
        add_day(day, DayDecision(DayKind.CLOSED_FREE), name="Day of the floor", by=self.admin)


def _pages(floor: Floor) -> None:
    client, person = _client(floor.admin), floor.staff[0]
    made = make_feed(FeedScope.TEAM, by=person)
    feed = f"/leave/feeds/{made.token}.ics"
    tag = client.get(feed)["ETag"]
    month = f"{last_day(floor.today):%Y-%m}"
    pages = {
        "calendar month": f"/leave/calendar/?month={month}",
        "list of leave": "/leave/",
        "breaks of today": "/leave/breaks/",
        "attendance of today": "/leave/attendance/",
        "fees of everybody": "/leave/fees/",
        "statement of a person": f"/leave/fees/{person.pk}/",
        "report of a month": "/leave/report/",
        "the whole feed": feed,
    }
    for name, address in pages.items():
        _measure(name, lambda at=address: _opened(client, at), calls=PAGE_CALLS)

    # Programs that read feeds are not signed in.
    program = Client(headers={"host": "127.0.0.1"})

    def unchanged() -> None:
        assert program.get(feed, headers={"If-None-Match": tag}).status_code == 304

    _measure("feed with 304", unchanged, calls=100)


def _opened(client: Client, address: str) -> None:
    status = client.get(address).status_code
    assert status == 200, (address, status)


def _client(person: User) -> Client:
    store = SessionStore()
    store[SESSION_KEY] = str(person.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store.save(must_create=True)
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies[settings.SESSION_COOKIE_NAME] = store.session_key
    return client


def _measure(name: str, call: Callable[[], object], *, calls: int, warm_up: int = WARM_UP) -> None:
    """Print its commands, of one call that does not count, and its times."""
    with recorded_commands() as commands:
        call()
    _row(name, len(commands), timed(call, calls=calls, warm_up=warm_up))


def _row(name: str, commands: object, timing: object) -> None:
    print(f"| {name} | {timing} | {commands} |", flush=True)
