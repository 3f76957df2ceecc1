"""Plain functions that make what a test needs."""

import itertools
from datetime import date
from decimal import Decimal
from uuid import uuid4

from bonuses.statements.exchange_rates import EXCHANGE_RATE
from crm.policies.models import PolicyValue
from crm.policies.verbs import decide
from crm.staff.models import Product, User
from members import reservations
from omset.ledger import entries

PASSWORD = "a long enough passphrase"
_numbers = itertools.count(1)


def make_staff(name="", **fields):
    return User.objects.create_user(name or f"staff{next(_numbers)}", PASSWORD, **fields)


def make_admin(name="", **fields):
    return make_staff(name or f"admin{next(_numbers)}", role="admin", **fields)


def make_master(name=""):
    return make_staff(name or f"master{next(_numbers)}", role="master_admin")


def make_product(name=""):
    return Product.objects.create(name=name or f"Product {next(_numbers)}")


def make_deposit(staff, product, customer="x", day="2026-02-01", nominal=100_000, **more):
    """A deposit through the product's own verb. `by` is the staff member unless given."""
    by = more.pop("by", staff)
    key = more.pop("key", f"test-{next(_numbers)}")
    multiplier = Decimal(str(more.pop("multiplier", 1)))
    entry = entries.Entry(
        date.fromisoformat(day), customer, Decimal(str(nominal)), multiplier, **more
    )
    return entries.submit(entry, by=by, staff=staff, product=product, idempotency_key=key)


def deposit_form(product, **fields):
    """What the page of a new deposit posts."""
    form = {"date": "2026-02-01", "product": product.pk, "customer_id": "Budi", "nominal": "100"}
    return form | {"multiplier": "1", "note": "", "idempotency_key": str(uuid4())} | fields


def make_reservation(staff, product, customer="x", *, by=None):
    """An approved reservation."""
    return reservations.add(
        by=by or make_admin(), staff=staff, customer_id=customer, product=product
    )


def make_rate(rupiah, valid_from, *, by) -> PolicyValue:
    """So much rupiah for one dollar, from a date on."""
    return decide(EXCHANGE_RATE, Decimal(rupiah), valid_from, by=by, reason="kurs bank")
