"""What entering a deposit takes of nobody's, a stranger's and a member's: for bench.posting."""

import cProfile
import os
import pstats
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import count
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from bench import stopwatch
from crm.mongo.inspection import recorded_commands
from crm.mongo.rows import mongo_connection
from crm.staff.models import Product, Role, User
from loyalty.members.entries import MemberFacts, register
from loyalty.members.links import link
from loyalty.programmes.verbs import NewProgramme, create
from loyalty.rules.programmes import DEFAULT, PRESETS
from omset.ledger.entries import Entry, submit

WARM_UP = 5
BEGINS = date(2026, 1, 1)


def run(calls: int) -> None:
    """Print median and 95th percentile of each kind of deposit, and its commands."""
    counted, other = (Product.objects.create(name=name) for name in ("Alpha", "Omega"))
    terms = PRESETS[DEFAULT]
    new = NewProgramme(
        name="Bench", currency="IDR", terms=terms, valid_from=BEGINS, products=[counted]
    )
    programme = create(new, by=None)
    staff, admin = (User.objects.filter(role=role).first() for role in (Role.STAFF, Role.ADMIN))
    for number in range(calls + WARM_UP):
        member = register(programme, MemberFacts(surname=f"Bench{number}"), by=None)
        link(member.pk, f"member{number:06}", by=admin, reason="measured")
    calls_by: dict[Hashable, Callable[[], object]] = {
        "no programme's": partial(_enter, other, staff, count(), "other"),
        "a programme's": partial(_enter, counted, staff, count(), "stranger"),
        "a member's": partial(_enter, counted, staff, count(), "member"),
    }
    for name, timing in stopwatch.in_turn(calls_by, calls=calls, warm_up=WARM_UP).items():
        print(f"| {name} deposit, median / p95 ms | {timing} |")
    again = partial(_enter, counted, staff, count(), "member")
    print(f"| a member's second deposit, median / p95 ms | {stopwatch.timed(again, calls=calls)} |")
    _commands(counted, other, staff, count())
    if os.environ.get("PROFILE"):
        _profile(partial(_enter, counted, staff, count(), "member"), calls)


def _commands(counted: Product, other: Product, staff: User, numbers: Iterator[int]) -> None:
    settings.MONGO_RECORD_COMMANDS = True
    mongo_connection().close_pool()
    kinds = {"no programme's": (other, "other"), "a member's": (counted, "member")}
    for name, (product, who) in kinds.items():
        _enter(product, staff, numbers, who)
        with recorded_commands() as commands:
            _enter(product, staff, numbers, who)
        said = Counter(f"{each.name} {each.collection}" for each in commands)
        print(f"| {name} deposit, commands | {len(commands)} |")
        for what, times in said.items():
            print(f"| - {what} | {times} |")


def _profile(call: Callable[[], object], calls: int) -> None:
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(min(calls, 50)):
        call()
    profile.disable()
    pstats.Stats(profile).sort_stats("cumulative").print_stats("loyalty", 45)


def _enter(product: Product, staff: User, numbers: Iterator[int], who: str) -> None:
    entry = Entry(timezone.localdate(), f"{who}{next(numbers):06}", Decimal(100_000))
    submit(entry, by=staff, staff=staff, product=product, idempotency_key=str(uuid4()))
