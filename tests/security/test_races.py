"""What somebody else has just removed, or removes at this moment: no error, nothing orphaned."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.http import Http404

from crm.staff import catalogue
from crm.staff.accounts import people
from crm.staff.models import Product, User
from crm.staff.usage import Gone, InUse
from members import reservations
from members.models import Reservation
from omset.models import OmsetRecord
from tests.make import make_deposit, make_product, make_reservation, make_staff


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
    result = reservations.request(staff=owner, customer_id="x", product=product, phone="0812345678")
    Reservation.objects.all().delete()
    with pytest.raises(reservations.NotPending):
        reservations.approve(result.pk, by=admin)


def in_another_thread(job):
    def run():
        try:
            return job()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(run).result()


@pytest.fixture
def meanwhile(monkeypatch):
    """Have a job done by somebody else after the first look at what uses something."""

    def arrange(module, job):
        look, waiting = module.refuse_if_used, [job]

        def look_then_wait(subject):
            look(subject)
            if waiting:
                in_another_thread(waiting.pop())

        monkeypatch.setattr(module, "refuse_if_used", look_then_wait)

    return arrange


def deposit(staff, product):
    return lambda: make_deposit(staff, product)


def reservation(staff, product):
    return lambda: make_reservation(staff, product)


@pytest.mark.parametrize("use", [deposit, reservation])
def test_a_product_that_is_used_while_it_is_deleted_stays(use, meanwhile, owner, admin):
    product = make_product()
    meanwhile(catalogue, use(owner, product))
    with pytest.raises(InUse):
        catalogue.delete(product.pk, by=admin)
    assert Product.objects.filter(pk=product.pk).exists()


@pytest.mark.parametrize("use", [deposit, reservation])
def test_an_account_that_is_used_while_it_is_deleted_stays(use, meanwhile, product, admin):
    person = make_staff()
    meanwhile(people, use(person, product))
    with pytest.raises(InUse):
        people.delete(person.pk, by=admin)
    assert User.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("use", [make_deposit, make_reservation])
def test_nothing_refers_to_what_is_deleted_by_now(use, owner, admin, product):
    person = make_staff()
    people.delete(person.pk, by=admin)
    with pytest.raises(Gone):
        use(person, product)
    assert OmsetRecord.objects.count() == 0
    assert Reservation.objects.count() == 0
