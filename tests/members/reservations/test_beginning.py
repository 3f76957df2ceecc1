"""What a reservation bears from its first moment on (RS-19)."""

from datetime import date

import pytest

from members import reservations
from tests.make import make_deposit

pytestmark = pytest.mark.django_db


def test_RS_19_one_that_an_admin_adds_knows_the_last_deposit_of_its_owner(admin, owner, product):
    make_deposit(owner, product, "budi 01", "2026-02-01")
    make_deposit(owner, product, "BUDI01", "2026-02-03", note="tambahan")
    held = reservations.add(by=admin, staff=owner, customer_id="Budi01", product=product)
    held.refresh_from_db()
    assert held.last_deposit_on == date(2026, 2, 3)
