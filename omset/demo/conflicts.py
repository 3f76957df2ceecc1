"""What happens among the demo's people: reservations, conflicts, decisions, the trash.

All of it through the product's own verbs, so that evidence, history and messages are there too.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from itertools import cycle, islice

from django.utils import timezone

from crm.staff.models import Product, User
from members import reservations
from members.models import Reservation
from omset.demo import cast, databases
from omset.demo.accounts import DEMO_BATCH
from omset.demo.deposits import DepositGenerator
from omset.ledger import approval, entries, trash
from omset.models import OmsetRecord
from omset.signals import demo_played

RESERVED, REQUESTED = 24, 5
CONFLICTS, DECLINED, APPROVED = 18, 4, 2
TRASHED = 8


def play(deposits: DepositGenerator) -> None:
    """Write reservations, about a dozen conflicts that wait, some decisions, some trash."""
    people = {user.username: user for user in User.objects.all()}
    products = {product.name: product for product in Product.objects.all()}
    admins = cycle([people[username] for username in cast.ADMINS])
    customers = _customers(deposits, people, products)
    reserved = [_reserve(next(admins), *place) for place in islice(customers, RESERVED)]
    for place in islice(customers, REQUESTED):
        _request(*place, phone=f"0812{deposits.random.randrange(10**7, 10**8)}")
    _decide(list(_conflicts(deposits, reserved, list(people.values()))), admins)
    missing = TRASHED - OmsetRecord.objects.trashed().count()
    for record in OmsetRecord.objects.counted().filter(batch=DEMO_BATCH)[:missing]:
        trash.delete(record.pk, by=record.staff)
    databases.play(deposits, people, products, admins)
    demo_played.send(sender=play, admin=next(admins))


def _customers(
    deposits: DepositGenerator, people: dict[str, User], products: dict[str, Product]
) -> Iterator[tuple[User, Product, str]]:
    """Staff member, product, customer: each customer of a product once, in any order."""
    customers = {
        (product, customer): staff
        for (staff, product), own in sorted(deposits.customers.items())
        for customer in own
    }
    for product, customer in deposits.random.sample(sorted(customers), len(customers)):
        yield people[customers[product, customer]], products[product], customer


def _reserve(admin: User, staff: User, product: Product, customer: str) -> Reservation:
    try:
        reservation = reservations.add(by=admin, staff=staff, customer_id=customer, product=product)
    except reservations.AlreadyReserved as other:
        return other.reservation
    reservation.approved_at = reservation.created_at = timezone.now() - timedelta(days=20)
    reservation.save(update_fields=["approved_at", "created_at"])
    return reservation


def _request(staff: User, product: Product, customer: str, phone: str) -> None:
    with suppress(reservations.AlreadyReserved):
        reservations.request(staff=staff, customer_id=customer, product=product, phone=phone)


def _conflicts(
    deposits: DepositGenerator, reserved: list[Reservation], people: list[User]
) -> Iterator[OmsetRecord]:
    """Deposits of the last days for a customer whom a colleague holds."""
    for number, reservation in enumerate(reserved[:CONFLICTS]):
        others = [user for user in people if not user.is_admin and user.pk != reservation.staff_id]
        by = deposits.random.choice(others)
        day = deposits.today - timedelta(days=deposits.random.randrange(4))
        entry = entries.Entry(day, reservation.customer_id, deposits.nominal())
        key = f"demo-{number}"
        record = entries.submit(
            entry, by=by, staff=by, product=reservation.product, idempotency_key=key
        )
        OmsetRecord.objects.filter(pk=record.pk).update(batch=DEMO_BATCH)
        yield record


def _decide(records: list[OmsetRecord], admins: Iterator[User]) -> None:
    """Some of the waiting ones by their place, so that a second run finds them decided."""
    reasons = cycle(cast.DECLINE_REASONS)
    for place, record in enumerate(records[: DECLINED + APPROVED]):
        if record.is_pending and place < DECLINED:
            approval.decline(record.pk, by=next(admins), reason=next(reasons))
        elif record.is_pending:
            approval.approve(record.pk, by=next(admins))
