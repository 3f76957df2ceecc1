"""Deleting a product or an account in use is refused with the counts (issue 2, RO-12)."""

import pytest

from crm.staff.models import Product, User
from crm.staff.usage import uses_of
from omset.ledger import trash
from tests.make import make_deposit, make_product, make_staff

pytestmark = pytest.mark.django_db


def uses_in_words(model, *subjects):
    by_subject = uses_of(model, [subject.pk for subject in subjects])
    return [[str(use) for use in uses] for uses in by_subject.values()]


def test_deposits_are_counted_for_each_product_and_person_trashed_ones_too(owner, product):
    unused, colleague = make_product(), make_staff()
    record = make_deposit(owner, product)
    make_deposit(colleague, product, "y")
    trash.delete(record.pk, by=owner)
    assert uses_in_words(Product, product, unused) == [["deposits: 2"], []]
    assert uses_in_words(User, owner, colleague) == [["deposits: 1"], ["deposits: 1"]]
