import pytest
from django.db import IntegrityError

from crm.audit.models import Event
from crm.staff import catalogue
from crm.staff.models import Product
from crm.staff.usage import MOST_COUNTED, InUse, UseCount
from omset.models import OmsetRecord
from tests.make import make_deposit, make_product

pytestmark = pytest.mark.django_db


def test_a_product_name_is_taken_in_any_spelling(admin):
    catalogue.create(by=admin, name="Garuda")
    with pytest.raises(IntegrityError):
        catalogue.create(by=admin, name=" GARUDA ")
    assert Product.objects.count() == 1


def test_a_renamed_product_keeps_its_old_name_on_records(owner, admin, product):
    make_deposit(owner, product)
    catalogue.edit(product.pk, by=admin, name="Garuda")
    assert OmsetRecord.objects.get().product_name == "P"
    assert Product.objects.get().name == "Garuda"


def test_a_retired_product_comes_back(admin, product):
    assert catalogue.retire(product.pk, by=admin).is_active is False
    assert catalogue.bring_back(product.pk, by=admin).is_active is True


def test_an_unused_product_is_deleted(admin, product):
    catalogue.delete(product.pk, by=admin)
    assert Product.objects.count() == 0


def test_a_product_with_deposits_is_kept(owner, admin, product):
    make_deposit(owner, product)
    with pytest.raises(InUse):
        catalogue.delete(product.pk, by=admin)
    assert Product.objects.count() == 1


def test_SE_10_what_is_done_to_a_product_is_history(admin):
    product = catalogue.create(by=admin, name="A")
    catalogue.edit(product.pk, by=admin, name="B")
    catalogue.retire(product.pk, by=admin)
    catalogue.delete(product.pk, by=admin)
    verbs = Event.objects.filter(subject=product.pk).values_list("verb", flat=True)
    assert list(verbs) == ["create", "rename", "retire", "delete"]


def test_counts_are_spelled_out_and_end_where_counting_ends():
    uses = [
        UseCount(label="deposits", number=MOST_COUNTED + 1, view="omset:list", url="/"),
        UseCount(label="reservations", number=3, view="members:reserved", url="/"),
    ]
    assert str(InUse(uses)) == "deposits: 1000+, reservations: 3"


def test_nothing_in_use_is_nothing_to_say():
    assert str(InUse([])) == ""


def test_two_products_are_two(admin):
    make_product("A")
    make_product("B")
    assert [item.name for item in Product.objects.all()] == ["A", "B"]


def test_a_products_phone_numbers_are_indonesian_unless_an_admin_says_otherwise(client_of, admin):
    client = client_of(admin)
    client.post("/products/new/", {"name": "Garuda"})
    product = Product.objects.get(name="Garuda")
    assert product.phone_region == "ID"
    client.post(f"/products/{product.pk}/", {"name": "Garuda", "phone_region": "MY"})
    assert Product.objects.get(pk=product.pk).phone_region == "MY"
    client.post(f"/products/{product.pk}/", {"name": "Naga"})
    product = Product.objects.get(pk=product.pk)
    assert product.name == "Naga"
    assert product.phone_region == "MY"
    assert (
        client.post(f"/products/{product.pk}/", {"name": "A", "phone_region": "??"}).status_code
        == 422
    )
    events = Event.objects.filter(subject=product.pk).order_by("sequence")
    assert [event.verb for event in events] == ["create", "edit", "rename"]
    assert events[1].after["phone_region"] == "MY"
