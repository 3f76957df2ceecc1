"""One person's random program, carried out by the product's rules without a database."""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from leave.rules.asking import AskedDay, refused_days
from leave.rules.balance import LeaveFacts, balance
from leave.rules.breaks import BreakTime, total
from leave.rules.days import WORKING_DAY, ClosedDay, DayKind, charged_minutes
from leave.rules.fees import DayFacts, FeeKind, FeeToAdd, Terms, lines_of_month
from leave.rules.lateness import lateness
from leave.rules.shifts import JAKARTA, Hours, shift_on
from leave.rules.statement import FeeStatement, changes_since
from leave.rules.states import State
from tests.leave.programs import reference

MONTHS = [date(2026, month, 1) for month in (1, 2, 3)]
DAYS = 8
HELD = ("pending", "approved")
HOURS = Hours(11 * 60, 23 * 60)
KINDS = [DayKind.WORKS, DayKind.CLOSED_FREE, DayKind.CLOSED_CHARGED, DayKind.CLOSED_IN_PART]


@dataclass(frozen=True)
class Request:
    day: date
    minutes: int
    state: str = "pending"


class Program:
    """The state that steps change; what follows from it is asked of the rules."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.quota = dict.fromkeys(MONTHS, 24 * 60)
        self.requests: list[Request] = []
        self.closed: dict[date, tuple[str, int]] = {}
        # Seconds after midnight, by the date of the shift.
        self.came: dict[date, int] = {}
        self.breaks: dict[date, list[int]] = {}
        self.waived: set[tuple[str, date]] = set()
        self.added: list[tuple[date, int]] = []
        self.paid = dict.fromkeys(MONTHS, 0)
        self.day_cap = self.chance.choice([0, 0, 5000])
        self.month_cap = self.chance.choice([0, 0, 12000])
        self.told: dict[date, list] = {}
        self.statements: dict[date, FeeStatement] = {}

    def run(self, steps: int) -> None:
        """So many random steps: none that asks takes a month past its quota."""
        for _number in range(steps):
            step = self.chance.choice(STEPS)
            before = self._over() if step in ASKING else ()
            getattr(self, step)()
            assert step not in ASKING or self._over() == before

    def _over(self):
        """By how much each month is over its quota."""
        held = [reference.used(self, month, HELD) for month in MONTHS]
        both = zip(held, self.quota.values(), strict=True)
        return [max(0, minutes - quota) for minutes, quota in both]

    def balance(self, month):
        """By the product's one rule."""
        facts = [
            LeaveFacts(each.day, each.minutes, State(each.state))
            for each in self.requests
            if each.day.replace(day=1) == month
        ]
        return balance(self.quota[month], facts, self.closed_days())

    def closed_days(self):
        return {day: ClosedDay(DayKind(kind), free) for day, (kind, free) in self.closed.items()}

    def statement(self, month):
        """As closed, or as all is now with the changes to the closed months right before."""
        if month in self.statements:
            return replace(self.statements[month], paid=self._paid(month))
        changes = []
        for before in reversed(MONTHS[: MONTHS.index(month)]):
            if before not in self.told:
                break
            changes += changes_since(self.told[before], self.lines(before))
        lines = tuple(self.lines(month))
        return FeeStatement(month, lines, tuple(changes), self._paid(month))

    def lines(self, month):
        """What the month comes to as all is now."""
        days = [
            self._facts(day)
            for day in self.came.keys() | self.breaks.keys()
            if (day.year, day.month) == (month.year, month.month)
        ]
        added = [
            FeeToAdd(day, Decimal(cents) / 100, "why", str(number))
            for number, (day, cents) in enumerate(self.added)
            if day.replace(day=1) == month
        ]
        waivers = {(FeeKind(kind), day): "why" for kind, day in self.waived}
        terms = self._terms()
        return lines_of_month(days, added, waivers, lambda _day: terms)

    def _terms(self):
        caps = Decimal(self.day_cap) / 100, Decimal(self.month_cap) / 100
        return Terms(day_cap=caps[0], month_cap=caps[1])

    def _facts(self, day):
        on_leave = any(each.day == day and each.state == "approved" for each in self.requests)
        came = self.came.get(day)
        came_at = datetime.combine(day, time(), JAKARTA) + timedelta(seconds=came) if came else None
        spared = on_leave or day in self.closed
        begun = datetime.combine(day, time(14), JAKARTA)
        taken = [BreakTime(begun, begun + timedelta(seconds=s)) for s in self.breaks.get(day, ())]
        return DayFacts(
            day,
            late_minutes=lateness(came_at, shift_on(day, HOURS), is_spared=spared),
            over_seconds=total(taken, 30 * 60).over_agreed,
        )

    def _paid(self, month):
        return Decimal(self.paid[month]) / 100

    def _day(self):
        """One of few: so that leave, holidays, check-ins and breaks meet."""
        return self.chance.choice(MONTHS) + timedelta(days=self.chance.randrange(DAYS))

    # The steps.

    def ask(self):
        self._ask([self._day()], self.chance.choice([720, 720, self.chance.randrange(1, 720)]))

    def ask_range(self):
        first = self._day()
        days = [first + timedelta(days=n) for n in range(self.chance.randrange(2, 5))]
        self._ask([day for day in days if day.replace(day=1) in self.quota], 720)

    def _ask(self, days, minutes):
        """All or nothing, each day charged to its own month, closed days skipped."""
        closed = self.closed_days()
        held = {each.day for each in self.requests if each.state in HELD}
        wishes = [
            AskedDay(
                date=day,
                month=f"{day:%Y-%m}",
                cost=charged_minutes(minutes, closed.get(day, WORKING_DAY)),
                is_taken=day in held,
                is_closed=closed.get(day, WORKING_DAY).kind == DayKind.CLOSED_FREE,
            )
            for day in days
        ]
        room = {f"{month:%Y-%m}": self.balance(month).available for month in MONTHS}
        if not refused_days(wishes, room):
            self.requests += [Request(day.date, minutes) for day in wishes if not day.is_closed]

    def _decide(self, from_state, state, **more):
        places = [n for n, each in enumerate(self.requests) if each.state == from_state]
        if places:
            place = self.chance.choice(places)
            self.requests[place] = replace(self.requests[place], state=state, **more)

    def approve(self):
        self._decide("pending", "approved")

    def reject(self):
        self._decide("pending", "rejected")

    def cancel(self):
        self._decide("approved", "cancelled")

    def change_quota(self):
        self.quota[self.chance.choice(MONTHS)] = self.chance.choice([24, 36, 12]) * 60

    def change_holiday(self):
        day, kind = self._day(), self.chance.choice(KINDS)
        self.closed.pop(day, None)
        if kind != DayKind.WORKS:
            free = self.chance.randrange(720) if kind == DayKind.CLOSED_IN_PART else 0
            self.closed[day] = (kind.value, free)

    def check_in(self):
        self.came.setdefault(self._day(), 11 * 3600 + self.chance.randrange(-600, 1800))

    def correct(self):
        if self.came:
            day = self.chance.choice(sorted(self.came))
            self.came[day] = 11 * 3600 + self.chance.randrange(-600, 1800)

    def pause(self):
        self.breaks.setdefault(self._day(), []).append(self.chance.randrange(1, 3000))

    def waive(self):
        kinds = {"late": self.came, "break": self.breaks}
        kind = self.chance.choice(["late", "break"])
        if kinds[kind]:
            self.waived ^= {(kind, self.chance.choice(sorted(kinds[kind])))}

    def add_fee(self):
        self.added.append((self._day(), self.chance.randrange(1, 2000)))

    def pay(self):
        self.paid[self.chance.choice(MONTHS)] += self.chance.randrange(1, 9000)

    def close(self):
        month = self.chance.choice(MONTHS)
        if month in self.statements:
            return
        statement = self.statement(month)
        self.statements[month] = replace(statement, is_closed=True)
        for line in (*statement.lines, *statement.changes):
            self.told.setdefault(line.date.replace(day=1), []).append(line)
        self.told.setdefault(month, [])


ASKING = ("ask", "ask_range")
STEPS = [
    "ask",
    "ask_range",
    "approve",
    "reject",
    "cancel",
    "change_quota",
    "change_holiday",
    "check_in",
    "check_in",
    "correct",
    "pause",
    "pause",
    "waive",
    "add_fee",
    "pay",
    "close",
]
