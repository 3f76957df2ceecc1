"""What a reservation, the palette and a customer's page take beside a million members' rows.

It needs Django and a database with rows: bench/members.py runs it by `manage.py shell`.
"""

import random
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

from bson import ObjectId
from django.test import Client

from bench import stopwatch
from crm.staff.models import Product, Role, User
from members import reservations
from members.customers.ids import customer_id_of
from members.customers.palette import search_members
from members.models import MemberRow
from omset.ledger import entries

CALLS, DEPOSITS = 60, 1_000
# The first few are not counted.
TRIES = CALLS + 3
FIRST_DAY = date(2026, 1, 1)


def main() -> None:
    """Print a row for bench/RESULTS.md for each: median and 95th percentile in milliseconds."""
    chance = random.Random(1)
    admin, staff = _account("bench-admin", Role.ADMIN), _account("bench-staff", Role.STAFF)
    product = Product.objects.get(name="Alpha")
    customers = [row.customer_id for row in MemberRow.objects.all()[: TRIES + 1]]
    _report("a reservation that marks its rows", _reserving(customers[1:], staff, product, admin))
    for what, texts in _texts(customers, chance).items():
        for person in (admin, staff):
            searching = (_searching(person, text) for text in texts)
            _report(f"search by {what}, {person.role}", searching)
    _deposit(customers[0], staff, product)
    _report(f"customer with {DEPOSITS:,} deposits", _opening(customers[0], admin))


def _account(name: str, role: str) -> User:
    return User.objects.filter(username=name).first() or User.objects.create_user(name, role=role)


def _reserving(
    customers: Iterable[str], staff: User, product: Product, admin: User
) -> Iterable[Callable[[], object]]:
    def reserve(customer: str) -> Callable[[], object]:
        return lambda: reservations.add(
            by=admin, staff=staff, customer_id=customer, product=product
        )

    return map(reserve, customers)


def _texts(customers: list[str], chance: random.Random) -> dict[str, list[str]]:
    return {
        "the beginning of an id": [chance.choice(customers)[:12] for _ in range(TRIES)],
        "two words": ["budi lestari", "siti dewi", "rina putri"] * (TRIES // 3),
        "words that nobody bears": ["budi qqqq"] * TRIES,
        "the end of a phone": [str(chance.randrange(1000, 10_000)) for _ in range(TRIES)],
    }


def _searching(person: User, text: str) -> Callable[[], object]:
    return lambda: list(search_members(person, text))


def _deposit(customer: str, staff: User, product: Product) -> None:
    for number in range(DEPOSITS):
        entry = entries.Entry(FIRST_DAY + timedelta(number % 300), customer, Decimal(150_000))
        key = str(ObjectId())
        entries.submit(entry, by=staff, staff=staff, product=product, idempotency_key=key)


def _opening(customer: str, admin: User) -> Iterable[Callable[[], object]]:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(admin)
    url = f"/members/customers/{customer_id_of(customer)}/"

    def open_page() -> None:
        assert client.get(url, secure=True).status_code == 200

    open_page()
    return [open_page] * TRIES


def _report(what: str, works: Iterable[Callable[[], object]]) -> None:
    works = iter(works)
    timing = stopwatch.timed(lambda: next(works)(), calls=CALLS, warm_up=3)
    print(f"| {what}, median / p95 ms | {timing} |", flush=True)
