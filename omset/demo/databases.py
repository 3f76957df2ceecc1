"""The demo's members' databases: uploaded, asked for, assigned and worked off.

All of it through the product's own verbs, so that draws, history and messages are there too. What
a run that was killed has done is left as it is by the next.
"""

import csv
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from bson import ObjectId
from django.utils import timezone

from crm.policies.reads import history
from crm.policies.verbs import decide
from crm.staff.models import Product, User
from members.batches import assignment, work
from members.batches.invalid_rows import validation
from members.customers import do_not_contact
from members.draws import requests
from members.draws.policies import HOARDING_LIMIT
from members.imports.offline import UploadWish, upload_file
from members.models import Batch, DatabaseKind, MemberRow, RequestStatus, Response, WhatsApp
from omset.demo import cast
from omset.demo.deposits import DepositGenerator

HEADINGS = ("username", "nama", "no hp", "bank", "nomor rekening", "kota")
BANKS = ("BCA", "BRI", "BNI", "Mandiri")
TOWNS = ("Jakarta", "Surabaya", "Bandung", "Medan", "Makassar", "Denpasar")
# Of a batch: how many rows have a status, and how many of the first are validated.
WORKED, VALIDATED = 14, 4
# How many rows one person asks for or is given.
PORTION = 20


class DemoDatabase(NamedTuple):
    """One database of the demo; `product` is its place among the products."""

    name: str
    kind: DatabaseKind
    product: int
    rows: int


DATABASES = (
    DemoDatabase("Member Nusantara 2026", DatabaseKind.NORMAL, 0, 240),
    DemoDatabase("Bonanza Sentosa", DatabaseKind.BONANZA, 1, 120),
    DemoDatabase("WD Cakrawala", DatabaseKind.WD, 2, 90),
)


def play(
    deposits: DepositGenerator,
    people: dict[str, User],
    products: dict[str, Product],
    admins: Iterator[User],
) -> None:
    """Write the databases, requests that wait and that were decided, batches with statuses."""
    staff = [people[username] for username in cast.STAFF]
    for wanted in DATABASES:
        pk = _upload(wanted, products[cast.PRODUCTS[wanted.product]], deposits)
        if wanted.kind == DatabaseKind.NORMAL:
            _request(pk, staff[:4], admins)
        else:
            _assign(pk, staff[4:6], admins)
    for batch in Batch.objects.order_by("created_at", "id"):
        _work(batch, deposits)
    _limit_hoarding(next(admins))
    customer = deposits.new_customer()
    with suppress(do_not_contact.AlreadyListed):
        do_not_contact.add(by=next(admins), reason=cast.DO_NOT_CONTACT, customer_id=customer)


def _limit_hoarding(admin: User) -> None:
    """No new request while more than 30 % of somebody's last batch have no status."""
    if not history(HOARDING_LIMIT):
        today = timezone.localdate()
        decide(HOARDING_LIMIT, Decimal(30), today, by=admin, reason=cast.HOARDING)


def _upload(wanted: DemoDatabase, product: Product, deposits: DepositGenerator) -> ObjectId:
    with tempfile.TemporaryDirectory(prefix="demo-") as folder:
        path = Path(folder) / "members.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADINGS)
            writer.writerows(_member(deposits) for _number in range(wanted.rows))
        wish = UploadWish(
            database=wanted.name,
            product=product,
            kind=wanted.kind,
            source=cast.SOURCE,
            lawful_basis=cast.LAWFUL_BASIS,
        )
        return ObjectId(upload_file(path, wish).database_id)


def _member(deposits: DepositGenerator) -> tuple[str, ...]:
    """Mostly somebody new; of eight one is a customer already."""
    random = deposits.random
    is_customer = deposits.all_customers and random.random() < 1 / 8
    customer = random.choice(deposits.all_customers) if is_customer else deposits.new_customer()
    name = "".join(sign for sign in customer.replace("_", " ") if not sign.isdecimal()).title()
    phone = f"08{random.choice((11, 12, 13, 21, 52, 57))}{random.randrange(10**7, 10**8)}"
    account = str(random.randrange(10**9, 10**10))
    return customer, name, phone, random.choice(BANKS), account, random.choice(TOWNS)


def _request(database_id: ObjectId, staff: list[User], admins: Iterator[User]) -> None:
    """Each asks once; the last request waits."""
    for number, person in enumerate(staff, start=1):
        request = requests.ask(
            staff=person, database_id=database_id, count=PORTION, idempotency_key=f"demo-{number}"
        )
        if number < len(staff) and request.status == RequestStatus.PENDING:
            requests.approve(request.pk, by=next(admins))


def _assign(database_id: ObjectId, staff: list[User], admins: Iterator[User]) -> None:
    for person in staff:
        if not Batch.objects.filter(database_id=database_id, staff=person).exists():
            assignment.assign_random(database_id, PORTION, person, by=next(admins))


def _work(batch: Batch, deposits: DepositGenerator) -> None:
    """Some statuses; of Bonanza and Member WD some rows are validated, one is invalid."""
    rows = list(MemberRow.objects.filter(batch_id=batch.pk, whatsapp="").order_by("number"))
    if len(rows) < PORTION:
        return
    for row in rows[:WORKED]:
        work.set_whatsapp(row.pk, deposits.random.choice(WhatsApp.values), by=batch.staff)
        if deposits.random.random() < 0.7:
            work.set_response(row.pk, deposits.random.choice(Response.values), by=batch.staff)
    if batch.database.kind != DatabaseKind.NORMAL:
        for row in rows[:VALIDATED]:
            validation.mark_valid(row.pk, by=batch.staff)
        validation.mark_invalid(rows[VALIDATED].pk, by=batch.staff, reason=cast.INVALID_REASON)
