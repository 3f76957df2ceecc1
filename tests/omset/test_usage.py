"""Deleting a product or an account in use is refused with the counts (issue 2, RO-12)."""

import pytest

from crm.staff.models import Product, User
from crm.staff.usage import uses_of
from omset import trash
from tests.make import make_deposit, make_product, make_staff

pytestmark = pytest.mark.django_db


def test_deposits_are_counted_for_each_product_and_person_trashed_ones_too(owner, product):
    unused, colleague = make_product(), make_staff()
    record = make_deposit(owner, product)
    make_deposit(colleague, product, "y")
    trash.delete(record.pk, by=owner)
    assert uses_of(Product, [product.pk, unused.pk]) == {
        product.pk: {"deposits": 2},
        unused.pk: {},
    }
    assert uses_of(User, [owner.pk, colleague.pk]) == {
        owner.pk: {"deposits": 1},
        colleague.pk: {"deposits": 1},
    }
