"""Claims to decide about."""

import pytest
import time_machine

from bonuses.claims import checks
from tests.make import make_product, make_reservation
from tests.remembered import remembered


@pytest.fixture(autouse=True)
def in_march():
    with time_machine.travel("2026-03-15T10:00:00+07:00") as now:
        yield now


@pytest.fixture
def submitted(admin):
    """`submitted(staff, product, customer)`: a claim on a fresh reservation."""

    def submit(staff, product, customer):
        make_reservation(staff, product, customer, by=admin)
        return checks.submit(staff=staff, customer_id=customer, product=product)

    return submit


@pytest.fixture
@remembered
def several(owner, stranger, product, admin, submitted):
    """Three of one person, the first approved, and one of another in another product."""
    mine = [submitted(owner, product, f"mine {number}") for number in range(3)]
    checks.approve(mine[0].pk, by=admin)
    return [*mine, submitted(stranger, make_product("Q"), "theirs")]
