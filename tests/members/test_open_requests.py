"""Writing is limited: 30 requests of one person wait at most, for customers and rows together."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.urls import reverse

from members import open_requests, reservations
from members.draws.requests import reject
from members.models import DatabaseRequest, Reservation
from tests.members.draws.asking import ask
from tests.members.make import make_database
from tests.parsed import text_of

pytestmark = pytest.mark.django_db
PHONE = "0812345678"


@pytest.fixture
def two(monkeypatch):
    monkeypatch.setattr(open_requests, "MOST_OPEN", 2)


def reserve(staff, customer, product):
    return reservations.request(staff=staff, customer_id=customer, product=product, phone=PHONE)


def test_writing_is_limited_to_thirty_open_requests():
    assert open_requests.MOST_OPEN == 30


def test_writing_is_limited_for_customers_and_rows_together(two, owner, stranger, product):
    database = make_database(product, 9)
    reserve(owner, "a", product)
    request = ask(owner, database, 1)
    with pytest.raises(open_requests.TooManyOpen):
        reserve(owner, "b", product)
    with pytest.raises(open_requests.TooManyOpen):
        ask(owner, database, 1)
    reserve(stranger, "b", product)
    reject(request.pk, by=None, reason="no")
    assert reserve(owner, "c", product).is_pending
    assert Reservation.objects.count() == 3
    assert DatabaseRequest.objects.count() == 1


def test_writing_is_limited_for_requests_of_one_moment(two, owner, product):
    def begin(number):
        try:
            return reserve(owner, f"customer{number}", product)
        except open_requests.TooManyOpen:
            return None
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        made = [each for each in threads.map(begin, range(8)) if each]
    assert len(made) == 2
    assert Reservation.objects.count() == 2


def test_writing_is_limited_and_the_forms_say_why(two, owner, product, client_of):
    database = make_database(product, 9)
    reserve(owner, "a", product)
    reserve(owner, "b", product)
    client = client_of(owner)
    customer = {"customer_id": "c", "product": product.pk, "phone": PHONE}
    rows = {"database": database.pk, "count": "1", "idempotency_key": "0" * 32}
    for name, form in (("members:reserved_add", customer), ("members:request_new", rows)):
        answer = client.post(reverse(name), form)
        assert answer.status_code in (409, 422)
        assert "2 requests of yours wait already" in text_of(answer)
