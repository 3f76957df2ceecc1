import pytest

from crm.staff import catalogue
from crm.staff.accounts import people
from crm.staff.models import Product, User
from crm.staff.usage import InUse, uses_of
from members.models import Reservation
from tests.make import make_product, make_reservation, make_staff

pytestmark = pytest.mark.django_db


def test_reservations_count_as_use_of_their_product_and_owner(owner, product):
    make_reservation(owner, product, "x")
    make_reservation(owner, product, "y")
    idle, unused = make_staff(), make_product()
    assert [(str(use), use.url) for use in uses_of(Product, [product.pk])[product.pk]] == [
        ("reservations: 2", f"/members/reserved/?product={product.pk}")
    ]
    assert [(str(use), use.url) for use in uses_of(User, [owner.pk])[owner.pk]] == [
        ("reservations: 2", f"/members/reserved/?staff={owner.pk}")
    ]
    assert uses_of(Product, [unused.pk])[unused.pk] == uses_of(User, [idle.pk])[idle.pk] == []


def test_a_reserved_product_is_not_deleted(owner, admin, product):
    make_reservation(owner, product)
    with pytest.raises(InUse) as refused:
        catalogue.delete(product.pk, by=admin)
    assert str(refused.value) == "reservations: 1"
    assert Product.objects.filter(pk=product.pk).exists()


def test_a_renamed_product_is_renamed_on_its_reservations(owner, admin, product):
    make_reservation(owner, product, "x")
    make_reservation(owner, make_product("Other"), "x")
    catalogue.edit(product.pk, by=admin, name="Garuda")
    names = Reservation.objects.order_by("product_name").values_list("product_name", flat=True)
    assert list(names) == ["Garuda", "Other"]


def test_a_renamed_person_is_renamed_on_their_reservations(owner, stranger, admin, product):
    make_reservation(owner, product, "x")
    make_reservation(stranger, product, "y")
    people.edit(owner.pk, by=admin, name="Rina", email=None, role="staff")
    names = Reservation.objects.order_by("staff_name").values_list("staff_name", flat=True)
    assert list(names) == ["Rina", "stranger"]
