"""Cases 38 to 42 of the rules: who has a customer, and whose deposits wait for it.

A is the owner of the tests, B the stranger, P their product.
"""

import pytest

from crm.notifications.models import Notification
from members import reservations
from members.models import Reservation, ReservationStatus
from omset import numbers
from tests.make import make_admin, make_deposit, make_product, make_reservation

pytestmark = pytest.mark.django_db
NEW = "/members/reserved/new/"
PHONE = "0812-345-678"


@pytest.fixture
def other(db):
    return make_product("Q")


def ask(client, customer, product):
    return client.post(NEW, {"customer_id": customer, "product": product.pk, "phone": PHONE})


def counted():
    return numbers.total(numbers.TallyScope()).total


def told_of_waiting():
    rows = Notification.objects.filter(kind="omset-pending")
    return sorted(rows.values_list("user__username", flat=True))


def test_case_38_a_pending_request_is_held_by_who_asked_in_that_product_alone(
    client_of, owner, stranger, product, other
):
    reservations.request(staff=stranger, customer_id="x", product=product, phone=PHONE)
    refused = ask(client_of(owner), "x", product)
    assert refused.status_code == 409
    assert stranger.name in str(refused.context["form"].errors["customer_id"])
    assert ask(client_of(owner), "x", other).status_code == 302
    held = Reservation.objects.order_by("pk").values_list("staff__username", "product__name")
    assert sorted(held) == [("owner", "Q"), ("stranger", "P")]


def test_case_39_blanks_around_a_customer_make_no_other_one(client_of, owner, stranger, product):
    reservations.request(staff=stranger, customer_id=" X ", product=product, phone=PHONE)
    assert ask(client_of(owner), "x", product).status_code == 409
    assert ask(client_of(owner), "  x  ", product).status_code == 409
    assert Reservation.objects.get().staff == stranger


def test_case_40_a_deposit_for_a_colleagues_customer_waits(owner, stranger, product, admin):
    """An admin records for somebody: what decides is whose deposit it is, not who typed it."""
    make_reservation(stranger, product, "x", by=admin)
    make_admin("boss")
    waits = make_deposit(owner, product, "x")
    assert waits.status == "pending"
    assert counted() == 0
    assert told_of_waiting() == ["admin", "boss"]
    assert make_deposit(stranger, product, "x", nominal=70_000).status == "approved"
    assert counted() == 70_000
    assert make_deposit(owner, product, "x", by=admin).status == "pending"
    assert make_deposit(stranger, product, "x", by=admin, nominal=5_000).status == "approved"
    assert counted() == 75_000


def test_case_41_a_request_that_waits_holds_no_deposit_back(owner, stranger, product):
    reservations.request(staff=stranger, customer_id="x", product=product, phone=PHONE)
    assert Reservation.objects.get().status == ReservationStatus.PENDING
    assert make_deposit(owner, product, "x", nominal=70_000).status == "approved"
    assert counted() == 70_000
    assert told_of_waiting() == []


def test_case_42_a_customer_held_by_two_in_two_products_waits_for_neither(
    owner, stranger, product, other, admin
):
    make_reservation(owner, product, "x", by=admin)
    make_reservation(stranger, other, "x", by=admin)
    assert make_deposit(owner, product, "x", nominal=70_000).status == "approved"
    assert make_deposit(stranger, other, "x", nominal=5_000).status == "approved"
    assert counted() == 75_000
    assert told_of_waiting() == []
