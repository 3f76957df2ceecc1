"""What somebody else has just removed is answered as gone, not with an error of the server's."""

import pytest
from django.http import Http404

from crm.staff import catalogue, people
from crm.staff.models import Product, User
from members import reservations
from members.models import Reservation
from tests.make import make_product, make_staff


@pytest.mark.parametrize("verb", [catalogue.delete, catalogue.retire, catalogue.bring_back])
def test_a_product_that_is_gone_by_now(verb, admin):
    product = make_product()
    Product.objects.all().delete()
    with pytest.raises(Http404):
        verb(product.pk, by=admin)


@pytest.mark.parametrize("verb", [people.delete, people.deactivate, people.activate])
def test_an_account_that_is_gone_by_now(verb, admin):
    person = make_staff()
    User.objects.filter(pk=person.pk).delete()
    with pytest.raises(Http404):
        verb(person.pk, by=admin)


def test_a_request_that_was_rejected_by_now(owner, admin, product):
    asked = reservations.request(staff=owner, customer_id="x", product=product, phone="0812345678")
    Reservation.objects.all().delete()
    with pytest.raises(reservations.NotPending):
        reservations.approve(asked.pk, by=admin)
