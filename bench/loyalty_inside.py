"""Pages of loyalty at full size, sums and their proof, RFM: for bench.loyalty, in its site."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import partial

from django.conf import settings
from django.test import Client

from bench import stopwatch
from bench.loyalty_fill import DAYS, FIRST_DAY, LINES, Fill, name_months
from crm.mongo.inspection import recorded_commands
from crm.mongo.rows import mongo_connection
from crm.staff.models import Role, User
from loyalty.analytics.proof import wrong_receipt_days, wrong_sales_totals
from loyalty.analytics.receipt_days import recount_receipt_days
from loyalty.analytics.sales_totals import build_sales_totals
from loyalty.models import BuyerNumber, Programme
from loyalty.segments.runs import compute

CALLS = 40
LAST_DAY = FIRST_DAY + timedelta(DAYS)
SCREENS = (
    *("months", "buyers", "articles", "departments", "promotions", "stores", "hours"),
    *("weekdays", "payments", "against", "records"),
)


def fill(lines: int = LINES) -> None:
    """Write the rows and sum them; print how long the sums take."""
    rows = Fill(lines)
    with _measured("members and cards"):
        programme = rows.programme()
    with _measured(f"{lines:,} lines written directly"):
        number = rows.sales(programme)
    with _measured("sums of the lines") as spent:
        build_sales_totals(number)
    print(f"| sums of the lines, rows/s | {lines / spent[0]:.0f} |")
    name_months(programme, number)
    days = rows.receipts(programme)
    with _measured("sums of the receipts"):
        recount_receipt_days(programme.pk, days)


def proof() -> None:
    """Print how long comparing everything takes."""
    with _measured("proof of the sums"):
        wrong = [*wrong_sales_totals(), *wrong_receipt_days()]
    assert not wrong, wrong[:3]


def segments() -> None:
    """Print how long a run of RFM takes."""
    programme = Programme.objects.get()
    with _measured("run of RFM"):
        compute(programme, LAST_DAY, by=None)


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


def _addresses() -> Iterator[str]:
    yield "/loyalty/"
    home = "/loyalty/analytics/"
    for source in ("receipts", "lines", "omset"):
        yield f"{home}?source={source}"
    yield f"{home}?source=lines&start={date(2026, 6, 1)}&end={date(2026, 6, 30)}"
    yield from (f"{home}{screen}/" for screen in SCREENS)
    yield f"{home}buyers/?source=receipts"
    yield f"{home}articles/?top=100"
    yield f"{home}articles/?department=003"
    buyer = BuyerNumber.objects.order_by("number")[4000]
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
