"""A request for a reservation, which waits."""

import pytest

from members import reservations
from tests.members.views.reservation_requests import PHONE
from tests.remembered import remembered


@pytest.fixture
@remembered
def pending(owner, product):
    return reservations.request(staff=owner, customer_id="naga77", product=product, phone=PHONE)
