"""Pages of loyalty at full size, sums and their proof, RFM: for bench.loyalty, in its site."""

import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import count
from uuid import uuid4

from django.conf import settings
from django.test import Client
from django.utils import timezone

from bench import stopwatch
from bench.site import PASSWORD
from crm.mongo.inspection import recorded_commands
from crm.mongo.rows import mongo_connection
from crm.staff.models import Product, Role, User
from loyalty.analytics.proof import wrong_receipt_days, wrong_sales_totals
from loyalty.members.links import link
from loyalty.models import BuyerNumber, Card, Member, MemberPoints, Programme
from loyalty.points.proof import wrong_points
from loyalty.segments.runs import compute
from omset.ledger.entries import Entry, submit

COUNTED = "Alpha"
DEPOSITS, WARM_UP = 105, 5
LAST_DAY = date(2026, 6, 30)
CALLS = 40
SCREENS = (
    *("months", "buyers", "articles", "departments", "promotions", "stores", "hours"),
    *("weekdays", "payments", "against", "records"),
)


def products() -> None:
    """The product whose deposits the programme will count."""
    Product.objects.create(name=COUNTED)


def proof() -> None:
    """Print how long comparing everything takes."""
    with _measured("proof of the sums"):
        wrong = [*wrong_sales_totals(), *wrong_receipt_days()]
    assert not wrong, wrong[:3]


def balances() -> None:
    """Print how long recounting every balance takes."""
    with _measured(f"recount of {MemberPoints.objects.count():,} balances"):
        wrong = [*wrong_points()]
    assert not wrong, wrong[:3]


def segments() -> None:
    """Print how long a run of RFM takes."""
    programme = Programme.objects.get()
    with _measured("run of RFM"):
        run = compute(programme, LAST_DAY, by=None)
    assert run
    print(f"| buyers of the run | {run.buyers:,} |")


def pages() -> None:
    """Print of each page its median and 95th percentile, and how many commands it sends."""
    settings.MONGO_RECORD_COMMANDS = True
    mongo_connection().close_pool()
    client = Client(SERVER_NAME="127.0.0.1")
    admin = User.objects.filter(role=Role.ADMIN).first()
    assert admin
    client.force_login(admin)
    for address in _addresses():
        _measure(address, partial(_open, client, address))


def deposits() -> None:
    """Print, in turn, what entering a deposit takes of a product that no programme counts, of one
    that one counts, and of one of a customer who is a member.
    """
    counted, other = Product.objects.get(name=COUNTED), Product.objects.create(name="Omega")
    staff, admin = (User.objects.filter(role=role).first() for role in (Role.STAFF, Role.ADMIN))
    assert staff
    assert admin
    members = Member.objects.order_by("number")[:DEPOSITS]
    for place, member in enumerate(members):
        link(member.pk, f"member{place:06}", by=admin, reason="measured")
    calls: dict[Hashable, Callable[[], object]] = {
        "no programme's": partial(_enter, other, staff, count(), "other"),
        "a programme's": partial(_enter, counted, staff, count(), "stranger"),
        "a member's": partial(_enter, counted, staff, count(), "member"),
    }
    for name, timing in stopwatch.in_turn(calls, calls=DEPOSITS - WARM_UP, warm_up=WARM_UP).items():
        print(f"| {name} deposit entered, median / p95 ms | {timing} |")


def _enter(product: Product, staff: User, numbers: Iterator[int], who: str) -> None:
    entry = Entry(timezone.localdate(), f"{who}{next(numbers):06}", Decimal(100_000))
    submit(entry, by=staff, staff=staff, product=product, idempotency_key=str(uuid4()))


def member_pages() -> None:
    """Print the same of the pages of the member with most entries, who claims her card first."""
    settings.MONGO_RECORD_COMMANDS = True
    mongo_connection().close_pool()
    entries = MemberPoints.objects.order_by("-entries")
    card = Card.objects.filter(member_id__in=list(entries.values_list("pk", flat=True)[:50]))
    client = Client(SERVER_NAME="127.0.0.1")
    assert any(_claims(client, each) for each in card.select_related("member"))
    for page in ("", "activity/", "analytics/", "rewards/", "profile/", "card/"):
        _measure(f"/me/{page}", partial(_open, client, f"/me/{page}"))


def _claims(client: Client, card: Card) -> bool:
    facts = {"card": card.number, "surname": card.member.surname or card.member.name}
    account = {"contact": f"bench{card.number}@example.test", "password": PASSWORD}
    client.post("/me/with-card/", facts | account, secure=True)
    return client.get("/me/", secure=True).status_code == 200


def _addresses() -> Iterator[str]:
    yield from ("/loyalty/", "/loyalty/members/", "/loyalty/batches/", "/loyalty/segments/")
    member = Member.objects.order_by("number")[Member.objects.count() // 2]
    yield f"/loyalty/members/{member.pk}/"
    home = "/loyalty/analytics/"
    for source in ("receipts", "lines", "omset"):
        yield f"{home}?source={source}"
    yield f"{home}?source=lines&start={date(2026, 6, 1)}&end={date(2026, 6, 30)}"
    yield from (f"{home}{screen}/" for screen in SCREENS)
    yield f"{home}buyers/?source=receipts"
    yield f"{home}articles/?top=100"
    yield f"{home}articles/?department=003"
    buyer = BuyerNumber.objects.order_by("number")[BuyerNumber.objects.count() // 2]
    yield f"{home}articles/?buyer={buyer.number}"


def _measure(address: str, call: Callable[[], None]) -> None:
    timing = stopwatch.timed(call, calls=CALLS, warm_up=3)
    with recorded_commands() as commands:
        call()
    print(f"| {address}, median / p95 ms | {timing} |")
    print(f"| {address}, commands | {len(commands)} |", flush=True)


def _open(client: Client, address: str) -> None:
    assert client.get(address, secure=True).status_code == 200, address


@contextmanager
def _measured(what: str) -> Iterator[list[float]]:
    """Print how long the block takes; the seconds are in the list afterwards."""
    spent: list[float] = []
    began = time.perf_counter()
    yield spent
    spent.append(time.perf_counter() - began)
    print(f"| {what}, seconds | {spent[0]:.1f} |", flush=True)
