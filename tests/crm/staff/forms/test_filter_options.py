"""The products and people that a filter offers."""

import pytest

from crm.mongo.inspection import collection_scans, recorded_commands
from crm.staff.forms.filter_options import products_and_people
from tests.make import make_product, make_staff

pytestmark = pytest.mark.django_db


def test_both_come_with_one_indexed_command_in_the_order_of_their_names():
    for name in ("beta", "Alpha"):
        make_product(name)
    make_staff("Zul", is_active=False)
    make_staff("adi")
    with recorded_commands() as commands:
        products, people = products_and_people()
    assert [row.name for row in products] == ["Alpha", "beta"]
    assert [(row.name, row.is_active) for row in people] == [("adi", True), ("Zul", False)]
    assert len(commands) == 1
    assert collection_scans(commands) == []
